"""Owns how much of a large run the index shows; all of it stands in the files beside it, in the same order.

Nobody settles thousands of questions in one sitting, and a page of some megabytes is slow to open and to search.
"""

# One screen, for an editor who has a minute.
MOST_FIRST = 8
MOST_FIRST_ARTICLES = 4
# Somebody who gives each half a minute is busy with these for most of two hours.
MOST_UNSETTLED = 200
# What explains itself is shown so that the explanation can be doubted: a sample is enough for that.
MOST_UPDATES = 50
MOST_EXPLAINED = 50
# Worst first; each is one line of a table, of which browsers lay out a thousand in well under a second.
MOST_ARTICLES = 1000
# One line above all others, which hostile articles are not to fill: a few names, cut, and the number of the others.
MOST_ASIDES = 3
ASIDE_TITLE_CHARS = 60
# Failures that many articles share take one line, so that a run with more has gone wrong in as many ways.
MOST_FAILURES = 200
MOST_REJECTED = 200
