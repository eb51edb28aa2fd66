"""A workbook with many customers, their policies and purchases: made up, always the same for a size."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import xlsxwriter

from crm_sheets.content import Append, Changes, Format, ShownColumn
from crm_sheets.schema import TABS
from crm_sheets.workbook.xlsx import XlsxWorkbook

AS_OF = date(2026, 11, 20)
CITIES = ("Jakarta", "Bandung", "Medan", "Surabaya", "Semarang", "Makassar", "Denpasar", "Bogor")
LANGUAGE = "id"


def write_workbook(path: Path, customers: int) -> None:
    """One policy and two purchases for each customer, on the average."""
    tabs = {"customers": _customers(customers), "policies": _policies(customers), "transactions": _bought(customers)}
    with xlsxwriter.Workbook(path) as book:
        for name, frame in tabs.items():
            sheet = book.add_worksheet(TABS[name].label.in_language(LANGUAGE))
            sheet.write_row(0, 0, [_header(name, column) for column in frame.columns])
    workbook = XlsxWorkbook(path)
    appends = tuple(_append(name, frame) for name, frame in tabs.items())
    workbook.write(Changes(appends=appends), since=workbook.read())


def _header(tab: str, column: str) -> str:
    return TABS[tab].by_name[column].label.in_language(LANGUAGE)


def _append(tab: str, frame: pl.DataFrame) -> Append:
    formats = {pl.Date: Format.DATE, pl.Int64: Format.NUMBER}
    columns = (
        ShownColumn(name, _header(tab, name), formats.get(type(dtype), Format.TEXT))
        for name, dtype in frame.schema.items()
    )
    return Append(TABS[tab].label.in_language(LANGUAGE), frame, tuple(columns))


def _mixed(rows: int, salt: int) -> pl.Series:
    """Numbers that look like chance, the same each time: Knuth's multiplicative hash of the row."""
    numbers = pl.Series(range(rows), dtype=pl.UInt64) + salt * 7919
    return (numbers * 2654435761) % 4294967296 // 64


def _one_of(values: tuple[str, ...], rows: int, salt: int) -> pl.Series:
    return pl.Series(values).gather(_mixed(rows, salt) % len(values))


def _days_before(last: date, span: int, rows: int, salt: int) -> pl.Series:
    """Days within `span` days up to the last."""
    ago = (_mixed(rows, salt) % span).cast(pl.Int64)
    return pl.select(pl.lit(last) - pl.duration(days=ago)).to_series()


def _ids(prefix: str, rows: int) -> pl.Series:
    return pl.select(pl.format("{}{}", pl.lit(prefix), pl.int_range(rows))).to_series()


def _customers(rows: int) -> pl.DataFrame:
    phones = pl.select(pl.format("+62812{}", (pl.int_range(rows) + 10_000_000).cast(pl.String))).to_series()
    return pl.DataFrame(
        {
            "customer_id": _ids("C", rows),
            "name": _ids("Budi Santoso ", rows),
            "phone": phones,
            "email": pl.select(pl.format("c{}@example.com", pl.int_range(rows))).to_series(),
            "birth_date": _days_before(date(2004, 12, 31), 20_000, rows, 1),
            "city": _one_of(CITIES, rows, 2),
            "customer_since": _days_before(AS_OF - timedelta(days=1), 3_000, rows, 3),
        }
    )


def _policies(rows: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "policy_id": _ids("P", rows),
            "customer_id": pl.Series([f"C{number}" for number in (_mixed(rows, 4) % rows)]),
            "status": _one_of(("Aktif", "Aktif", "Aktif", "Masa tenggang", "Lapse"), rows, 5),
            "issue_date": _days_before(AS_OF - timedelta(days=1), 2_500, rows, 6),
            "premium": (_mixed(rows, 7) % 50 * 100_000 + 100_000).cast(pl.Int64),
            "payment_frequency": _one_of(("Bulanan", "Triwulanan", "Tahunan"), rows, 8),
            "next_due": _days_before(AS_OF + timedelta(days=300), 400, rows, 9),
            "card_expiry": _days_before(AS_OF + timedelta(days=1_000), 1_200, rows, 10),
            "wants_call": _one_of(("Ya", "Tidak", "Tidak"), rows, 11),
        }
    )


def _bought(customers: int) -> pl.DataFrame:
    rows = 2 * customers
    return pl.DataFrame(
        {
            "transaction_id": _ids("T", rows),
            "customer_id": pl.Series([f"C{number}" for number in (_mixed(rows, 12) % customers)]),
            "date": _days_before(AS_OF, 1_200, rows, 13),
            "amount": ((_mixed(rows, 14) % 100).cast(pl.Int64) ** 3 * 60),
        }
    )
