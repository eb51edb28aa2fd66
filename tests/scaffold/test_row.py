"""The row of a new program stands under the headers that this workbook has."""

from __future__ import annotations

import pytest
from small_books import book_of

from crm_sheets.scaffold import LacksColumn, row_of

HEADERS = {"program_id": "Kode", "name": "Nama", "active": "Jalan?", "purpose": "Tujuan", "channels": "Lewat"}
BOOK = book_of(headers={"programs": HEADERS}, programs=[])
VALUES = {
    "program_id": "tips",
    "name": "Tips",
    "active": False,
    "purpose": "selling",
    "channels": "wa,email",
    "owner": None,
}


@pytest.mark.parametrize(("language", "purpose", "active"), [("id", "Penjualan", "Tidak"), ("en", "Selling", "No")])
def test_choices_are_written_as_people_choose_them(language: str, purpose: str, active: str) -> None:
    append = row_of(VALUES, BOOK, language)
    assert append.title == "Program"
    assert [column.header for column in append.columns] == ["Kode", "Nama", "Jalan?", "Tujuan", "Lewat"]
    assert append.frame.rows() == [("tips", "Tips", active, purpose, "WhatsApp, E-mail")]


def test_a_value_without_a_column_is_refused_and_a_blank_one_needs_none() -> None:
    with pytest.raises(LacksColumn) as lack:
        row_of({**VALUES, "owner": "Rina"}, BOOK, "id")
    assert lack.value.column.name == "owner"


def test_what_is_no_choice_stays_for_the_check_to_find() -> None:
    assert row_of({**VALUES, "purpose": "jualan2"}, BOOK, "id").frame["purpose"].to_list() == ["jualan2"]
