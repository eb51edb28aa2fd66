"""Headers: how much room they need."""

from __future__ import annotations

import pytest

from crm_sheets.workbook.google.headers import column_width, header_height, padding, text_pixels


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Kelengkapan", 83),
        ("Jatuh waktu", 77),
        ("Menunggu", 67),
        ("(hari)", 33),
        ("WhatsApp", 66),
        ("1–21 Nov 2026", 92),
    ],
)
def test_a_text_is_as_wide_as_arial_draws_it(text: str, drawn: int) -> None:
    assert abs(text_pixels(text) - drawn) <= 1


def test_a_column_is_as_wide_as_asked_when_its_header_fits_or_its_words_do() -> None:
    assert column_width("Nama", 100, 28) == 100
    assert column_width("Satu dua tiga empat lima enam tujuh", 100, 28) == 100


def test_it_gets_wider_for_a_long_word_and_a_little_to_save_a_line() -> None:
    assert column_width("Pertanggungjawaban saja dan lain-lain", 80, 28) == text_pixels("Pertanggungjawaban") + 31
    assert column_width("Jatuh waktu", 89, 28) == text_pixels("Jatuh waktu") + 31
    assert header_height([("Hari sejak kontak", column_width("Hari sejak kontak", 89, 28) - 28)]) == 32 + 17


def test_the_row_is_as_high_as_its_highest_header() -> None:
    assert header_height([("Nama", 60), ("Jatuh waktu", 60)]) == 32 + 17
    assert header_height([("Panjang" * 9, 10)]) == 32, "a word is never cut"
    assert header_height([]) == 32


@pytest.mark.parametrize("align", ["LEFT", "CENTER", "RIGHT"])
def test_beside_a_button_nothing_stands_under_it(align: str) -> None:
    assert padding(align, has_button=True)[1] == 20
    assert padding(align)[1] < 20
