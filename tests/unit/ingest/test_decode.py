"""From bytes to the canonical text."""

import pytest

from pipeline.stages.ingest.decode import MAX_FILE_BYTES, UndecodableError, decode_text

POUNDS = "The ferry cost £4 million – the café’s owner said."


@pytest.mark.parametrize(
    "data",
    [
        POUNDS.encode(),
        POUNDS.encode("utf-8-sig"),
        POUNDS.encode("utf-16"),
        b"\xfe\xff" + POUNDS.encode("utf-16-be"),
        POUNDS.encode("utf-32"),
        POUNDS.encode("cp1252"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes) -> None:
    assert decode_text(data) == POUNDS


def test_latin_1_keeps_the_pound_sign() -> None:
    assert decode_text("It cost £5m.".encode("latin-1")) == "It cost £5m."


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "us-ascii", "utf-8", "no-such-charset"])
def test_a_page_in_latin_1_keeps_the_pound_sign(label: str) -> None:
    page = f'<html><head><meta charset="{label}"></head><p>It cost £5m.</p>'
    assert decode_text(page.encode("latin-1"), is_html=True) == page


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("iso-8859-2", "Łódź leży w Polsce"),
        ("iso-2022-jp", "沈没した船"),
        ("utf-16", "£5"),
        ("shift_jis", "沈没した船"),
    ],
)
def test_a_page_is_read_as_it_declares(codec: str, text: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={codec}"><p>{text}</p>'
    data = page.encode("utf-8" if codec == "utf-16" else codec)
    assert decode_text(data, is_html=True) == page


def test_valid_utf_8_wins_over_a_wrong_declaration() -> None:
    page = '<meta charset="iso-8859-1"><p>£5</p>'
    assert decode_text(page.encode(), is_html=True) == page


def test_cyrillic_without_declaration_is_recognised() -> None:
    text = "Паром затонул у северного порта в понедельник, сообщила береговая охрана. Двенадцать человек пропали. " * 5
    assert decode_text(text.encode("cp1251")) == text


def test_polish_without_declaration_is_recognised() -> None:
    text = "Prom zatonął w poniedziałek, podała straż przybrzeżna; zaginęło dwanaście osób, a łódź ratowała ludzi. " * 5
    assert decode_text(text.encode("cp1250")) == text


def test_a_byte_unknown_to_windows_1252_is_kept() -> None:
    assert decode_text(b"It cost \xa35m, he said, and no more than that. " * 9 + b"\x81").startswith("It cost £5m")


def test_line_ends_and_letters_are_normalised_once() -> None:
    assert decode_text("a\r\nb\rcafe\u0301".encode()) == "a\nb\ncaf\u00e9"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"abc\0def", "NUL"),
        (bytes(range(1, 32)) * 9, "control characters"),
        (b"\x80\x81\x82\x00\xff" * 9, "NUL"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04...", "a ZIP"),
        (b"x" * (MAX_FILE_BYTES + 1), f"{MAX_FILE_BYTES + 1} bytes long, more than the limit of {MAX_FILE_BYTES}"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UndecodableError, match=reason):
        decode_text(data)
