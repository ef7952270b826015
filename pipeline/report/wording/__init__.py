"""The words that people read on pages; a translation replaces this package and the templates.

No word here calls a claim true or false: the tool says what does not go together, and asks. The labels of boxes and
notes stand in `boxes.md.j2` and are read back by `page_marks`, so that they are translated in both.
"""

from pipeline.report.wording.phrase import *  # noqa: F403 - one place to ask for any word
from pipeline.report.wording.question import *  # noqa: F403 - as above
from pipeline.report.wording.site import *  # noqa: F403 - as above
from pipeline.report.wording.vocabulary import *  # noqa: F403 - as above
