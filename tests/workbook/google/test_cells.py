"""Rows of cells as JSON text: every value comes out as it went in, and no text is ever a formula."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from discovery import checked_body
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.content import Format, ShownColumn, Tone
from crm_sheets.workbook.google.cells import (
    CellColumn,
    cell_column,
    cell_rows,
    pieces_of,
    record_values,
    rows_json,
    size_of_rows,
    value_rows,
    values_json,
)

WILD = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ['"', "\\", '\\"', '{"t":', "}", "=1+1", "+62", "'0812", "\u2028", "😀", "a\r\nb\tc", '{"t":"}"}', "\0\x1f\x7f"]
)


def cells_of(values: list[Any], column: CellColumn | None = None, dtype: Any = None) -> list[Any]:
    frame = pl.DataFrame({"a": pl.Series(values, dtype=dtype)}, strict=False)
    rows = json.loads(rows_json(frame, [column or CellColumn("a")]))
    return [checked_body("RowData", json.dumps(row))["values"][0] for row in rows]


def bare(values: list[Any], dtype: Any = None) -> list[Any]:
    frame = pl.DataFrame({"a": pl.Series(values, dtype=dtype)}, strict=False)
    return [row[0] for row in json.loads(values_json(frame, [CellColumn("a")]))]


@given(st.lists(st.none() | WILD, min_size=1))
def test_any_text_comes_out_as_it_went_in_and_as_text(texts: list[str | None]) -> None:
    wanted = [{} if text is None else {"userEnteredValue": {"stringValue": text}} for text in texts]
    assert cells_of(texts, dtype=pl.String) == wanted
    assert bare(texts, dtype=pl.String) == texts


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_any_number_comes_out_exactly(numbers: list[float | None]) -> None:
    wanted = [{} if number is None else {"userEnteredValue": {"numberValue": number}} for number in numbers]
    assert cells_of(numbers, dtype=pl.Float64) == wanted
    assert bare(numbers, dtype=pl.Float64) == numbers


@given(st.lists(st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)), min_size=1))
def test_times_are_serial_numbers_that_give_back_their_second(times: list[datetime]) -> None:
    whole = [time.replace(microsecond=0) for time in times]
    serials = bare(whole, dtype=pl.Datetime("us"))
    back = [datetime(1899, 12, 30) + timedelta(days=serial) for serial in serials]
    assert all(abs(after - before) < timedelta(milliseconds=1) for before, after in zip(whole, back, strict=True))


def test_dates_are_serial_numbers_and_those_before_spreadsheets_count_are_texts() -> None:
    days = [date(1900, 3, 1), date(2024, 5, 24), date(1899, 1, 2), None]
    assert cells_of(days, dtype=pl.Date) == [
        {"userEnteredValue": {"numberValue": 61}},
        {"userEnteredValue": {"numberValue": 45436}},
        {"userEnteredValue": {"stringValue": "1899-01-02"}},
        {},
    ]
    assert bare(days, dtype=pl.Date) == [61, 45436, "1899-01-02", None]


def test_booleans_and_large_integers_stay_what_they_are() -> None:
    assert bare([True, False, None], dtype=pl.Boolean) == [True, False, None]
    assert cells_of([True, None], dtype=pl.Boolean) == [{"userEnteredValue": {"boolValue": True}}, {}]
    assert bare([2**63 - 1, -5, None], dtype=pl.Int64) == [2**63 - 1, -5, None]


def test_a_tone_colours_only_its_values_and_blank_cells_stay_bare() -> None:
    frame = pl.DataFrame({"a": ["Salah", "lain", None, ""]})
    column = ShownColumn("a", "A", tones=(("Salah", Tone.BAD),))
    values = record_values(frame, (column,), {})
    bad, other, *blank = [row["values"][0] for row in json.loads(rows_json(values, [cell_column(column, values)]))]
    assert bad["userEnteredFormat"]["textFormat"]["bold"]
    assert bad["userEnteredFormat"]["textFormat"]["foregroundColorStyle"]["rgbColor"]["red"] == pytest.approx(0.7059)
    assert other == {"userEnteredValue": {"stringValue": "lain"}}
    assert blank == [{}, {}]


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("#'Pelanggan'!C5", "#gid=7&range=C5"),
        ("#Pelanggan!C5", "#gid=7&range=C5"),
        ("#'pelanggan'!$AB$12", "#gid=7&range=AB12"),
        ("#'Ibu''s tab'!A1", "#gid=0&range=A1"),
        ("#'Tidak ada'!A1", None),
        ("#Pelanggan", None),
        ("https://wa.me/628123", "https://wa.me/628123"),
        ("HTTPS://example.com/a?b=%20c#d", "HTTPS://example.com/a?b=%20c#d"),
        ("mailto:budi@example.com", "mailto:budi@example.com"),
        ("tel:+628123", None),
        ("javascript:alert(1)", None),
        ("http://example.com", None),
        ("https://example.com/a b", None),
        ("https://example.com/50%", None),
        ("https://", None),
        ("https://example.com/" + "a" * 2_000, None),
        ("", None),
        (None, None),
    ],
)
def test_a_link_leads_to_a_cell_or_to_a_harmless_address_or_is_none(target: str | None, address: str | None) -> None:
    frame = pl.DataFrame(
        {"a": ["Budi", "Ani"], "to": [target, "https://example.com"]}, schema_overrides={"to": pl.String}
    )
    column = ShownColumn("a", "A", Format.LINK, link_column="to")
    values = record_values(frame, (column,), {"Pelanggan": 7, "Ibu's tab": 0})
    first, second = (row["values"][0] for row in json.loads(rows_json(values, [cell_column(column, values)])))
    look = {"userEnteredFormat": {"textFormat": {"link": {"uri": address}}}} if address else {}
    assert first == {"userEnteredValue": {"stringValue": "Budi"}, **look}
    assert second["userEnteredFormat"]["textFormat"]["link"]["uri"] == "https://example.com"


@given(st.lists(WILD, min_size=1))
def test_whatever_stands_in_a_link_column_the_rows_can_be_read(targets: list[str]) -> None:
    frame = pl.DataFrame({"a": ["x"] * len(targets), "to": targets})
    column = ShownColumn("a", "A", Format.LINK, link_column="to")
    values = record_values(frame, (column,), {"x": 1})
    assert len(json.loads(rows_json(values, [cell_column(column, values)]))) == len(targets)


def test_every_cell_has_the_looks_of_its_column_also_blank_ones() -> None:
    rule = {"condition": {"type": "BOOLEAN", "values": [{"userEnteredValue": "Ya"}]}, "strict": False}
    column = CellColumn("a", look={"wrapStrategy": "WRAP"}, validation=rule)
    always = {"userEnteredFormat": {"wrapStrategy": "WRAP"}, "dataValidation": rule}
    assert cells_of(["Ya", None], column) == [{"userEnteredValue": {"stringValue": "Ya"}, **always}, always]
    assert cells_of([None], column, pl.String) == [always]


def test_a_column_that_is_not_ours_is_left_blank_in_between() -> None:
    frame = pl.DataFrame({"a": ["x"], "b": ["y"]})
    columns = [CellColumn("b"), CellColumn(""), CellColumn("a")]
    (row,) = json.loads(rows_json(frame, columns))
    assert [cell.get("userEnteredValue", {}).get("stringValue") for cell in row["values"]] == ["y", None, "x"]
    assert json.loads(values_json(frame, columns)) == [["y", None, "x"]]


def test_no_rows_are_an_empty_array() -> None:
    frame = pl.DataFrame({"a": []}, schema={"a": pl.String})
    assert rows_json(frame, [CellColumn("a")]) == values_json(frame, [CellColumn("a")]) == "[]"
    assert list(pieces_of(cell_rows(frame, [CellColumn("a")]), 10)) == []


@given(st.lists(st.text("ab", max_size=200), min_size=1, max_size=60), st.integers(1, 500))
def test_pieces_are_bounded_and_together_are_all_rows(texts: list[str], largest: int) -> None:
    rows = value_rows(pl.DataFrame({"a": texts}), [CellColumn("a")])
    pieces = list(pieces_of(rows, largest))
    longest = max(len(row) for row in rows)
    assert all(len(piece) <= largest + longest + 2 for _, _, piece in pieces)
    assert [text for _, _, piece in pieces for (text,) in json.loads(piece)] == texts
    assert [start for start, _, _ in pieces][1:] == [start + count for start, count, _ in pieces][:-1]


def test_the_size_is_known_before_the_rows_are_built() -> None:
    frame = pl.DataFrame({"a": ["Budi Santoso"] * 500 + [None] * 500, "b": range(1000), "c": [1.25] * 1000})
    columns = [CellColumn(name) for name in frame.columns]
    assert size_of_rows(frame, columns) == pytest.approx(len(rows_json(frame, columns)), rel=0.3)
