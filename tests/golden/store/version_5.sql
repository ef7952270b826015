CREATE INDEX claim_by_id ON claim (claim_id);
CREATE INDEX claim_verdict_by_claim ON claim_verdict (claim_key);
CREATE INDEX conflict_by_id ON "conflict" (conflict_id);
CREATE INDEX conflict_side_by_article ON conflict_side (article_id);
CREATE INDEX inbox_file_by_digest ON inbox_file (inbox, digest);
CREATE INDEX mark_by_exact_key ON mark (exact_key);
CREATE INDEX mark_by_origin ON mark (origin);
CREATE UNIQUE INDEX met_article_by_id ON met_article (article_id, way);
CREATE INDEX run_article_by_article ON run_article (article_id);
CREATE INDEX run_by_id ON run (run_id);
CREATE TABLE article (
	article_id TEXT NOT NULL, 
	title TEXT, 
	publisher TEXT, 
	published_at TEXT, 
	url TEXT, 
	text TEXT NOT NULL, 
	PRIMARY KEY (article_id)
);
CREATE TABLE article_verdict (
	article_verdict_key TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	ledger_key TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	not_checked TEXT NOT NULL, 
	PRIMARY KEY (article_verdict_key), 
	FOREIGN KEY(article_id) REFERENCES article (article_id), 
	FOREIGN KEY(ledger_key) REFERENCES ledger (ledger_key)
);
CREATE TABLE article_verdict_claim (
	article_verdict_key TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	claim_verdict_key TEXT NOT NULL, 
	PRIMARY KEY (article_verdict_key, place), 
	FOREIGN KEY(article_verdict_key) REFERENCES article_verdict (article_verdict_key), 
	FOREIGN KEY(claim_verdict_key) REFERENCES claim_verdict (claim_verdict_key)
)
 WITHOUT ROWID;
CREATE TABLE article_verdict_conflict (
	article_verdict_key TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	conflict_key TEXT NOT NULL, 
	PRIMARY KEY (article_verdict_key, place), 
	FOREIGN KEY(article_verdict_key) REFERENCES article_verdict (article_verdict_key), 
	FOREIGN KEY(conflict_key) REFERENCES "conflict" (conflict_key)
)
 WITHOUT ROWID;
CREATE TABLE article_version (
	path TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	article_id TEXT NOT NULL, 
	PRIMARY KEY (path, version), 
	UNIQUE (path, article_id), 
	FOREIGN KEY(article_id) REFERENCES article (article_id)
)
 WITHOUT ROWID;
CREATE TABLE claim (
	claim_key TEXT NOT NULL, 
	claim_id TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	sentence_numbers TEXT NOT NULL, 
	statement TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	attribute TEXT NOT NULL, 
	value TEXT, 
	speaker TEXT, 
	status TEXT, 
	quote TEXT NOT NULL, 
	start_char INTEGER NOT NULL, 
	end_char INTEGER NOT NULL, 
	spans TEXT NOT NULL, 
	missing TEXT NOT NULL, 
	quantities TEXT NOT NULL, 
	PRIMARY KEY (claim_key), 
	FOREIGN KEY(article_id) REFERENCES article (article_id)
);
CREATE TABLE claim_verdict (
	claim_verdict_key TEXT NOT NULL, 
	claim_key TEXT NOT NULL, 
	grade_key TEXT, 
	verdict TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	not_checked TEXT, 
	PRIMARY KEY (claim_verdict_key), 
	FOREIGN KEY(claim_key) REFERENCES claim (claim_key), 
	FOREIGN KEY(grade_key) REFERENCES grade (grade_key)
);
CREATE TABLE claim_verdict_finding (
	claim_verdict_key TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	finding_key TEXT NOT NULL, 
	PRIMARY KEY (claim_verdict_key, stage, place), 
	FOREIGN KEY(claim_verdict_key) REFERENCES claim_verdict (claim_verdict_key), 
	FOREIGN KEY(finding_key) REFERENCES finding (finding_key)
)
 WITHOUT ROWID;
CREATE TABLE "conflict" (
	conflict_key TEXT NOT NULL, 
	conflict_id TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	relation TEXT NOT NULL, 
	topic TEXT NOT NULL, 
	made_by TEXT NOT NULL, 
	explanation TEXT NOT NULL, 
	PRIMARY KEY (conflict_key)
);
CREATE TABLE conflict_side (
	conflict_key TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	answer INTEGER NOT NULL, 
	claim_id TEXT, 
	article_id TEXT NOT NULL, 
	published_at TEXT, 
	value TEXT, 
	low TEXT, 
	high TEXT, 
	unit TEXT, 
	quote TEXT NOT NULL, 
	start_char INTEGER NOT NULL, 
	end_char INTEGER NOT NULL, 
	repeats TEXT, 
	also TEXT NOT NULL, 
	words TEXT, 
	PRIMARY KEY (conflict_key, place), 
	FOREIGN KEY(conflict_key) REFERENCES "conflict" (conflict_key)
)
 WITHOUT ROWID;
CREATE TABLE finding (
	finding_key TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	made_by TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	explanation TEXT NOT NULL, 
	with_claims TEXT NOT NULL, 
	spans TEXT NOT NULL, 
	PRIMARY KEY (finding_key)
);
CREATE TABLE grade (
	grade_key TEXT NOT NULL, 
	plausibility TEXT NOT NULL, 
	consistency TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	relies_on TEXT NOT NULL, 
	model TEXT NOT NULL, 
	prompt TEXT NOT NULL, 
	is_decisive BOOLEAN NOT NULL, 
	PRIMARY KEY (grade_key)
);
CREATE TABLE graded_article (
	article_id TEXT NOT NULL, 
	way TEXT NOT NULL, 
	content BLOB NOT NULL, 
	PRIMARY KEY (article_id, way)
);
CREATE TABLE inbox_file (
	inbox TEXT NOT NULL, 
	file TEXT NOT NULL, 
	label TEXT NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	modified_ns BIGINT NOT NULL, 
	changed_ns BIGINT NOT NULL, 
	is_settled BOOLEAN NOT NULL, 
	digest TEXT NOT NULL, 
	reader TEXT NOT NULL, 
	PRIMARY KEY (inbox, file)
)
 WITHOUT ROWID;
CREATE TABLE inbox_item (
	inbox TEXT NOT NULL, 
	file TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	article_id TEXT, 
	reason TEXT, 
	PRIMARY KEY (inbox, file, n)
)
 WITHOUT ROWID;
CREATE TABLE last_mark (
	mark INTEGER NOT NULL, 
	PRIMARY KEY (mark)
);
CREATE TABLE ledger (
	ledger_key TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	PRIMARY KEY (ledger_key), 
	FOREIGN KEY(article_id) REFERENCES article (article_id)
);
CREATE TABLE mark (
	mark INTEGER NOT NULL, 
	mark_key TEXT NOT NULL, 
	marked_at TEXT NOT NULL, 
	who TEXT, 
	verdict TEXT, 
	note TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	told TEXT NOT NULL, 
	statement TEXT NOT NULL, 
	quotes TEXT NOT NULL, 
	made_by TEXT NOT NULL, 
	model TEXT, 
	prompt TEXT, 
	exact_key TEXT NOT NULL, 
	loose_key TEXT, 
	sides TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	article_ids TEXT NOT NULL, 
	run_id TEXT, 
	page TEXT, 
	origin TEXT, 
	PRIMARY KEY (mark)
);
CREATE TABLE meeting (
	meeting_key BIGINT NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (meeting_key, number)
)
 WITHOUT ROWID;
CREATE TABLE met_article (
	number INTEGER NOT NULL, 
	article_id TEXT NOT NULL, 
	way TEXT NOT NULL, 
	day INTEGER, 
	met_keys BLOB NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE night (
	run INTEGER NOT NULL, 
	inbox TEXT NOT NULL, 
	folder TEXT NOT NULL, 
	way TEXT NOT NULL, 
	is_shown BOOLEAN NOT NULL, 
	PRIMARY KEY (run)
);
CREATE TABLE run (
	run INTEGER NOT NULL, 
	run_key TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	is_cut_short BOOLEAN NOT NULL, 
	started_at TEXT NOT NULL, 
	ended_at TEXT NOT NULL, 
	provider TEXT NOT NULL, 
	model TEXT NOT NULL, 
	articles INTEGER NOT NULL, 
	claims INTEGER NOT NULL, 
	not_checked INTEGER NOT NULL, 
	cost_usd FLOAT, 
	record TEXT NOT NULL, 
	PRIMARY KEY (run)
);
CREATE TABLE run_article (
	run INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	article_verdict_key TEXT NOT NULL, 
	page TEXT NOT NULL, 
	PRIMARY KEY (run, place), 
	FOREIGN KEY(run) REFERENCES run (run), 
	FOREIGN KEY(article_id) REFERENCES article (article_id), 
	FOREIGN KEY(article_verdict_key) REFERENCES article_verdict (article_verdict_key)
)
 WITHOUT ROWID;
CREATE TABLE run_conflict (
	run INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	conflict_key TEXT NOT NULL, 
	PRIMARY KEY (run, place), 
	FOREIGN KEY(run) REFERENCES run (run), 
	FOREIGN KEY(conflict_key) REFERENCES "conflict" (conflict_key)
)
 WITHOUT ROWID;
CREATE TABLE run_stamp (
	run INTEGER NOT NULL, 
	part INTEGER NOT NULL, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (run, part)
);
CREATE TABLE said_line (
	inbox TEXT NOT NULL, 
	said BIGINT NOT NULL, 
	times INTEGER NOT NULL, 
	PRIMARY KEY (inbox, said)
)
 WITHOUT ROWID;
CREATE TABLE said_stem (
	inbox TEXT NOT NULL, 
	said BIGINT NOT NULL, 
	times INTEGER NOT NULL, 
	PRIMARY KEY (inbox, said)
)
 WITHOUT ROWID;
CREATE TABLE schema_version (
	store TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (store)
);
CREATE TABLE sentence (
	ledger_key TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	start_char INTEGER NOT NULL, 
	end_char INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	paragraph INTEGER NOT NULL, 
	rule TEXT, 
	repeats INTEGER, 
	outcome TEXT NOT NULL, 
	claim_ids TEXT NOT NULL, 
	reason TEXT, 
	PRIMARY KEY (ledger_key, n), 
	FOREIGN KEY(ledger_key) REFERENCES ledger (ledger_key)
)
 WITHOUT ROWID;
CREATE TABLE shown_article (
	article_verdict_key TEXT NOT NULL, 
	path TEXT NOT NULL, 
	lines BLOB NOT NULL, 
	"row" TEXT NOT NULL, 
	PRIMARY KEY (article_verdict_key, path)
);
CREATE TABLE shown_conflict (
	conflict_key TEXT NOT NULL, 
	place TEXT NOT NULL, 
	line TEXT NOT NULL, 
	markable TEXT NOT NULL, 
	PRIMARY KEY (conflict_key)
);
CREATE TABLE shown_page (
	folder TEXT NOT NULL, 
	page TEXT NOT NULL, 
	path TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	article_verdict_key TEXT NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	modified_ns BIGINT NOT NULL, 
	is_marked BOOLEAN NOT NULL, 
	PRIMARY KEY (folder, page)
)
 WITHOUT ROWID;
CREATE VIEW articles AS
SELECT placed.run, decided.verdict, placed.path, version.version, article.title, article.publisher,
  article.published_at, article.url,
  (SELECT COUNT(*) FROM article_verdict_claim AS held
    WHERE held.article_verdict_key = placed.article_verdict_key) AS claims,
  placed.page, placed.article_id
FROM run_article AS placed
JOIN article ON article.article_id = placed.article_id
JOIN article_verdict AS decided ON decided.article_verdict_key = placed.article_verdict_key
JOIN article_version AS version ON version.path = placed.path AND version.article_id = placed.article_id
ORDER BY placed.run DESC, CASE decided.verdict WHEN 'contradicted' THEN 0 WHEN 'disputed' THEN 1 WHEN 'implausible' THEN 2 WHEN 'outdated' THEN 3 WHEN 'doubtful' THEN 4 WHEN 'plausible' THEN 5 WHEN 'not_checkable' THEN 6 WHEN 'not_checked' THEN 7 END, placed.path;
CREATE VIEW claims AS
SELECT placed.run, decided.verdict, placed.path, claim.statement, claim.quote, decided.reason, claim.kind,
  claim.subject, claim.attribute, claim.value, claim.speaker, claim.status, grade.plausibility, grade.consistency,
  grade.reason AS grade_reason, grade.model, claim.claim_id, claim.article_id
FROM run_article AS placed
JOIN article_verdict_claim AS held ON held.article_verdict_key = placed.article_verdict_key
JOIN claim_verdict AS decided ON decided.claim_verdict_key = held.claim_verdict_key
JOIN claim ON claim.claim_key = decided.claim_key
LEFT JOIN grade ON grade.grade_key = decided.grade_key
ORDER BY placed.run DESC, CASE decided.verdict WHEN 'contradicted' THEN 0 WHEN 'disputed' THEN 1 WHEN 'implausible' THEN 2 WHEN 'outdated' THEN 3 WHEN 'doubtful' THEN 4 WHEN 'plausible' THEN 5 WHEN 'not_checkable' THEN 6 WHEN 'not_checked' THEN 7 END, placed.path, held.place;
CREATE VIEW conflicts AS
SELECT found.run, conflict.scope, conflict.relation, conflict.topic,
  (SELECT COUNT(*) FROM conflict_side AS side WHERE side.conflict_key = conflict.conflict_key) AS sides,
  (SELECT COUNT(DISTINCT side.article_id) FROM conflict_side AS side
    WHERE side.conflict_key = conflict.conflict_key) AS articles,
  conflict.explanation, conflict.made_by, conflict.conflict_id
FROM conflicts_of_run AS found
JOIN conflict ON conflict.conflict_key = found.conflict_key
ORDER BY found.run DESC, conflict.relation, conflict.scope, conflict.topic, conflict.conflict_id;
CREATE VIEW conflicts_of_run AS
SELECT run, conflict_key FROM run_conflict
UNION
SELECT placed.run, held.conflict_key
FROM run_article AS placed
JOIN article_verdict_conflict AS held ON held.article_verdict_key = placed.article_verdict_key;
CREATE VIEW disagreements AS
SELECT found.run, conflict.topic, conflict.relation, conflict.scope, side.answer, article.publisher, placed.path,
  side.published_at, side.value, CAST(side.low AS REAL) AS low, CAST(side.high AS REAL) AS high, side.unit, side.quote,
  side.claim_id, conflict.conflict_id
FROM conflicts_of_run AS found
JOIN conflict ON conflict.conflict_key = found.conflict_key
JOIN conflict_side AS side ON side.conflict_key = conflict.conflict_key
LEFT JOIN article ON article.article_id = side.article_id
LEFT JOIN run_article AS placed ON placed.run = found.run AND placed.article_id = side.article_id
ORDER BY found.run DESC, conflict.relation, conflict.scope, conflict.topic, conflict.conflict_id, side.answer,
  side.place;
CREATE VIEW marks AS
SELECT mark.mark, mark.marked_at, mark.who,
  CASE WHEN mark.verdict IS NOT NULL THEN mark.verdict WHEN mark.note <> '' THEN 'note' ELSE 'withdrawn' END AS verdict,
  mark.note,
  CASE WHEN mark.mark = (SELECT MAX(other.mark) FROM mark AS other WHERE other.exact_key = mark.exact_key)
    THEN 1 ELSE 0 END AS is_latest,
  mark.kind, mark.told, mark.statement, mark.quotes, mark.made_by, mark.model, mark.prompt, mark.run_id, mark.page,
  mark.reference
FROM mark
ORDER BY mark.mark DESC;
CREATE VIEW runs AS
SELECT run, run_id, started_at, ended_at, outcome, is_cut_short, articles, claims, not_checked, cost_usd, provider,
  model
FROM run
ORDER BY run DESC;
CREATE VIEW sentences AS
SELECT placed.run, placed.path, sentence.n, sentence.outcome, sentence.role,
  SUBSTR(article.text, sentence.start_char + 1, sentence.end_char - sentence.start_char) AS words, sentence.reason,
  placed.article_id
FROM run_article AS placed
JOIN article ON article.article_id = placed.article_id
JOIN article_verdict AS decided ON decided.article_verdict_key = placed.article_verdict_key
JOIN sentence ON sentence.ledger_key = decided.ledger_key
ORDER BY placed.run DESC, placed.path, sentence.n;
