r"""The forms of words by which texts speak to language models: patterns for each kind of aside.

In the patterns a blank stands for white space of any kind, up to nine characters, and "~" for up to three or none.
Every repetition is bounded, so that the work stays in step with the text. They are tried on plain text (see `plain`).

An order counts only where it is given ("Ignore all previous instructions", "you must ignore ..."), not where it is told
of ("residents were told to ignore earlier instructions"); and what people say to people ("ignore the noise", "you are a
hero", "respond with force") has no machine, prompt or schema in it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from schemas.reply_claims import ReplyClaim
from schemas.reply_grades import ReplyGrade
from schemas.reply_relation import ReplyRelation

# An order begins after a mark, at the start of a line, or after a word that leads up to one.
_LEADS = (
    "please|kindly|now|then|and|but|simply|just|instead|always|also|hereby|must|should|shall|need to|have to"
    "|want you to|you will|you can|you may|you are to|you are instructed to|you are required to"
)
_START = "<start>"
_LINE = r"^[^\w\n]{0,6}"
_SPEECH = r"""(?:^|[.!?:;"“(\[*#>-])[^\w<]{0,6}"""
_WORD = r"(?:[\w’'-]{1,30} )"
_QUOTE = r"""\\?["“”]"""
_THE = "(?:(?:all|any|every|each|of|the|your|my|our|these|those|this|that|both) ){0,4}"
_ANY = "(?:(?:any|the|these|this|a) )?"
_NOT = "(?:do not|don['’]t|never)"

_DROP = (
    "(?:ignore|disregard|forget|override|bypass|discard|neglect|overlook|do not follow|don['’]t follow|stop following)"
)
_EARLIER = "(?:previous|prior|preceding|earlier|above|foregoing|original|initial|existing|system|safety|hidden|other)"
_INSTRUCTIONS = "(?:instruction|prompt|directive|command|guideline|rule|constraint|order|direction)s?"
_SHOW = "(?:reveal|repeat|print|output|display|leak|recite|show|tell me|give me)"
_READS = "(?:reading|processing|parsing|summari[sz]ing|analy[sz]ing|grading|checking)"
_SORT_OF_MACHINE = (
    "(?:ai|automated|virtual|artificial intelligence|fact-?~check(?:ing|er)|grading|verification|summari[sz]ation)"
)
_TOOL = "(?:assistant|model|system|agent|bot|reader|tool|grader|crawler|engine|pipeline|summari[sz]er|fact-?~checker)s?"
_MACHINE = (
    rf"(?:(?:large )?language models?|llms?|chat~bots?|chatgpt|gpt-?\d\w{{0,3}}"
    rf"|{_SORT_OF_MACHINE}(?: |-)(?:powered |language |fact-?~checking |grading )?{_TOOL}"
    rf"""|a\.?i\.?s?(?=~(?:[,.;:!?)"”—–-]|$)| (?:that|which|{_READS})))"""
)
_CLAIM = "(?:claim|statement|sentence|fact|figure|assertion|article|passage|text|contradiction)s?"
_OURS = "(?:plausible|implausible|consistent|inconsistent|doubtful|contradicted|disputed|outdated|not(?: |_)checkable)"
_TRUTH = (
    rf"""["“'‘]?(?:{_OURS}|true|false|verified|accurate|correct|factual|credible|reliable|supported|refuted|valid)\b"""
)
_JUDGE = (
    "(?:grade|rate|mark|label|classify|treat|judge|score|assess|evaluate|flag|report|regard|accept|consider|verify"
    "|confirm|declare|deem)"
)
_JUDGED = "(?:graded?|rated?|marked|labell?ed|classified|treated|scored|accepted|considered|judged)"
_REPLY = "(?:respond|reply|answer)"
_FORM = r"(?:valid |pure |raw |plain )?(?:json|yaml|xml)\b"

_ORDERS = (
    rf"{_START}{_DROP} {_THE}{_EARLIER} (?:(?:and|or) {_EARLIER} )?{_WORD}?{_INSTRUCTIONS}\b",
    rf"{_START}{_DROP} (?:all )?(?:of )?your {_WORD}{{0,2}}{_INSTRUCTIONS}\b",
    rf"{_START}{_DROP} {_THE}(?:instruction|prompt)s? (?:above|before|so far|given|you|that|in your)\b",
    rf"{_START}(?:ignore|disregard) (?:all|any) (?:instructions|prompts)\b",
    (
        rf"{_START}(?:ignore|disregard|forget) (?:everything|anything|all|what) (?:that )?"
        r"(?:(?:(?:was|has been|is) )?(?:(?:said|written|stated) )?above\b"
        r"|you (?:were|have been) (?:told|instructed|given|asked)\b(?! (?:about|by)\b))"
    ),
    rf"{_START}(?:ignore|disregard) the above(?=~(?:[.,;:!?]|$|and\b))",
    (
        rf"\b{_SHOW} {_WORD}{{0,3}}?(?:your {_WORD}{{0,2}}?(?:instructions|prompt)\b"
        r"|(?:the|your) system (?:prompt|message)\b)"
    ),
    # German, French, Spanish, Italian, Portuguese, Dutch, Chinese, Japanese, Russian
    (
        rf"\b(?:ignorier|vergiss|vergessen|missachte)\w* {_WORD}{{0,3}}?"
        r"(?:vorherig|vorhergehend|vorangegangen|bisherig|obig|früher)\w{0,4} "
        "(?:anweisung|instruktion|befehl|vorgabe|prompt)"
    ),
    rf"\b(?:ignore|oublie)[zr]? {_WORD}{{0,3}}?(?:instructions|consignes|directives) (?:précédent|antérieur|ci-dessus)",
    (
        rf"\b(?:ignor[ae]|olvid[ae]|dimentica|esquece|esqueça)\w{{0,3}} {_WORD}{{0,3}}?"
        r"(?:instrucciones|istruzioni|instruções|indicazioni) (?:anterior|previ|precedent|prévi|sopra)"
    ),
    rf"\b(?:negeer|vergeet) {_WORD}{{0,3}}?(?:vorige|eerdere|bovenstaande|voorgaande) (?:instructies|opdrachten)",
    r"(?:忽略|无视|忘记|忽視|無視)[^\n。]{0,8}(?:之前|以上|上述|先前|前面|所有)[^\n。]{0,8}(?:指令|指示|提示|命令|说明)",
    r"(?:これまで|以前|上記|前)の[^\n。]{0,8}(?:指示|命令|プロンプト)[^\n。]{0,6}(?:無視|忘れ)",
    (
        rf"\b(?:игнорируй|забудь|проигнорируй)\w{{0,3}} {_WORD}{{0,3}}?(?:предыдущ|прежн|вышеуказанн)\w{{0,4}} "
        "(?:инструкц|указан|команд|промпт)"
    ),
)
_ROLES = (
    rf"\byou(?: are|['’]re) (?:now |hereby )?(?:(?:an?|the|my) )?{_WORD}{{0,3}}?{_MACHINE}",
    (
        r"\byou(?: are|['’]re) (?:now )?(?:an?|the|my) (?:helpful|obedient|harmless|honest|unrestricted) "
        rf"{_WORD}{{0,2}}?(?:assistant|model|bot|grader|checker)\b"
    ),
    (
        rf"\byou(?: are|['’]re) (?:now|from now on) {_WORD}{{0,3}}?(?:assistant|dan|jailbroken|grader|fact-?~checker"
        r"|(?:developer|debug|admin|maintenance|god|unrestricted) mode)\b"
    ),
    (
        rf"{_START}(?:act|behave|{_REPLY}|pretend|role-?play) (?:as|like|to be|you are) (?:if you were )?"
        rf"(?:(?:an?|the) )?{_WORD}{{0,3}}?(?:{_MACHINE}|(?:helpful|unrestricted) assistant\b)"
    ),
    r"\b(?:developer|debug|god|jailbreak|unrestricted) mode (?:is now |is )?(?:enabled|activated|on)\b",
    (
        r"\bfrom now on,? (?:you (?:will|must|shall|should|are to) )?(?:only |always )?"
        rf"(?:{_REPLY}|grade|rate|output)\b"
    ),
)
_ADDRESSES = (
    (
        rf"{_SPEECH}(?:attention|dear|hello|hey|notice|note|message|instructions?|important)~[:,!-]{{0,2}}~"
        rf"(?:(?:to|for) )?(?:(?:the|any|all|every) )?{_WORD}?{_MACHINE}(?=~(?:[:,.!;—–-]|$)| (?:that|{_READS}))"
    ),
    rf"\bif you(?: are|['’]re) (?:an?|the|any) {_WORD}{{0,2}}?{_MACHINE}",
    rf"\bas an? {_WORD}?{_MACHINE},? you\b",
    (
        rf"\b(?:any|all|every|each|the) {_WORD}?{_MACHINE} (?:(?:that|which) (?:is|are) )?"
        rf"(?:{_READS}|(?:that|who) reads) (?:this|these)\b"
    ),
)
_ANSWERS = (
    rf"{_START}{_REPLY} (?:only|exactly|solely|strictly|always) (?:with|in|by)\b",
    (
        rf"{_START}{_REPLY} (?:only |exactly )?with (?:(?:only|just|exactly|nothing but) )?"
        r"(?:(?:the|this|one|a single) (?:(?:following|exact|single) )?"
        r"(?:words?|texts?|phrase|string|json|object|line|answer)\b"
        rf"""|["“'‘{{\[<`]|an empty\b|{_FORM}|{_OURS}\b)"""
    ),
    (
        rf"{_START}(?:{_REPLY}|output|return|write|produce|generate) "
        rf"(?:only|just|exactly|this|the following|nothing but) (?:(?:the|this|following|a) ){{0,2}}{_FORM}"
    ),
    (
        rf"{_START}(?:output|return|print|write) (?:exactly|only|nothing but|an empty|the following) {_WORD}{{0,3}}?"
        rf"(?:{_CLAIM}|answers?|grades?)\b"
    ),
    (
        r"\byour (?:(?:entire|whole|only|final) )?(?:answer|response|reply|output) (?:must|should|shall|is to|has to) "
        r"(?:be|say|contain|consist|start|begin)\b"
    ),
)
_GRADES = (
    (
        rf"{_START}{_JUDGE} {_WORD}{{0,4}}?(?:it|everything|all|{_CLAIM})(?: [\w’'-]{{1,30}}){{0,6}}? "
        rf"(?:as|to be|is|are) {_WORD}{{0,2}}?{_TRUTH}"
    ),
    rf"""{_START}{_JUDGE} {_WORD}{{0,3}}?{_CLAIM} ["“'‘]?{_OURS}\b""",
    (
        rf"\b(?:every|each|all|these|the|any) {_WORD}{{0,2}}?{_CLAIM} {_WORD}{{0,5}}?"
        rf"(?:must|should|shall|(?:are|is|has|have) to) (?:be )?{_JUDGED} {_WORD}{{0,3}}?{_TRUTH}"
    ),
    rf"""\b(?:plausibility|consistency)["”'’]?~(?:[:=]|to|as)~["“'‘]?{_OURS}\b""",
    rf"{_START}{_NOT} (?:extract|flag|grade) {_ANY}{_WORD}?claims?\b",
    (
        rf"{_START}{_NOT} (?:report|flag|find|list|mention|look for) {_ANY}{_WORD}?"
        r"(?:contradictions?|inconsistenc(?:y|ies))\b"
    ),
    (
        rf"{_START}(?:extract|report|output|return|find|list) (?:no|zero) {_WORD}?"
        r"(?:claims?|contradictions?|inconsistencies)\b"
    ),
)
_TEMPLATES = (
    r"<\|[\w\s-]{2,40}\|>",
    r"\[/?(?:inst|system|user|assistant)\]|<</?sys>>|</?(?:start|end)_of_turn>",
    r"(?<![a-z])</?(?:system|assistant|tool_call|im_start|im_end)>",
    rf"{_LINE}(?:system|developer|assistant) (?:prompt|message|override|instructions?|note)~:",
    (
        rf"{_LINE}(?:system|assistant)~:~(?:you\b|ignore|disregard|forget|override|new\b|{_REPLY}|output|grade"
        r"|rate|mark |treat|from now|all (?:claims|previous)|the (?:following|previous|above|article|claims)|[{\[])"
    ),
    r"^#{2,4}~(?:system|instructions?|response|assistant|user|human|input)~:",
    (
        rf"{_LINE}(?:new|updated|additional|revised|secret|hidden|real|actual) (?:(?:system|ai) )?"
        r"(?:instructions?|prompt)\b[^\n:]{0,40}:"
    ),
    r"\b(?:begin|start|end) (?:of )?(?:the )?(?:system|hidden|user) (?:prompt|instructions?|message|input)\b",
    # The tags of this package's prompts; those that HTML has too count only where more of the kind follows.
    r"<~/?~(?:before|sentences?|claims?|grade|note)\b[^<>\n]{0,40}>",
    r"<~/~(?:article|title)~>(?=[^<]{0,400}?(?:<~(?:claims?|grade|sentences?|before|note)|ignore|instruction|plausible))",
)

# Mark-up in plain text and markdown, by which a rendered page hides what stands in it.
_CONCEALED = (r"<[a-z][^<>\n]{0,200}(?:display~:~none|visibility~:~hidden|font-size~:~0\D)",)


def _schemas() -> tuple[str, ...]:
    """Return patterns of how an answer of a model begins, and of two fields, near one another, of a part of one."""
    pairs = [_two_fields(sorted(part.model_fields)) for part in (ReplyClaim, ReplyGrade, ReplyRelation)]
    whole = rf"{_QUOTE}(?:claims|grades){_QUOTE}~:~\[\s{{0,9}}[{{\]]"
    return (*pairs, whole, rf"{_QUOTE}answer{_QUOTE}~:~{_QUOTE}(?:yes|no){_QUOTE}")


def _two_fields(names: Sequence[str]) -> str:
    name, group = "|".join(names), f"first_{names[0]}"
    second = rf"{_QUOTE}(?!(?P={group})\b)(?:{name}){_QUOTE}"
    return rf"{_QUOTE}(?P<{group}>{name}){_QUOTE}~:[\s\S]{{0,200}}?{second}~:"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The patterns of one kind: those that count wherever they stand, and those that must begin an order."""

    anywhere: re.Pattern[str]
    orders: re.Pattern[str] | None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where a plain text holds one; of those that count anywhere, and of the others, no two overlap."""
        yield from (match.span() for match in self.anywhere.finditer(text))
        at = 0
        while self.orders is not None and (match := self.orders.search(text, at)):
            can_begin = _CAN_BEGIN.search(text, max(match.start() - _LONGEST_LEAD, 0), match.start())
            if can_begin:
                yield match.span()
            at = match.end() if can_begin else match.start() + 1


def _compile(patterns: Sequence[str]) -> Phrases:
    anywhere = [pattern for pattern in patterns if not pattern.startswith(_START)]
    orders = [pattern.removeprefix(_START) for pattern in patterns if pattern.startswith(_START)]
    return Phrases(_pattern(anywhere), _pattern(orders) if orders else None)


def _pattern(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(_spaced("|".join(patterns)), re.MULTILINE)


def _spaced(pattern: str) -> str:
    return pattern.replace(" ", r"\s{1,9}").replace("~", r"\s{0,3}")


_LONGEST_LEAD = 60
# The last character before an order, or the last word: looked for in the text before it, up to it.
_CAN_BEGIN = re.compile(
    _spaced(rf"""(?:(?:^|[.!?:;,"“”'‘’«»()\[\]{{}}>*#=|–—-])[^\w<]{{0,6}}|\b(?:{_LEADS}) )\Z"""), re.MULTILINE
)

PHRASES: Mapping[str, Phrases] = MappingProxyType(
    {
        "order": _compile(_ORDERS),
        "role": _compile(_ROLES),
        "address": _compile(_ADDRESSES),
        "answer": _compile(_ANSWERS),
        "grade": _compile(_GRADES),
        "template": _compile(_TEMPLATES),
        "schema": _compile(_schemas()),
        "concealed": _compile(_CONCEALED),
    }
)
