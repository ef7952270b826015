"""Text from articles and file names on its way to a terminal: what could move the cursor is shown, not sent."""


def printable(text: str, keep: str = "") -> str:
    """Return `text` with every character that is not printable, and is not in `keep`, replaced."""
    return "".join(each if each.isprintable() or each in keep else "\N{REPLACEMENT CHARACTER}" for each in text)
