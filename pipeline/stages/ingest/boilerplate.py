"""What on a page is furniture and not article: one table of rules, each with its reason.

The rules name habits of web pages and of news sites in general, and each must match ALL of a block or ALL of a sentence,
never a part of it: "Tags: ferry, harbour" is furniture, "Tags on the cargo showed its origin." is news. Rules that need to
know where a block stands (above the article, below it, under a heading of links) are in `zone`.

Invariant: a match depends on the text of the one block or sentence alone.
"""

import re
from dataclasses import dataclass

from pipeline.stages.ingest.publication import is_date_line

# No furniture that these rules know is longer; the limit keeps every pattern away from hostile input.
MAX_RULE_CHARS = 400
MAX_LINK_CHARS = 4000

_UPPER = "[A-ZÀ-ÖØ-ÞĀĂĄĆĈČĎĐĒĘĚĞĢĪİĶŁŃŇŌŐŘŚŞŠŢŤŪŮŰŹŻŽ]"
_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|instagram|youtube|tiktok|bluesky|threads"
    r"|mastodon|flipboard|messenger|e-?mail|rss|google news|weibo|wechat)"
)
_THING = r"(?:articles?|stor(?:y|ies)|news|posts?|stocks?|topics?|links?|content|coverage|reading|reads?|research|videos?|tags?)"
_END = r"[.!…]?"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that all of a passage must match; `in_paragraph` tells whether one sentence of a paragraph may."""

    name: str
    reason: str
    pattern: re.Pattern[str]
    max_words: int
    in_paragraph: bool


def _rule(name: str, reason: str, *patterns: str, words: int = 20, inside: bool = False) -> Rule:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return Rule(name, reason, re.compile(joined, re.IGNORECASE), words, inside)


RULES: tuple[Rule, ...] = (
    _rule(
        "code_fence",
        "a wrapper that generators leave around an article, also after typographic quotes replaced its ticks",
        r"(?:`{2,}|~{3,}|[“”\"'‘’´]{1,2}`|`[“”\"'‘’´]{1,2})\s*\w{0,12}",
        words=2,
    ),
    _rule(
        "breadcrumb",
        "the path of the page within its site",
        r"(?:home|start|startseite|front page|news|accueil|inicio)\s*(?:/|»|›|>|→|\||::)\s*\S.*",
        r"[^/»›>→.!?]{2,30}(?:\s+[»›>→]\s+[^/»›>→.!?]{2,60}){2,}",
        words=40,
    ),
    _rule(
        "counter",
        "counts of views, shares and comments change by the minute and say nothing of the event",
        r"(?:\D{0,40}[^\W\d_])?(?:[•·|,]?\s*\d[\d.,]*\s?[km]?\s+(?:page ?views?|views?|shares?|comments?|likes?|reads|retweets|followers|claps|votes|reactions)"
        r"(?:\s*[•·|,]\s*|\s*))+",
        r"(?:views?|shares?|comments?|likes?)\s*[:(]?\s*\d[\d.,]*\s?[km]?\)?",
        r"no comments(?: yet)?",
        words=10,
    ),
    _rule(
        "reading_time",
        "an estimate of the site, not a statement of the article",
        r"(?:about |approx\.? )?\d{1,3}\s*-?\s*min(?:ute)?s?\.?\s+(?:read|listen|watch)(?:ing time)?\W*",
        r"(?:estimated |average )?(?:reading|read|listening) time(?: is)?\W*(?:about |approx\w*\.? |around )?\d{1,3}\s*min(?:ute)?s?\.?\W*",
        words=10,
        inside=True,
    ),
    _rule(
        "player",
        "labels of an audio or video player",
        r"(?:listen(?: to)?|play|watch|pause|hear)(?: (?:this|the))?(?: (?:article|story|audio|video|podcast|clip|episode|now))+\W*(?:\d{1,2}:\d\d\W*)*",
        r"your browser does not support .{0,60}",
        words=12,
    ),
    _rule(
        "share",
        "buttons of social networks",
        rf"(?:share|tweet|pin|post|follow(?: us)?|send|like us)(?:(?: this)?(?: (?:article|story|page|post|news))?(?: (?:on|via|to|by|with|in))?(?:[\s,/|·•]+(?:and )?{_NETWORK})*)\W*",
        rf"{_NETWORK}(?:[\s,/|·•]+(?:and )?(?:{_NETWORK}|share|tweet|print|copy link))+\W*",
        r"(?:copy|get)(?: the| this| article)? (?:link|url)\W*|link copied\W*|print(?: this)?(?: page| article| story)?",
        r"(?:e-?mail|save|bookmark)(?: this)?(?: page| article| story| for later)?|spread the word\W*|share this:?",
        words=12,
    ),
    _rule(
        "subscribe",
        "a call to subscribe, register or follow",
        r"(?:please |don['’]t forget to )?subscribe(?: (?:now|today|here|for free))?(?: (?:to|for|via|and|on) .{1,150})?[.!]*",
        r"(?:please )?sign up(?: (?:now|today|here|for free))?(?: (?:for|to|and) .{0,100}(?:newsletter|inbox|alerts?|updates?|briefing|e-?mails?|account|free).{0,60})?[.!]*",
        r"(?:join|follow) (?:us|our)\b.{0,80}(?:telegram|whatsapp|channel|newsletter|facebook|twitter|instagram|linkedin|google news|social).{0,40}",
        r"(?:get|receive|have) .{0,80}(?:delivered|straight|direct(?:ly)?|sent) .{0,20}(?:inbox|e-?mail|phone)\b.{0,40}",
        r"(?:enter )?your e-?mail(?: address)?\W*|(?:our |the |daily |weekly |free )*newsletters?\W*",
        r"already (?:a subscriber|a member|have an account|subscribed|registered)\?.{0,30}|become a (?:member|subscriber)\W*",
        words=40,
        inside=True,
    ),
    _rule(
        "cookie",
        "notices of consent and privacy",
        r"(?:we|this (?:web)?site|our (?:web)?sites?|we and our partners)\b.{0,80}\buses?\b.{0,60}\bcookies\b.{0,200}",
        r"(?:accept|reject|allow|decline|manage)(?: all| my| your| optional)? (?:cookies?|consent|preferences)\W*|accept all|reject all",
        r"by (?:continuing|using|clicking|browsing|subscribing|signing up)\b.{0,150}\b(?:cookies?|terms|privacy)\b.{0,100}",
        r"cookies? (?:settings|policy|preferences|notice|consent)|privacy (?:policy|notice|settings)|terms (?:of|and|&) (?:use|service|conditions)",
        words=60,
        inside=True,
    ),
    _rule(
        "comment_form",
        "the form below an article, and its hints",
        r"(?:leave|post|add|write)(?: us)?(?: (?:a|your))? (?:reply|comment|response)(?: to .{1,60})?\W*|cancel reply",
        r"your e-?mail(?: address)? will not be (?:published|shared|displayed).{0,60}",
        r"(?:all )?required fields are marked\W*|(?:comment|name|e-?mail|website)\s*\*|submit(?: comment)?",
        r"save my name,? e-?mail.{0,100}|you must be (?:logged|signed) in to .{0,40}|(?:log|sign) in to (?:comment|reply|leave a comment).{0,30}",
        r"comments? (?:are|is) (?:closed|off|disabled)\W*|join the (?:conversation|discussion)\W*|(?:show|view|hide|read) (?:all )?comments|comments",
        words=30,
        inside=True,
    ),
    _rule(
        "call_to_comment",
        "a call to readers, not a statement",
        r"(?:(?:so|now|and|but),? )?(?:please )?(?:tell|let) us (?:know )?.{0,100}\b(?:comments?|below|replies)\b.{0,30}",
        r"(?:please )?(?:share|drop|leave|post|add|give us) (?:us )?(?:your|a|an|any) (?:own )?(?:thoughts?|views?|opinions?|comments?|feedback|questions?)\b.{0,100}",
        r"(?:have your say|sound off|what do you think|what are your thoughts|what['’]s your (?:take|view|opinion))\b.{0,60}(?:comments?|below)\b.{0,30}",
        r"have your say\W*|sound off\W*",
        words=35,
        inside=True,
    ),
    _rule(
        "tags",
        "the filing of the article in its site",
        r"(?:tagged|tags?|filed under|categor(?:y|ies)|posted in|posted under|topics?|keywords?|more on)(?: with| under| in| as)?\s*:.{0,300}[^.!?]|(?:tagged|tags|filed under|categories|topics)\s*:?",
        r"(?:#\w+[\s,]*)+",
        words=40,
    ),
    _rule(
        "credit",
        "the source of a picture or of the whole item",
        r"(?:featured |cover |header |file |lead )?(?:photos?|photographs?|photography|pictures?|images?|illustrations?|graphics?|video|credits?|source|via)"
        r"(?: (?:by|credits?|courtesy(?: of)?|source|via))*\s*[:©].{0,200}",
        r"(?:featured |cover |header |file |lead )?(?:photo|picture|image|video)s? (?:credits?|courtesy|by|source|via)\b[^.!?]{0,80}",
        r"\(?[^.!?]{0,50}(?:getty images|ap photo|shutterstock|unsplash|istock|\w ?/ ?(?:reuters|afp|epa|ap|dpa|getty))\b[^.!?]{0,40}\)?",
        words=25,
    ),
    _rule(
        "contact",
        "how to reach the site or the author",
        r"(?:contact(?: us)?|e-?mail|phone|tel\.?|fax|web(?:site)?|press contact|media contact)\s*:?\s*(?:\S+@\S+|https?://\S+|www\.\S+|\+?\d[\d ()/.-]{5,})\W*",
        r"contact us|about us|advertise(?: with us)?|send (?:us )?(?:a )?(?:tips?|corrections?)(?: to .{1,60})?",
        words=12,
    ),
    _rule("bare_url", "an address alone", r"<?(?:https?://|www\.)\S+>?|\S+@\S+\.\w{2,}", words=1),
    _rule(
        "copyright",
        "the legal line of a site",
        r"(?:©|\(c\)|copyright\s*(?:©|\(c\)|\d{4})).{0,200}",
        r"(?:.{0,80}\W)?all rights reserved\b.{0,30}",
        words=40,
        inside=True,
    ),
    _rule(
        "advertisement",
        "labels of advertising",
        r"advertisements?|adverts?|ads?|(?:sponsored|promoted|paid)(?: (?:content|post|by .{1,40}|links?))?|(?:story|article) continues (?:below|after).{0,40}|scroll (?:down )?to continue.{0,30}|continue reading below|remove ads",
        words=10,
    ),
    _rule(
        "read_more",
        "a link to another article",
        r"(?:read|see|learn|find out|discover|watch|explore) (?:more|also|next|on)\s*(?:[:→»>|…].{0,300}|\.{3})?|(?:continue|keep) reading\W*.{0,10}",
        r"(?:also read|must read|don['’]t miss|you may also like|see also|related|more from|recommended|up next|next article|previous article|next post|previous post)\s*[:→»>|].{0,300}",
        r"(?:\(|\[)(?:read|see|watch) (?:more|also)\s*:.{0,300}",
        words=45,
    ),
    _rule(
        "related",
        "the heading of a list of other articles",
        rf"(?:[\w'’&]+ )?(?:related|recommended|similar|trending|popular|latest|most read|most popular|top|more|other|further|suggested)(?: (?:{_THING}|and|&))+(?: (?:from|in|on|for|by) .{{1,40}})?:?",
        r"(?:you (?:may|might) (?:also )?(?:like|enjoy)|what to read next|in case you missed it|editor['’]?s['’]? picks?|most (?:read|popular|viewed)|trending(?: now)?|recommended(?: for you)?|related|see also|read next|up next|further reading|more from .{1,40}|related to this .{1,20}):?",
        words=8,
    ),
    _rule(
        "navigation",
        "buttons and menus of the page",
        r"(?:skip to|jump to|go to|back to) (?:main |the )?(?:content|navigation|top|home(?:page)?|search)|(?:open |close |toggle |main )*(?:menu|navigation)|search|close|loading\W*",
        r"(?:load|show|view|see|read) (?:more|less|all)(?: (?:articles|stories|posts|news|results))?|(?:log|sign) (?:in|out|up)|(?:next|previous|prev)(?: (?:page|article|post|story))?|\W*(?:next|previous) (?:article|post|story)\W*",
        r"create (?:an?|your)(?: free)? account|my account|download (?:the|our) app\W*|get the app",
        words=8,
    ),
    _rule(
        "language_switch",
        "a link to the same page in another language",
        r"(?:(?:english|español|français|deutsch|italiano|português|nederlands|polski|türkçe|русский|українська|العربية|עברית|فارسی|हिन्दी|中文|简体中文|繁體中文|日本語|한국어|svenska|norsk|dansk|suomi|ελληνικά|čeština|magyar|română|bahasa indonesia|tiếng việt)"
        r"(?: (?:version|versiyonu|versión|fassung|version française))?[\s|/,·•]*)+",
        r"(?:read|view|switch|translate)(?: this)?(?: article| page| story)? (?:in|to|into) (?:english|spanish|french|german|italian|portuguese|turkish|russian|arabic|hindi|chinese|japanese|korean)",
        words=8,
    ),
    _rule(
        "syndication",
        "where a feed took the item from",
        r"the post .{1,250} (?:appeared first|first appeared) (?:on|at|in) .{1,100}",
        r"(?:this (?:article|story|post) (?:was )?)?(?:originally|first) (?:published|appeared) (?:on|at|in|by) .{1,100}",
        words=60,
        inside=True,
    ),
    _rule("relative_date", "the age of the page", r"(?:updated |published |posted )?(?:an?|\d+)\s*(?:minute|min|hour|hr|day|week|month|year|h|d)s?\.? ago", words=5),
)  # fmt: skip

# Names are told from headings by their capitals ("By Ann Lee", "By 2030 half of all cars"), so case counts here.
_BYLINE = re.compile(
    rf"(?:(?i:by|(?:written|words|story|text|reported|edited|posted|published|reviewed|translated|compiled) by|from))(?::\s*|\s+)"
    rf"(?:{_UPPER}[\w.'’-]*)(?:[\s,&]+(?:{_UPPER}[\w.'’-]*|and|de|da|di|del|la|le|van|von|der|den|bin|al|el|staff|editorial|team|desk"
    rf"|correspondent|reporter|writer|editor|for|of|in|the))*,?\s*(?:[·|•—–/(-].*|,?\s*\d.*)?"
)
_LABELLED_BYLINE = re.compile(
    r"(?i:written by|authors?|reporters?|editors?|edited by|published by|posted by)\s*:\s*[^\n]*[^.!?\s]"
)
_DESK_CREDIT = re.compile(rf"\(?(?i:additional )?(?i:reporting|writing|editing|compiled) by {_UPPER}.*")
_SNAKE_ICON = re.compile(r"[a-z]{2,}(?:_[a-z0-9]+)+(?=[^\sa-z_0-9]|$)")
_WORD_ICON = re.compile(r"[a-z]{6,}(?=[A-ZÀ-Þ][a-zà-ÿ]|\d)")
_LINK = re.compile(r"!?\[[^\[\]]*\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_PART = re.compile(r"\s+[|·•]\s+")
_TERMINATED = re.compile(r"[.!?…。！？]['\"”’»)\]*_]*$")
_BYLINE_WORDS = 20
_ICON_LABEL_WORDS = 8
_PART_WORDS = 4


def is_terminated(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return _TERMINATED.search(text[-12:].rstrip()) is not None


def icon_end(text: str) -> int | None:
    """Return where the name of an icon ends that is glued to the front of a line of content, if one is."""
    match = _SNAKE_ICON.match(text[:MAX_RULE_CHARS]) or _WORD_ICON.match(text[:MAX_RULE_CHARS])
    return match.end() if match and not is_furniture_icon(text) else None


def is_furniture_icon(text: str) -> bool:
    """Tell whether a line is a label with the name of an icon font glued to it, or that name alone.

    A line that goes on as a statement with a number is content; only its icon is furniture.
    """
    label = text[:MAX_RULE_CHARS]
    match = _SNAKE_ICON.match(label)
    is_long = len(text.split()) > _ICON_LABEL_WORDS
    if match:
        return not (is_long and any(char.isdigit() for char in text))
    return _WORD_ICON.match(label) is not None and not is_long and not is_terminated(text)


def match_block(text: str) -> str | None:
    """Return the name of the rule that makes a whole block furniture, if one does."""
    if not any(char.isalpha() for char in text[:MAX_LINK_CHARS]):
        return "no_letter" if len(text) <= MAX_LINK_CHARS or not any(char.isalpha() for char in text) else None
    if len(text) <= MAX_LINK_CHARS and "](" in text and not _has_word(_LINK.sub("", text)):
        return "links"
    if len(text) > MAX_RULE_CHARS:
        return None
    plain = " ".join(text.strip("*_ \t").split())
    return _match_line(plain) or _match_parts(plain)


def match_sentence(text: str) -> str | None:
    """Return the name of the rule that makes one sentence of a paragraph furniture, if one does."""
    if len(text) > MAX_RULE_CHARS:
        return None
    plain = " ".join(text.strip("*_ \t").split())
    if _DESK_CREDIT.fullmatch(plain) and (plain.startswith("(") or "diting by" in plain or not is_terminated(plain)):
        return "byline"
    return _match_table(plain, inside=True)


def _match_line(plain: str) -> str | None:
    if is_furniture_icon(plain):
        return "icon"
    if is_date_line(plain):
        return "dateline"
    words = len(plain.split())
    if words <= _BYLINE_WORDS and (_BYLINE.fullmatch(plain) or _LABELLED_BYLINE.fullmatch(plain)):
        return "byline"
    return match_sentence(plain) or _match_table(plain, inside=False)


def _match_parts(plain: str) -> str | None:
    """Judge a line such as "Ann Lee · 3 June 2026 · 4 min read": one part decides if the others are mere labels."""
    parts = _PART.split(plain)
    if len(parts) == 1:
        return None
    rules = [_match_line(part) for part in parts]
    is_label = all(rule or len(part.split()) <= _PART_WORDS for rule, part in zip(rules, parts, strict=True))
    return next((rule for rule in rules if rule), None) if is_label and not is_terminated(plain) else None


def _match_table(plain: str, *, inside: bool) -> str | None:
    words = len(plain.split())
    for rule in RULES:
        if words <= rule.max_words and (rule.in_paragraph or not inside) and rule.pattern.fullmatch(plain):
            return rule.name
    return None


def _has_word(text: str) -> bool:
    return any(char.isalnum() for char in text)
