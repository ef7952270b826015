"""Owns the words that tell of another time than their passage does: an earlier one, a while, what came before."""

import re

# What is told of an earlier time may have been otherwise then.
EARLIER = re.compile(
    r"\b(?:at\sfirst|initially|originally|previously|formerly|earlier|once|used\sto|years?\sago|last\s(?:year|month|week|season)"
    r"|(?:in|since)\s(?:1[89]|20)\d\d)\b",
    re.IGNORECASE,
)
# What is so for a time, or in part, may be otherwise after it.
FOR_A_TIME = re.compile(
    r"\b(?:until(?!\sthe\s(?:very\s)?end\b)|till|pending|overnight|temporarily|partly|partially|in\spart|in\sprinciple|for\snow"
    r"|for\s(?:(?:an?|another|some|several|many|few|more|than|up|to|at|least|about|nearly|almost|around|only|just|next|coming"
    r"|first|rest|of|the(?=\s(?:next|coming|first|rest)\b)|\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s){1,4}"
    r"(?:minutes?|hours?|days?|nights?|weeks?|weekends?|months?|years?|decades?|while|time))\b",
    re.IGNORECASE,
)
# Of a level that moves, what it is told after or before, too.
MEANWHILE = re.compile(
    r"\b(?:after|before|since|when|during|overnight|early|at\sthe\s(?:start|end|close|open))\b(?:\s[\w-]+){0,2}",
    re.IGNORECASE,
)
