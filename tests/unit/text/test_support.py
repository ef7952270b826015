import pytest

from pipeline.text.support import missing_from
from schemas.claim import Missing, MissingKind

CRASH = (
    "At least 12 people were killed and 40 others injured on Monday evening when a bus left the road near Leeds, "
    "police said; the cause is not yet known."
)
ALTERED = [
    (CRASH.replace("12", "15"), MissingKind.NUMBER, "15"),
    (CRASH.replace("40", "400"), MissingKind.NUMBER, "400"),
    (CRASH.replace("Monday", "Tuesday"), MissingKind.DATE, "Tuesday"),
    (CRASH.replace("Leeds", "York"), MissingKind.NAME, "York"),
    (CRASH.replace("is not yet", "was"), MissingKind.NEGATION, "not"),
    (CRASH.replace("people were killed", "people did not kill"), MissingKind.NEGATION, "not"),
    (CRASH.replace("people were killed", "dogs were killed"), MissingKind.NUMBER, "12"),
    ("The bus did not kill at least 12 people.", MissingKind.NEGATION, "not"),
    ("Near Leeds, 12 people were never killed.", MissingKind.NEGATION, "never"),
    ("The cause is known.", MissingKind.NEGATION, "not"),
]
VARIANTS = [
    "“At least 12 people” were killed, police said.",
    "'At least 12 people' were killed – police said.",
    "‘At least 12 people’ were killed — police said…",
    "At least\u200912\u202fpeople were\u00a0killed, police said.",
    "At least 12 peo\u00adple were killed near\u200b Le\u2060eds, police said.",
    "\ufeffAt least 12 people were killed, police said.",
    "At least 12 people were killed,\n  police said.",
]
DEAL = "The company raised $7.4 billion in May, its biggest round."


def kinds(statement: str, passage: str, *context: str) -> set[MissingKind]:
    return {missing.kind for missing in missing_from(statement, passage, context)}


@pytest.mark.parametrize(("statement", "kind", "told"), ALTERED)
def test_an_altered_quote_is_refused_with_what_was_altered(statement: str, kind: MissingKind, told: str) -> None:
    (missing,) = missing_from(statement, CRASH)
    assert missing.kind is kind
    assert told in missing.text


def test_the_unchanged_quote_is_accepted() -> None:
    assert missing_from(CRASH, CRASH) == ()


@pytest.mark.parametrize("statement", VARIANTS)
def test_typographic_variants_are_accepted(statement: str) -> None:
    assert missing_from(statement, CRASH) == ()


def test_variants_in_the_passage_are_accepted() -> None:
    passage = "“The firm’s of\u00adﬁce” – 1\u2009000 staff – sold its ﬁnal ﬂat in the co‑op."
    assert missing_from("The firm's office sold its final flat in the co-op.", passage) == ()
    assert missing_from("The firm’s ofﬁce sold its ﬁnal ﬂat.", "The firm's office sold its final flat.") == ()


@pytest.mark.parametrize(
    "statement",
    [
        "12 people were killed near Leeds.",
        "Twelve people were killed near Leeds.",
        "A bus left the road near Leeds on Monday evening.",
        "The cause is not known.",
        "40 people were injured.",
    ],
)
def test_a_statement_may_leave_things_out(statement: str) -> None:
    assert missing_from(statement, CRASH) == ()


@pytest.mark.parametrize(
    ("statement", "added"),
    [
        ("The company raised $7.5 billion.", "$7.5 billion"),
        ("The company raised $74 billion.", "$74 billion"),
        ("The company raised €7.4 billion.", "€7.4 billion"),
        ("The company raised $7.4 million.", "$7.4 million"),
        ("The company raised $7.4 billion from 3 funds.", "3"),
        ("The company raised $7.4 billion for the H100.", "H100"),
    ],
)
def test_a_number_that_the_passage_lacks_is_refused(statement: str, added: str) -> None:
    assert Missing(kind=MissingKind.NUMBER, text=added) in missing_from(statement, DEAL)


@pytest.mark.parametrize(
    "statement",
    ["The company raised 7.4 billion dollars in its biggest round.", "The company raised $7.4bn in May."],
)
def test_an_amount_written_otherwise_is_the_same_amount(statement: str) -> None:
    assert missing_from(statement, DEAL) == ()


def test_a_name_with_a_number_that_stands_in_the_passage_is_accepted() -> None:
    assert missing_from("The H100 chip was sold.", "The maker sold the H100 chip.") == ()


def test_an_added_origin_is_refused() -> None:
    assert missing_from("A Chinese company raised $7.4 billion.", DEAL) == (
        Missing(kind=MissingKind.NAME, text="Chinese"),
    )


def test_the_context_lends_no_origin() -> None:
    assert kinds("A Chinese company raised $7.4 billion.", DEAL, "The Chinese company is young.") == {MissingKind.NAME}


def test_an_origin_of_the_passage_is_accepted() -> None:
    assert missing_from("The company is Chinese.", "The Chinese company is young.") == ()


@pytest.mark.parametrize(("context", "missing"), [((), {MissingKind.NAME}), (("Acme seeks funds",), set())])
def test_a_name_is_lent_by_the_context_alone(context: tuple[str, ...], missing: set[MissingKind]) -> None:
    assert kinds("Acme raised $7.4 billion.", DEAL, *context) == missing


@pytest.mark.parametrize(("context", "missing"), [((), {MissingKind.NUMBER}), (("Its 3 owners met",), set())])
def test_a_number_is_lent_by_the_context_alone(context: tuple[str, ...], missing: set[MissingKind]) -> None:
    assert kinds("The company, of 3 owners, raised $7.4 billion.", DEAL, *context) == missing


def test_the_context_lends_no_negation() -> None:
    context = "The company did not raise enough."
    assert kinds("The company did not raise $7.4 billion.", DEAL, context) == {MissingKind.NEGATION}


@pytest.mark.parametrize(
    ("told", "written"),
    [("IBM sold the unit.", "I.B.M. sold the unit."), ("U.S. buyers took the unit.", "US buyers took the unit.")],
)
def test_an_acronym_is_the_same_with_and_without_points(told: str, written: str) -> None:
    assert missing_from(told, written) == ()


def test_the_fifth_of_may_is_not_the_sixth() -> None:
    assert MissingKind.NUMBER in kinds("The vote was held on May 5.", "The vote was held on May 6.")


def test_may_the_verb_is_no_month() -> None:
    assert missing_from("The vote may be held.", "The vote could be held.") == ()


def test_an_invented_statement_is_refused_with_its_strange_words() -> None:
    (missing,) = missing_from("Parliament passed fishery rules.", CRASH)
    assert missing == Missing(kind=MissingKind.WORDS, text="Parliament passed fishery rules")


def test_a_statement_that_only_the_context_holds_is_refused() -> None:
    context = "Harbour ferries carry tourists daily."
    assert kinds("Harbour ferries carry tourists daily.", "They also sank.", context) == {MissingKind.WORDS}


def test_a_statement_that_shares_too_few_words_is_refused() -> None:
    (missing,) = missing_from("A bus near Leeds carried tourists cheaply.", CRASH)
    assert missing == Missing(kind=MissingKind.WORDS, text="carried tourists cheaply")


def test_a_negation_reaches_no_further_than_the_words_behind_it() -> None:
    passage = "Police did not publish any names; the driver was arrested."
    assert kinds("The driver was not arrested.", passage) == {MissingKind.NEGATION}


@pytest.mark.parametrize("statement", ["", "It is what it was."])
def test_a_statement_without_content_adds_nothing(statement: str) -> None:
    assert missing_from(statement, CRASH) == ()


def test_each_addition_is_named_once() -> None:
    assert len(missing_from("York is York, and York was hit.", "The town was hit.")) == 1


@pytest.mark.parametrize(
    ("statement", "passage", "told"),
    [
        ("Shares went down 5%.", "Shares went up 5% on Monday.", "down"),
        ("Sales rose 5%.", "Sales fell 5% in May.", "rose"),
    ],
)
def test_a_turned_direction_is_refused(statement: str, passage: str, told: str) -> None:
    assert missing_from(statement, passage) == (Missing(kind=MissingKind.WORDS, text=told),)


def test_a_direction_that_the_passage_has_too_is_accepted() -> None:
    assert not missing_from("Prices went down in June.", "Prices went up in May and down in June.")


def test_a_negation_of_something_else_does_not_cover_a_new_one() -> None:
    passage = "Police did not name the driver, who was arrested on Monday."
    assert kinds("The driver was not arrested.", passage) == {MissingKind.NEGATION}


@pytest.mark.parametrize("text", ["Rain fell in Leeds,York and Hull.", "He met Mr.Smith in Leeds.", "0,B"])
def test_a_passage_supports_itself_however_it_is_spaced(text: str) -> None:
    assert not missing_from(text, text)


@pytest.mark.parametrize(
    ("statement", "is_refused"),
    [
        ("Kallio was built in 2004.", True),
        ("The crane was built in 2004.", False),
        ("The crane was built by Kallio.", False),
        ("Kallio built the crane.", False),
    ],
)
def test_who_did_it_is_not_told_to_have_suffered_it(statement: str, is_refused: bool) -> None:  # noqa: FBT001  a parameter of a table
    assert bool(missing_from(statement, "The crane was built in 2004 by the Finnish maker Kallio.")) is is_refused


@pytest.mark.parametrize(
    ("passage", "told"),
    [
        ("Engineers doubt that the bridge is safe.", ["doubt that"]),
        ("It puts in doubt whether the bridge is safe, he said.", ["in doubt whether"]),
        ("It is unlikely that the bridge is safe.", ["unlikely that"]),
        ("There is no doubt that the bridge is safe.", []),
        ("She said that the bridge is safe.", []),
        ("The bridge is safe, and nobody doubts that it will last.", []),
    ],
)
def test_what_is_doubted_is_not_told_as_a_fact(passage: str, told: list[str]) -> None:
    assert [missing.text for missing in missing_from("The bridge is safe.", passage)] == told
    assert missing_from(passage, passage) == ()
