import pytest

from pipeline.text.belonging import figure_of_another
from pipeline.text.support import missing_from

BACKED = "Arvo Steel, fresh from raising $122 million, has Sund Bank, Kesto and Velmar Fund behind it."


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("Sund Bank has raised $122 million.", BACKED),
        ("Velmar Fund has raised $122 million.", BACKED),
        (
            "Halden is close to a value of $9 billion.",
            "Corvane, close to a value of $9 billion, buys Halden.",
        ),
        ("Ostrell holds 40% of the shares.", "Corvane, which holds 40% of the shares, sued Ostrell on Monday."),
        ("The mayor Ann Lee paid 3 million euros.", "Tom Bell paid 3 million euros, and Ann Lee watched."),
    ],
)
def test_a_sum_before_a_name_and_behind_another_is_not_that_names(statement: str, passage: str) -> None:
    assert figure_of_another(statement, passage)
    assert [missing.text for missing in missing_from(statement, passage)] == [statement.rstrip(".")]


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("Arvo Steel has raised $122 million.", BACKED),
        ("Sund Bank was valued at $5 million.", "Valued at $5 million, Sund Bank is small."),
        ("Sund Bank put $5 million into it.", "Arvo Steel got $5 million from Sund Bank."),
        ("Sund Bank gave Arvo Steel $5 million.", "Arvo Steel got $5 million, and Sund Bank paid."),
        ("Ann Lee said it cost $5 million.", "The Calder bridge cost $5 million, Ann Lee said."),
        ("Kesto has 40 workers.", "Arvo Steel, with 40 workers, bought Kesto."),
        ("Kesto paid $9 million.", "Arvo Steel paid $9 million, then Kesto paid $9 million."),
        ("Kesto paid $7 million.", "Arvo Steel paid $9 million to Kesto."),
        ("The firm paid $9 million.", "Arvo Steel paid $9 million for Kesto."),
    ],
)
def test_other_sums_stay_where_they_are(statement: str, passage: str) -> None:
    assert not figure_of_another(statement, passage)
