"""usage: dbg.py FILE [key]: slots of an article."""
import sys
from pathlib import Path
from pipeline.stages.ingest import ingest_articles
from pipeline.stages.check.contradiction.statement import read_statements
from pipeline.stages.check.contradiction.slot import find_slots
p = Path(sys.argv[1]); md = p.read_text().partition("\n=contra\n")[0]
(a,) = ingest_articles(md.encode(), p.stem + ".md")
for st in read_statements(a):
    print(st.n, "S" if st.is_summary else " ", st.status and st.status.value, st.voice, "|", st.text[:150])
    for s in find_slots(st):
        if len(sys.argv) < 3 or s.key == sys.argv[2]: print("      ", s.key, repr(s.text), s.quantity and (s.quantity.unit, s.quantity.noun), "near", sorted(s.near), s.owner, s.meaning)
