"""What a browser makes elements, comments and declarations of, in a page or a piece of one."""

from html.parser import HTMLParser


class _Tags(HTMLParser):
    """Keeps the tags of a page with their attributes, its comments and its declarations."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.found.append(f"<{tag} {attrs}>")

    def handle_endtag(self, tag: str) -> None:
        """Keep the end of one."""
        self.found.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        """Keep a comment."""
        self.found.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """Keep a declaration."""
        self.found.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        """Keep a declaration of another language."""
        self.found.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        """Keep an instruction to a processor."""
        self.found.append(f"<?{data}>")


def tags_of_html(page: str) -> list[str]:
    """Return the tags of HTML with their attributes, comments and declarations, in their order."""
    parser = _Tags()
    parser.feed(page)
    parser.close()
    return parser.found
