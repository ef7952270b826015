"""Whether a text reads as English: by its function words and its letters."""

import pytest

from pipeline.text.language import reads_as_english

ENGLISH = [
    "",
    "Fire in Tarsk",
    "Three people were killed in Halmstrand on Tuesday when a gate of the Korvel dam gave way, the governor said.",
    "Velden 3, Osterby 1. Norra 2, Tarsk 2. Halmstrand 0, Brask 4. Sund 1, Norvik 1. Tarn 5, Alma 0. Lund 2, Ek 2.",
    "The poet דניאל חכימי read in Port Ellen on Tuesday before an audience of three hundred people, the library said.",
    "The mayors of Las Brisas, Los Montes, La Vega and El Sol met in the Villa de la Paz, and agreed on a road.",
]
FOREIGN = [
    "Bei einem Brand in einer Halle sind am Freitagabend drei Menschen ums Leben gekommen, teilte die Feuerwehr mit.",
    "Deux ouvriers sont morts vendredi soir dans l'incendie d'un entrepôt à Tarsk, selon les pompiers et la police.",
    "Dos obreros murieron el viernes por la noche en el incendio de un almacén de Tarsk, según los bomberos.",
    "Due operai sono morti venerdì sera nell'incendio di un magazzino a Tarsk, secondo i pompieri e la polizia.",
    "Dois operários morreram na noite de sexta-feira no incêndio de um armazém em Tarsk, segundo os bombeiros.",
    "Twee arbeiders zijn vrijdagavond om het leven gekomen bij een brand in een loods in Tarsk, aldus de brandweer.",
    "Två arbetare dog på fredagskvällen i en brand på ett lager i Tarsk, och sju personer skadades, säger polisen.",
    "Двое рабочих погибли в пятницу вечером при пожаре на складе в Тарске, сообщили пожарные и полиция.",
    "周五晚间，塔斯克一处仓库发生火灾，造成两名工人死亡，消防部门表示，另有七名消防员受伤被送往医院救治。",
    "قتل عاملان مساء الجمعة في حريق اندلع في مستودع في تارسك، بحسب ما أعلنت فرق الإطفاء والشرطة في المدينة.",
]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_and_what_is_too_short_to_tell_read_as_english(text: str) -> None:
    assert reads_as_english(text)


@pytest.mark.parametrize("text", FOREIGN)
def test_other_languages_do_not(text: str) -> None:
    assert not reads_as_english(text)


def test_a_long_quotation_in_another_language_makes_no_article_foreign() -> None:
    assert reads_as_english(f"{' '.join(ENGLISH[2:3] * 3)} “{FOREIGN[0]}”")
