"""What on a page is furniture and not article: one table of rules, each with its reason.

The rules name habits of web pages and of news sites in general, and each must match ALL of a block or ALL of a
sentence, never a part of it: "Tags: ferry, harbour" is furniture, "Tags on the cargo showed its origin." is news. Rules
that need to know where a block stands (above the article, below it, in a list of links) are in `zone`.

Invariant: a pattern ignores case and is linear in the length of what it is given, which `boilerplate` bounds.
"""

import re
from dataclasses import dataclass

_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|instagram|youtube|tiktok|bluesky|threads"
    r"|mastodon|flipboard|messenger|e-?mail|rss|google news|weibo|wechat)"
)
_THING = (
    r"(?:articles?|stor(?:y|ies)|news|posts?|stocks?|topics?|links?|content|coverage|reading|reads?|research|videos?"
    r"|tags?|headlines)"
)
_COUNTED = r"(?:page ?views?|views?|shares?|comments?|likes?|reads|retweets|followers|claps|votes|reactions)"
_MINUTES = r"\d{1,3}\s*-?\s*min(?:ute)?s?\.?"
_ENDONYM = (
    r"(?:english|español|français|deutsch|italiano|português|nederlands|polski|türkçe|русский|українська|العربية|עברית"
    r"|فارسی|हिन्दी|中文|简体中文|繁體中文|日本語|한국어|svenska|norsk|dansk|suomi|ελληνικά|čeština|magyar|română"
    r"|bahasa indonesia|tiếng việt)"
)
_LANGUAGE = r"(?:english|spanish|french|german|italian|portuguese|turkish|russian|arabic|hindi|chinese|japanese|korean)"
_PICTURE = (
    r"(?:featured |cover |header |file |lead )?"
    r"(?:photo(?:graph)?s?|photography|pictures?|images?|illustrations?|graphics?|video)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that all of a passage must match; `in_paragraph` tells whether one sentence of a paragraph may."""

    name: str
    reason: str
    pattern: re.Pattern[str]
    max_words: int
    in_paragraph: bool


def _rule(name: str, reason: str, *patterns: str, words: int, inside: bool = False) -> Rule:
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
        r"(?:home|start|startseite|front page|news|accueil|inicio)\s*(?:/|»|›|>|→|::)\s*\S.*",
        r"[^/»›>→.!?]{2,30}(?:\s+[»›>→]\s+[^/»›>→.!?]{2,60}){2,}",
        words=40,
    ),
    _rule(
        "counter",
        "counts of views, shares and comments change by the minute and say nothing of the event",
        rf"(?:\D{{0,40}}[^\W\d_])?(?:[•·|,]?\s*\d[\d.,]*\s?[km]?\s+{_COUNTED}\s*)+[•·|]?",
        r"(?:views?|shares?|comments?|likes?)\s*[:(]?\s*\d[\d.,]*\s?[km]?\)?|no comments(?: yet)?",
        words=8,
    ),
    _rule(
        "reading_time",
        "an estimate of the site, not a statement of the article",
        rf"(?:about |approx\.? )?{_MINUTES}\s+(?:read|listen|watch)(?:ing time)?\W*",
        rf"(?:estimated |average )?(?:reading|read|listening) time(?: is)?\W*"
        rf"(?:about |around |approx\w*\.? )?{_MINUTES}\W*",
        words=10,
        inside=True,
    ),
    _rule(
        "player",
        "labels of an audio or video player",
        r"(?:listen(?: to)?|play|watch|pause|hear)(?: this| the| now)*"
        r"(?: (?:article|story|audio|video|podcast|clip|episode|now))+\W*(?:\d{1,2}:\d\d\W*)*",
        r"your browser does not support .{0,60}",
        words=12,
    ),
    _rule(
        "share",
        "buttons of social networks",
        r"(?:share|tweet|pin|post|follow(?: us)?|send|like us)(?: this)?(?: (?:article|story|page|post|news))?"
        rf"(?: (?:on|via|to|by|with|in))?(?:[\s,/|·•]+(?:and )?{_NETWORK})*\W*",
        rf"{_NETWORK}(?:[\s,/|·•]+(?:and )?(?:{_NETWORK}|share|tweet|print|copy link))+\W*",
        r"(?:copy|get)(?: the| this| article)? (?:link|url)\W*|link copied\W*",
        r"print(?: this)?(?: page| article| story)?",
        r"(?:e-?mail|save|bookmark)(?: this)?(?: page| article| story| for later)?|spread the word\W*",
        words=12,
    ),
    _rule(
        "subscribe",
        "a call to subscribe, register or follow",
        r"(?:please |don['’]t forget to )?subscribe(?: (?:now|today|here|for free))?"
        r"(?: (?:to|for|via|and|on) .{1,150})?[.!:→]*",
        r"(?:please )?sign up(?: (?:now|today|here|for free))?[.!:→]*",
        r"(?:please )?sign up .{0,100}(?:newsletter|inbox|alerts?|updates?|briefing|e-?mails?|account|free).{0,60}",
        r"(?:join|follow) (?:us|our)\b.{0,80}"
        r"(?:telegram|whatsapp|channel|newsletter|facebook|twitter|instagram|social).{0,40}",
        r"(?:get|receive|have) .{0,80}(?:delivered|straight|direct(?:ly)?|sent) "
        r".{0,20}(?:inbox|e-?mail|phone)\b.{0,40}",
        r"(?:enter )?your e-?mail(?: address)?\W*|(?:our |the |daily |weekly |free )*newsletters?\W*",
        r"already (?:a subscriber|a member|have an account|subscribed|registered)\?.{0,30}",
        r"become a (?:member|subscriber)\W*",
        words=40,
        inside=True,
    ),
    _rule(
        "cookie",
        "notices of consent and privacy",
        r"(?:we|this (?:web)?site|our (?:web)?sites?)\b.{0,80}\buses?\b.{0,60}\bcookies\b.{0,200}",
        r"(?:accept|reject|allow|decline|manage)(?: all| my| your| optional)? (?:cookies?|consent|preferences)\W*",
        r"by (?:continuing|using|clicking|browsing|subscribing|signing up)\b.{0,150}"
        r"\b(?:cookies?|terms|privacy)\b.{0,100}",
        r"cookies? (?:settings|policy|preferences|notice|consent)|privacy (?:policy|notice|settings)",
        r"terms (?:of|and|&) (?:use|service|conditions)|(?:accept|reject) all",
        words=60,
        inside=True,
    ),
    _rule(
        "comment_form",
        "the form below an article, and its hints",
        r"(?:leave|post|add|write)(?: us)?(?: (?:a|your))? (?:reply|comment|response)(?: to .{1,60})?\W*|cancel reply",
        r"your e-?mail(?: address)? will not be (?:published|shared|displayed).{0,60}",
        r"(?:all )?required fields are marked\W*|(?:comment|name|e-?mail|website)\s*\*|submit(?: comment)?",
        r"save my name,? e-?mail.{0,100}|you must be (?:logged|signed) in to .{0,40}",
        r"(?:log|sign) in to (?:comment|reply|leave a comment).{0,30}|comments? (?:are|is) (?:closed|off|disabled)\W*",
        r"join the (?:conversation|discussion)\W*|(?:show|view|hide|read) (?:all )?comments|comments",
        words=30,
        inside=True,
    ),
    _rule(
        "call_to_comment",
        "a call to readers, not a statement",
        r"(?:(?:so|now|and|but),? )?(?:please )?(?:tell|let) us (?:know )?"
        r".{0,100}\b(?:comments?|below|replies)\b.{0,30}",
        r"(?:please )?(?:share|drop|leave|post|add|give us) (?:us )?(?:your|a|an|any) (?:own )?"
        r"(?:thoughts?|views?|opinions?|comments?|feedback|questions?)\b.{0,100}",
        r"(?:have your say|sound off|what do you think|what are your thoughts)\b.{0,60}(?:comments?|below)\b.{0,30}",
        r"what['’]s your (?:take|view|opinion)\b.{0,60}(?:comments?|below)\b.{0,30}|have your say\W*|sound off\W*",
        words=35,
        inside=True,
    ),
    _rule(
        "tags",
        "the filing of the article in its site",
        r"(?:tagged|tags?|filed under|categor(?:y|ies)|posted (?:in|under)|topics?|keywords?|more on)"
        r"(?: with| under| in| as)?\s*:.{0,300}[^.!?]",
        r"(?:tagged|tags|filed under|categories|topics)(?: with| under| in)?\s*:?|(?:#\w+[\s,]*)+",
        r"(?:posted in|filed under|tagged(?: with| as)?) [^.!?]{2,80}",
        words=40,
    ),
    _rule(
        "credit",
        "the source of a picture or of the whole item",
        rf"(?:{_PICTURE}|credits?|source|via)(?: (?:by|credits?|courtesy(?: of)?|source|via))*\s*[:©].{{0,200}}",
        rf"{_PICTURE} (?:credits?|courtesy|by|source|via)\b[^.!?]{{0,80}}",
        r"\(?[^.!?]{0,50}(?:getty images|ap photo|shutterstock|unsplash|istock)\b[^.!?]{0,40}\)?",
        r"\(?[^.!?]{1,50}\w ?/ ?(?:reuters|afp|epa|ap|dpa|getty)\b[^.!?]{0,20}\)?",
        words=25,
    ),
    _rule(
        "contact",
        "how to reach the site or the author",
        r"(?:contact(?: us)?|e-?mail|phone|tel\.?|fax|web(?:site)?|(?:press|media) contact)\s*:?\s*"
        r"(?:\S+@\S+|https?://\S+|www\.\S+|\+?\d[\d ()/.-]{5,})\W*",
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
        r"advertisements?|adverts?|ads?|remove ads",
        r"(?:sponsored|promoted|paid)(?: (?:content|post|by .{1,40}|links?))?",
        r"(?:story|article) continues (?:below|after).{0,40}|continue reading below",
        r"scroll (?:down )?to continue.{0,30}",
        words=10,
    ),
    _rule(
        "read_more",
        "a link to another article",
        r"(?:read|see|learn|find out|discover|watch|explore) (?:more|also|next|on)\s*(?:[:→»>|…].{0,300}|\.{3})?",
        r"(?:also read|must read|don['’]t miss|see also|related|more from|recommended|up next)\s*[:→»>|].{0,300}",
        r"(?:next|previous) (?:article|post|story)\s*[:→»>|].{0,300}|(?:continue|keep) reading\W*.{0,10}",
        r"[(\[](?:read|see|watch) (?:more|also)\s*:.{0,300}",
        words=45,
    ),
    _rule(
        "related",
        "the heading of a list of other articles",
        r"(?:[\w'’&]+ )?(?:related|recommended|similar|trending|popular|latest|most (?:read|popular)|top|more|other"
        rf"|further|suggested)(?: (?:{_THING}|and|&))+(?: (?:from|in|on|for|by) .{{1,40}})?:?",
        r"(?:you (?:may|might) (?:also )?(?:like|enjoy)|what to read next|in case you missed it):?",
        r"editor['’]?s['’]? picks?:?",
        r"(?:most (?:read|popular|viewed)|trending(?: now)?|recommended(?: for you)?|related(?: to this .{1,20})?):?",
        r"(?:see also|read next|up next|further reading|more from .{1,40}):?",
        words=8,
    ),
    _rule(
        "navigation",
        "buttons and menus of the page",
        r"(?:skip|jump|go|back) to (?:main |the )?(?:content|navigation|top|home(?:page)?|search)|search",
        r"search|close|loading\W*",
        r"(?:open |close |toggle |main )*(?:menu|navigation)|(?:log|sign) (?:in|out|up)|get the app|my account",
        r"(?:load|show|view|see|read) (?:more|less|all)(?: (?:articles|stories|posts|news|results))?",
        r"\W*(?:next|previous|prev)(?: (?:page|article|post|story))?\W*|download (?:the|our) app\W*",
        r"create (?:an?|your)(?: free)? account",
        words=8,
    ),
    _rule(
        "language_switch",
        "a link to the same page in another language",
        rf"(?:{_ENDONYM}(?: (?:version|versiyonu|versión|fassung))?[\s|/,·•]*)+",
        r"(?:read|view|switch|translate)(?: this)?(?: article| page| story)? (?:in|to|into) " + _LANGUAGE,
        words=8,
    ),
    _rule(
        "syndication",
        "where a feed took the item from",
        r"the post .{1,250} (?:appeared first|first appeared) (?:on|at|in) .{1,100}",
        r"this (?:article|story|post) (?:was )?(?:originally|first) (?:published|appeared) (?:on|at|in|by) .{1,100}",
        r"originally (?:published|appeared) (?:on|at|in|by) .{1,60}",
        words=60,
        inside=True,
    ),
    _rule(
        "relative_date",
        "the age of the page, not of the event",
        r"(?:updated |published |posted )?(?:an?|\d+)\s*(?:minute|min|hour|hr|day|week|month|year|h|d)s?\.? ago",
        words=5,
    ),
)
