"""Tiers, stages, recency, frequency, potential, the best customers, and the team's own segments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm_sheets.content import Block, ChartKind, JobTab
from crm_sheets.reports import ReportInput
from crm_sheets.reports.labels import frequency_label, media_label, recency_label
from crm_sheets.reports.segments_tab import segments_tab

Source = Callable[..., ReportInput]
FindBlock = Callable[[JobTab, str], Block]

PEOPLE = [{"customer_id": name, "name": name.title(), "email": "a@example.com"} for name in ("ana", "budi", "cici")]


def bought(customer: str, day: date, amount: float, cost: float | None = None) -> dict[str, Any]:
    return {"customer_id": customer, "date": day, "amount": amount, "cost": cost}


TRANSACTIONS = [
    bought("ana", date(2026, 11, 1), 60e6, 20e6),
    bought("ana", date(2026, 10, 1), 60e6, 20e6),
    bought("budi", date(2026, 3, 1), 30e6, 28e6),
    bought("cici", date(2024, 1, 1), 5e6, 1e6),
]


def test_tiers_are_of_those_who_bought_with_shares_and_average(source: Source, block_titled: FindBlock) -> None:
    tab = segments_tab(source(customers=PEOPLE, transactions=TRANSACTIONS, language="en"))
    frame = block_titled(tab, "Tiers").frame
    assert frame.select("label", "customers", "share", "spend", "spend_share", "average").rows() == [
        ("Platinum", 1, 0.5, 120e6, 0.8, 120e6),
        ("Gold", 0, 0.0, 0.0, 0.0, None),
        ("Silver", 1, 0.5, 30e6, 0.2, 30e6),
        ("Bronze", 0, 0.0, 0.0, 0.0, None),
    ]


def test_bins_have_words_in_the_teams_language(source: Source, block_titled: FindBlock) -> None:
    tab = segments_tab(source(customers=PEOPLE, transactions=TRANSACTIONS, language="id"))
    recency = block_titled(tab, "Kapan terakhir membeli").frame
    assert recency.select("label", "customers").rows() == [
        ("< 3 bulan", 1),
        ("3–6 bulan", 0),
        ("6–12 bulan", 1),
        ("1–2 tahun", 0),
        ("> 2 tahun", 1),
    ]
    frequency = block_titled(tab, "Seberapa sering membeli").frame
    assert frequency["label"].to_list() == ["1 kali", "2 kali", "3–5 kali", "> 5 kali"]
    assert frequency["customers"].to_list() == [1, 1, 0, 0]


def test_the_what_if_uses_the_teams_own_percentage(source: Source, block_titled: FindBlock) -> None:
    people = [{"customer_id": str(number), "name": str(number)} for number in range(10)]
    once = [bought(str(number), date(2026, 11, 1), 100.0) for number in range(10)]
    tab = segments_tab(source(customers=people, transactions=once, settings={"frequency_uplift": 0.3}))
    block = block_titled(tab, "If 30 % of those who bought once bought twice")
    assert block.frame.row(0)[1:] == (10, 3, 100.0, 300.0)


def test_the_best_customers_bring_their_share_of_the_profit(source: Source, block_titled: FindBlock) -> None:
    tab = segments_tab(source(customers=PEOPLE, transactions=TRANSACTIONS))
    best = block_titled(tab, "The best 20 % of customers")
    assert best.frame.row(0) == ("Gross profit", 1, pytest.approx(80 / 82), 80e6, 82e6)
    assert best.note == ""
    top = block_titled(tab, "Top ten customers").frame
    assert top.select("name", "tier", "value", "customer_link").rows() == [
        ("Ana", "Platinum", 80e6, "#'Customers'!B2"),
        ("Budi", "Silver", 2e6, "#'Customers'!B3"),
    ]


def test_without_costs_the_best_are_measured_by_revenue(source: Source, block_titled: FindBlock) -> None:
    tab = segments_tab(source(customers=PEOPLE, transactions=[bought("ana", date(2026, 11, 1), 10.0)]))
    assert block_titled(tab, "The best 20 % of customers").frame["label"].to_list() == ["Revenue"]
    headers = [column.header for column in block_titled(tab, "Top ten customers").columns]
    assert "Revenue" in headers
    assert "Gross profit" not in headers


def test_an_estimated_profit_says_how_much_is_known(source: Source, block_titled: FindBlock) -> None:
    half = [bought("ana", date(2026, 11, 1), 10.0, 5.0), bought("budi", date(2026, 11, 1), 10.0)]
    tab = segments_tab(source(customers=PEOPLE, transactions=half))
    assert "known of 50 %" in block_titled(tab, "The best 20 % of customers").note


def test_segments_of_the_team_are_counted(source: Source, block_titled: FindBlock) -> None:
    plain = source(customers=PEOPLE, transactions=TRANSACTIONS)
    members = {"Everybody": plain.profiles, "Nobody": plain.profiles.clear(), "Ana": plain.profiles.head(1)}
    tab = segments_tab(source(customers=PEOPLE, transactions=TRANSACTIONS, given={"segments": members}))
    assert block_titled(tab, "The team's own segments").frame.rows() == [
        ("Everybody", 3, 1.0, 150e6, 3),
        ("Nobody", 0, 0.0, 0.0, 0),
        ("Ana", 1, pytest.approx(1 / 3), 120e6, 1),
    ]


def test_every_chart_shows_columns_of_its_block(source: Source) -> None:
    plain = source(customers=PEOPLE, transactions=TRANSACTIONS)
    tab = segments_tab(source(customers=PEOPLE, transactions=TRANSACTIONS, given={"segments": {"All": plain.profiles}}))
    assert {chart.kind for chart in tab.charts} == {ChartKind.PIE, ChartKind.COLUMN, ChartKind.BAR}
    for chart in tab.charts:
        shown = {column.name for column in tab.blocks[chart.block].columns}
        assert {chart.categories, *chart.series} <= shown


def test_customers_alone_give_stages_and_no_potential(source: Source) -> None:
    tab = segments_tab(source(customers=PEOPLE))
    titles = [block.title for block in tab.blocks]
    assert "Stages" in titles
    assert "Top ten customers" not in titles


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        ("<3m", "< 3 bulan", "< 3 months"),
        ("6-12m", "6–12 bulan", "6–12 months"),
        (">2y", "> 2 tahun", "> 2 years"),
        ("never", "Belum pernah membeli", "Never bought"),
        ("something else", "something else", "something else"),
    ],
)
def test_recency_bins_in_words(value: str, indonesian: str, english: str) -> None:
    assert (recency_label(value, "id"), recency_label(value, "en")) == (indonesian, english)


def test_frequencies_and_media_in_words() -> None:
    assert [frequency_label(value, "en") for value in ("0", "1", "3-5", ">5")] == [
        "0 times",
        "once",
        "3–5 times",
        "> 5 times",
    ]
    assert media_label("sms, call", "id") == "SMS, Telepon"
    assert media_label("", "id") == ""
