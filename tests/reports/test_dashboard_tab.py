"""The dashboard: the figures of today, what to do first, and how the customers stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm_sheets.content import Block, JobTab
from crm_sheets.reports import ReportInput
from crm_sheets.reports.dashboard_tab import customer_figures, dashboard_tab, today_figures

Source = Callable[..., ReportInput]
FindBlock = Callable[[JobTab, str], Block]

PEOPLE: list[dict[str, Any]] = [
    {"customer_id": "C1", "name": "Budi", "email": "b@example.com"},
    {"customer_id": "C2", "name": "Ani"},
]


def task(key: str, **more: Any) -> dict[str, Any]:
    usual = {"customer": "Budi", "customer_id": "C1", "task": "call", "priority": 5}
    return {"key": key, "planned_on": date(2026, 11, 20), "deadline": date(2026, 11, 23), **usual, **more}


def test_figures_of_today_lead_to_their_tabs(source: Source, block_titled: FindBlock) -> None:
    decisions = [{"decision": "kept"}, {"decision": "skipped", "reason": "no_consent"}, {"decision": "kept"}]
    given = source(customers=PEOPLE, decisions=decisions, language="id")
    assert today_figures(given) == {"due": 3, "kept": 2, "awaiting": 0, "tasks": 0, "overdue": 0, "problems": 0}
    rows = block_titled(dashboard_tab(given), "Hari ini").frame.select("label", "now", "where", "link").rows()
    assert rows[1] == ("Kontak yang jadi", 2, "Rencana", "#'Rencana'!A1")
    assert [row[2] for row in rows] == ["Rencana", "Rencana", "Kotak keluar", "Antrean", "Antrean", "Masalah"]


def test_customers_and_the_sales_of_the_month(source: Source) -> None:
    sales = [{"customer_id": "C1", "date": date(2026, 11, 2), "amount": 7.0}]
    found = customer_figures(source(customers=PEOPLE, transactions=sales))
    assert found == {"customers": 2, "active": 1, "contactable": 1, "revenue": 7, "new": 1}


def test_revenue_stands_beside_that_of_the_same_days_of_the_month_before(
    source: Source, block_titled: FindBlock
) -> None:
    days = {date(2026, 11, 2): 30.0, date(2026, 10, 20): 20.0, date(2026, 10, 21): 99.0}
    sales = [{"customer_id": "C1", "date": day, "amount": amount} for day, amount in days.items()]
    block = block_titled(dashboard_tab(source(customers=PEOPLE, transactions=sales)), "Customers and sales")
    assert [column.header for column in block.columns][2] == "1–20 Oct 2026"
    lines = {row["key"]: row for row in block.frame.iter_rows(named=True)}
    assert (lines["revenue"]["now"], lines["revenue"]["before"], lines["revenue"]["change_share"]) == (30, 20, 0.5)
    assert lines["revenue"]["label"] == "Revenue this month (Rp)"


def test_the_most_urgent_tasks_come_first_and_done_ones_not_at_all(source: Source, block_titled: FindBlock) -> None:
    queue = [
        task("late", deadline=date(2026, 11, 25)),
        task("soon", deadline=date(2026, 11, 21), customer="Ani", customer_id="C2"),
        task("first", priority=1),
        task("done", done=True, priority=1),
        task("reached", outcome="reached", priority=1),
        task("overdue", deadline=date(2026, 11, 1), priority=9),
    ]
    given = source(customers=PEOPLE, queue=queue, language="id")
    frame = block_titled(dashboard_tab(given), "Tugas yang paling mendesak").frame
    assert frame["key"].to_list() == ["first", "soon", "late", "overdue"]
    assert frame.select("customer", "task_label", "customer_link").row(1) == ("Ani", "Telepon", "#'Pelanggan'!B3")
    assert (today_figures(given)["tasks"], today_figures(given)["overdue"]) == (4, 1)


def test_tasks_that_this_run_hands_out_count(source: Source) -> None:
    new = source(queue=[task("new", task="Telepon")]).book.table("queue").drop("_row")
    assert (
        today_figures(source(customers=PEOPLE, queue=[task("old")], given={"appended": {"queue": new}}))["tasks"] == 2
    )


def test_only_messages_that_may_still_go_out_await_approval(source: Source) -> None:
    outbox = [
        {"key": "1", "valid_until": date(2026, 11, 20)},
        {"key": "2", "valid_until": date(2026, 11, 19)},
        {"key": "3", "valid_until": date(2026, 11, 25), "approve": True},
        {"key": "1", "valid_until": date(2026, 11, 20)},
    ]
    assert today_figures(source(customers=PEOPLE, outbox=outbox))["awaiting"] == 1


def test_messages_to_decide_are_counted_until_somebody_has_decided(source: Source, block_titled: FindBlock) -> None:
    doubts = [
        {"doubt": "1"},
        {"doubt": "2", "again": True},
        {"doubt": "3", "leave": True, "again": False},
        {"doubt": "4", "leave": True, "again": True},
    ]
    given = source(customers=PEOPLE, doubts=doubts, language="id")
    assert today_figures(given)["doubts"] == 2
    rows = block_titled(dashboard_tab(given), "Hari ini").frame.select("label", "where").rows()
    assert ("Pesan yang perlu keputusan", "Perlu keputusan") in rows


def test_a_day_without_tasks_says_so(source: Source, block_titled: FindBlock) -> None:
    block = block_titled(dashboard_tab(source(customers=PEOPLE)), "Most urgent tasks")
    assert block.frame["customer"].to_list() == ["No open tasks"]


@pytest.mark.parametrize("transactions", [None, [{"customer_id": "C1", "date": date(2026, 11, 2), "amount": 7.0}]])
def test_every_chart_shows_columns_of_its_block(source: Source, transactions: list[dict[str, Any]] | None) -> None:
    tab = dashboard_tab(source(customers=PEOPLE, **({"transactions": transactions} if transactions else {})))
    assert len(tab.charts) == (3 if transactions else 2)
    for chart in tab.charts:
        shown = {column.name for column in tab.blocks[chart.block].columns}
        assert {chart.categories, *chart.series} <= shown
