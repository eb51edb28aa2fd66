"""The profiles tab: everything derived, in words, with a link to the person's row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from crm_sheets.content import Format
from crm_sheets.enrich import PROFILES
from crm_sheets.reports import ReportInput
from crm_sheets.reports.profiles_tab import HEADINGS, profiles_tab
from crm_sheets.tables import ROW

BUDI: dict[str, Any] = {
    "customer_id": "C1",
    "name": "Budi",
    "salutation": "Bapak",
    "type": "contact",
    "phone": "+6281200000001",
    "phone_kind": "mobile",
    "customer_since": date(2020, 1, 1),
    ROW: 7,
}


def test_every_column_of_the_profiles_is_shown_once() -> None:
    assert sorted(heading.name for heading in HEADINGS) == sorted(PROFILES)


def test_values_are_in_the_teams_language(source: Callable[..., ReportInput]) -> None:
    bought = [{"customer_id": "C1", "date": date(2026, 11, 1), "amount": 60e6}]
    wanted = {
        "id": ("Bapak", "Pelanggan", "Gold", "Aktif", "< 3 bulan", "1 kali", "SMS, WhatsApp, Telepon", "Tanggal lahir"),
        "en": ("Mr", "Contact", "Gold", "Active", "< 3 months", "once", "SMS, WhatsApp, Call", "Birth date"),
    }
    names = ("salutation", "type", "tier", "lifecycle", "recency_bin", "frequency_bin", "reachable_by", "next_question")
    for language, values in wanted.items():
        frame = profiles_tab(source(customers=[BUDI], transactions=bought, language=language)).blocks[0].frame
        assert frame.select(names).row(0) == values


def test_yes_and_no_are_words(source: Callable[..., ReportInput]) -> None:
    frame = profiles_tab(source(customers=[BUDI], language="id")).blocks[0].frame
    assert frame.select("contactable", "monthly_payer").row(0) == ("Ya", "Tidak")


def test_a_name_leads_to_the_persons_row(source: Callable[..., ReportInput]) -> None:
    tab = profiles_tab(source(customers=[BUDI], language="id"))
    name = next(column for column in tab.blocks[0].columns if column.name == "name")
    assert (name.format, name.link_column) == (Format.LINK, "customer_link")
    assert tab.blocks[0].frame["customer_link"].to_list() == ["#'Pelanggan'!B7"]


def test_numbers_stay_numbers(source: Callable[..., ReportInput]) -> None:
    frame = profiles_tab(source(customers=[BUDI])).blocks[0].frame
    numbers = ("spend_window", "completeness", "tenure_days", "next_birthday")
    assert [frame.schema[name] for name in numbers] == [PROFILES[name] for name in numbers]


def test_the_header_says_how_long_the_teams_window_is(source: Callable[..., ReportInput]) -> None:
    tab = profiles_tab(source(customers=[BUDI], language="id", settings={"spend_window_months": 24}))
    assert "Belanja 24 bulan" in [column.header for column in tab.blocks[0].columns]


def test_customers_keep_their_order_and_a_doubled_id_gives_no_row_twice(source: Callable[..., ReportInput]) -> None:
    people = [BUDI, {"customer_id": "C0", "name": "Ani", ROW: 8}, BUDI | {"name": "Budi lagi", ROW: 9}]
    frame = profiles_tab(source(customers=people)).blocks[0].frame
    assert frame["name"].to_list() == ["Budi", "Ani", "Budi lagi"]
