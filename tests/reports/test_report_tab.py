"""The report of a period: figures checked by hand, whole and unfinished months, missing tabs, rebuilt periods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from crm_sheets.content import Block, JobTab
from crm_sheets.model import ACKNOWLEDGEMENT_ID
from crm_sheets.periods import parse_period
from crm_sheets.reports import ReportInput
from crm_sheets.reports.report_tab import report_tab

Source = Callable[..., ReportInput]
FindBlock = Callable[[JobTab, str], Block]

CUSTOMERS: list[dict[str, Any]] = [
    {"customer_id": "OLD", "name": "Lama", "customer_since": date(2022, 1, 1)},
    {"customer_id": "NEW", "name": "Baru", "customer_since": date(2026, 11, 3)},
    {"customer_id": "OCT", "name": "Oktober", "customer_since": date(2026, 10, 25)},
    {"customer_id": "BACK", "name": "Kembali", "customer_since": date(2023, 1, 1)},
    {"customer_id": "GONE", "name": "Pergi", "customer_since": date(2024, 11, 10)},
    {"customer_id": "LEAD", "name": "Calon", "type": "lead"},
]


def bought(customer: str, day: date, amount: float, cost: float | None = None) -> dict[str, Any]:
    return {"customer_id": customer, "date": day, "amount": amount, "cost": cost}


TRANSACTIONS = [
    bought("OLD", date(2026, 3, 1), 100.0, 60.0),
    bought("OLD", date(2026, 11, 5), 300.0, 200.0),
    bought("OLD", date(2026, 11, 6), 100.0),
    bought("NEW", date(2026, 11, 3), 200.0, 100.0),
    bought("OCT", date(2026, 10, 25), 50.0),
    bought("OCT", date(2026, 10, 10), 150.0, 50.0),
    bought("BACK", date(2025, 6, 1), 10.0),
    bought("BACK", date(2026, 11, 20), 40.0),
    bought("GONE", date(2024, 11, 10), 70.0),
    bought("OLD", date(2026, 11, 21), 9_999.0),
]


def report_figures(tab: JobTab) -> dict[str, float]:
    lines = [block.frame for block in tab.blocks if {"key", "now"} <= set(block.frame.columns)]
    return dict(pl.concat(lines).select("key", "now").iter_rows())


def figures(source: ReportInput) -> dict[str, float]:
    return report_figures(report_tab(source))


def before(tab: JobTab, key: str) -> float | None:
    for block in tab.blocks:
        if "before" in block.frame.columns:
            for row in block.frame.iter_rows(named=True):
                if row["key"] == key:
                    return row["before"]
    raise AssertionError(key)


def test_customers_who_came_stayed_and_went(source: Source) -> None:
    found = figures(source(customers=CUSTOMERS, transactions=TRANSACTIONS))
    wanted = {"total": 5, "new": 1, "buyers": 3, "repeat": 2, "won_back": 1, "kept": 3, "lost": 1, "kept_share": 75}
    assert {name: found[f"customers.{name}"] for name in wanted} == wanted


def test_revenue_and_profit_up_to_the_day_of_the_run(source: Source) -> None:
    found = figures(source(customers=CUSTOMERS, transactions=TRANSACTIONS))
    wanted = {"revenue": 640, "profit": 200, "margin": 40, "purchases": 4, "average": 160}
    assert {name: found[f"sales.{name}"] for name in wanted} == wanted
    assert found["sales.per_buyer"] == pytest.approx(640 / 3)


def test_an_unfinished_month_is_compared_with_as_many_days_and_says_so(source: Source, block_titled: FindBlock) -> None:
    tab = report_tab(source(customers=CUSTOMERS, transactions=TRANSACTIONS, language="id"))
    headers = [column.header for column in block_titled(tab, "Penjualan dan laba").columns]
    assert headers[1:3] == ["1–20 Nov 2026", "1–20 Okt 2026"]
    assert before(tab, "sales.revenue") == 150
    assert "belum selesai" in tab.subheading


def test_a_whole_month_is_compared_with_the_whole_month_before(source: Source, block_titled: FindBlock) -> None:
    tab = report_tab(source(customers=CUSTOMERS, transactions=TRANSACTIONS, as_of=date(2026, 11, 30)))
    headers = [column.header for column in block_titled(tab, "Revenue and profit").columns]
    assert headers[1:3] == ["1–30 Nov 2026", "1–31 Oct 2026"]
    assert (report_figures(tab)["sales.revenue"], before(tab, "sales.revenue")) == (10_639, 200)
    assert "not over" not in tab.subheading


def test_change_is_shown_as_amount_and_as_part_of_before(source: Source, block_titled: FindBlock) -> None:
    tab = report_tab(source(customers=CUSTOMERS, transactions=TRANSACTIONS, as_of=date(2026, 11, 30)))
    line = block_titled(tab, "Revenue and profit").frame.row(0, named=True)
    assert (line["change"], line["change_share"]) == (10_439, pytest.approx(10_439 / 200))


def test_there_is_no_percentage_of_nothing(source: Source, block_titled: FindBlock) -> None:
    tab = report_tab(source(customers=CUSTOMERS[:1], transactions=[bought("OLD", date(2026, 11, 1), 5.0)]))
    line = block_titled(tab, "Revenue and profit").frame.row(0, named=True)
    assert (line["before"], line["change"], line["change_share"]) == (0, 5, None)


def test_targets_stand_beside_what_they_are_for(source: Source, block_titled: FindBlock) -> None:
    targets = [
        {"period": "2026-11", "measure": "revenue", "target": 1000.0},
        {"period": "2026-10", "measure": "revenue", "target": 7.0},
        {"period": "2026-11", "measure": "new_customers", "target": 4.0, "branch": "Jakarta"},
        {"period": "2026-11", "measure": "new_customers", "target": 5.0, "branch": "Bandung"},
    ]
    tab = report_tab(source(customers=CUSTOMERS, transactions=TRANSACTIONS, targets=targets))
    assert block_titled(tab, "Revenue and profit").frame["target"].to_list()[:2] == [1000, None]
    customers = block_titled(tab, "Customers").frame
    assert dict(customers.select("key", "target").iter_rows())["customers.new"] == 9


def test_a_team_that_has_customers_only_gets_a_report_of_customers(source: Source) -> None:
    tab = report_tab(source(customers=CUSTOMERS))
    assert [block.title for block in tab.blocks] == ["The days compared", "Customers", "Data quality"]
    assert set(figures(source(customers=CUSTOMERS))) >= {"customers.total", "quality.contactable"}
    assert not tab.charts


@pytest.mark.parametrize(
    ("tab", "keys"),
    [
        ("policies", {"contracts.issued", "contracts.inforce"}),
        ("deals", {"deals.opened", "deals.open_value"}),
        ("visits", {"visits.planned", "visits.cost"}),
        ("complaints", {"complaints.opened", "complaints.open"}),
        ("invoices", {"receivables.open", "receivables.overdue_value"}),
        ("transactions", {"sales.revenue", "customers.kept"}),
    ],
)
def test_figures_appear_with_their_tab(source: Source, tab: str, keys: set[str]) -> None:
    assert not keys & set(figures(source(customers=CUSTOMERS)))
    assert keys <= set(figures(source(customers=CUSTOMERS, **{tab: []})))


def test_policies_issued_and_as_they_stand(source: Source) -> None:
    def policy(number: str, issued: date, status: str, frequency: str, premium: float) -> dict[str, Any]:
        row = {"policy_id": number, "customer_id": "OLD", "issue_date": issued, "status": status}
        return row | {"payment_frequency": frequency, "premium": premium}

    policies = [
        policy("P1", date(2026, 11, 2), "inforce", "monthly", 100.0),
        policy("P2", date(2026, 11, 20), "inforce", "single", 9000.0),
        policy("P3", date(2026, 10, 2), "grace", "yearly", 500.0),
        policy("P4", date(2020, 1, 1), "lapsed", "quarterly", 70.0),
        policy("P5", date(2026, 11, 25), "inforce", "yearly", 1.0),
    ]
    found = figures(source(customers=CUSTOMERS, policies=policies))
    wanted = {"issued": 2, "new_premium": 1200, "inforce": 3, "premium": 1700, "grace": 1, "lapsed": 1}
    assert {name: found[f"contracts.{name}"] for name in wanted} == wanted


def test_deals_by_the_day_they_were_decided(source: Source) -> None:
    deals: list[dict[str, Any]] = [
        {"stage": "won", "opened": date(2026, 9, 1), "closed": date(2026, 11, 4), "value": 10.0},
        {"stage": "won", "opened": date(2026, 11, 1), "stage_since": date(2026, 11, 9), "value": 20.0},
        {"stage": "lost", "opened": date(2026, 10, 1), "closed": date(2026, 11, 5), "value": 5.0},
        {"stage": "won", "opened": date(2026, 11, 2), "closed": date(2026, 11, 28), "value": 40.0},
        {"stage": "postponed", "opened": date(2026, 11, 3), "value": 80.0},
    ]
    found = figures(source(customers=CUSTOMERS, deals=deals))
    wanted = {"opened": 3, "won": 2, "lost": 1, "won_value": 30, "open": 2, "open_value": 120}
    assert {name: found[f"deals.{name}"] for name in wanted} == wanted
    assert found["deals.won_share"] == pytest.approx(200 / 3)


def test_visits_planned_and_made(source: Source) -> None:
    visits: list[dict[str, Any]] = [
        {"planned_date": date(2026, 11, 2), "visited_date": date(2026, 11, 3), "cost": 50.0},
        {"planned_date": date(2026, 11, 4)},
        {"planned_date": date(2026, 10, 30), "visited_date": date(2026, 11, 2), "cost": 25.0},
        {"planned_date": date(2026, 11, 19), "visited_date": date(2026, 11, 25), "cost": 99.0},
        {"planned_date": date(2026, 11, 29)},
    ]
    found = figures(source(customers=CUSTOMERS, visits=visits))
    wanted = {"planned": 3, "made": 2, "cost": 75}
    assert {name: found[f"visits.{name}"] for name in wanted} == wanted
    assert found["visits.realised"] == pytest.approx(100 / 3)


def test_complaints_and_how_long_they_took(source: Source) -> None:
    complaints: list[dict[str, Any]] = [
        {"opened_date": date(2026, 11, 1), "resolved_date": date(2026, 11, 4), "status": "resolved"},
        {"opened_date": date(2026, 10, 20), "resolved_date": date(2026, 11, 8), "status": "resolved"},
        {"opened_date": date(2026, 11, 18), "resolved_date": date(2026, 11, 25), "status": "resolved"},
        {"opened_date": date(2026, 10, 1), "status": "in_progress"},
        {"opened_date": date(2026, 10, 2), "status": "resolved"},
    ]
    found = figures(source(customers=CUSTOMERS, complaints=complaints))
    wanted = {"opened": 2, "resolved": 2, "open": 2, "days": 11}
    assert {name: found[f"complaints.{name}"] for name in wanted} == wanted


def test_surveys_are_averaged_by_their_kind(source: Source) -> None:
    answers = [("csat", 8), ("csat", 9), ("nps", 10), ("nps", 9), ("nps", 7), ("nps", 3)]
    surveys = [{"date": date(2026, 11, 2), "type": kind, "score": score} for kind, score in answers]
    found = figures(source(customers=CUSTOMERS, surveys=surveys))
    assert (found["surveys.csat"], found["surveys.nps"]) == (8.5, 25)


def test_receivables_are_what_was_owed_on_the_last_day(source: Source) -> None:
    def invoice(amount: float, due: date, paid: float | None = None, on: date | None = None) -> dict[str, Any]:
        row = {"date": date(2026, 10, 1), "due_date": due, "amount": amount}
        return row | {"paid_amount": paid, "paid_date": on}

    invoices = [
        invoice(100.0, date(2026, 11, 1)),
        invoice(200.0, date(2026, 11, 25), paid=50.0, on=date(2026, 11, 2)),
        invoice(300.0, date(2026, 11, 1), paid=300.0, on=date(2026, 11, 3)),
        invoice(400.0, date(2026, 11, 1), on=date(2026, 11, 3)),
        invoice(800.0, date(2026, 11, 1), paid=800.0, on=date(2026, 11, 24)),
    ]
    found = figures(source(customers=CUSTOMERS, invoices=invoices))
    wanted = {"open": 3, "open_value": 1050, "overdue": 2, "overdue_value": 900}
    assert {name: found[f"receivables.{name}"] for name in wanted} == wanted


def logged(day: int, channel: str, state: str, customer: str = "OLD", cost: float | None = None) -> dict[str, Any]:
    at = datetime(2026, 11, day, 23, 59)
    return {"at": at, "channel": channel, "state": state, "customer_id": customer, "cost": cost}


def test_messages_of_the_log_and_of_this_very_run_count_together(source: Source, block_titled: FindBlock) -> None:
    log = [logged(2, "sms", "sent", cost=500.0), logged(3, "email", "failed"), logged(3, "call", "sent")]
    this_run = source(contact_log=[logged(20, "WhatsApp", "terkirim", "NEW", 600.0), logged(20, "SMS", "ragu-ragu")])
    appended = {"contact_log": this_run.book.table("contact_log").drop("_row")}
    tab = report_tab(source(customers=CUSTOMERS, contact_log=log, given={"appended": appended}))
    found = report_figures(tab)
    wanted = {"sent": 2, "people": 2, "failed": 1, "uncertain": 1, "cost": 1100}
    assert {name: found[f"messages.{name}"] for name in wanted} == wanted
    by_channel = block_titled(tab, "Messages by channel").frame
    assert by_channel.select("label", "sent", "failed", "uncertain").rows() == [
        ("SMS", 1, 0, 1),
        ("WhatsApp", 1, 0, 0),
        ("E-mail", 0, 1, 0),
    ]


def test_a_note_that_a_message_has_come_costs_but_is_no_contact(source: Source) -> None:
    note = logged(3, "whatsapp", "sent", "NEW", 600.0) | {"program": ACKNOWLEDGEMENT_ID}
    found = report_figures(report_tab(source(customers=CUSTOMERS, contact_log=[logged(2, "sms", "sent"), note])))
    assert (found["messages.sent"], found["messages.people"], found["messages.cost"]) == (1, 1, 600)


def test_once_live_what_went_to_files_does_not_count(source: Source) -> None:
    rehearsed = logged(2, "sms", "sent") | {"delivery": "berkas"}
    live = logged(3, "sms", "sent") | {"delivery": "live"}
    assert report_figures(report_tab(source(customers=CUSTOMERS, contact_log=[rehearsed])))["messages.sent"] == 1
    assert report_figures(report_tab(source(customers=CUSTOMERS, contact_log=[rehearsed, live])))["messages.sent"] == 1


def test_tasks_handed_out_and_done(source: Source) -> None:
    queue: list[dict[str, Any]] = [
        {"key": "1", "planned_on": date(2026, 11, 2), "done": True},
        {"key": "2", "planned_on": date(2026, 11, 2), "outcome": "reached", "outcome_date": date(2026, 11, 5)},
        {"key": "3", "planned_on": date(2026, 11, 3)},
        {"key": "4", "planned_on": date(2026, 10, 30), "outcome": "reached", "outcome_date": date(2026, 11, 1)},
    ]
    found = figures(source(customers=CUSTOMERS, queue=queue))
    assert (found["tasks.given"], found["tasks.done"]) == (3, 3)
    assert found["tasks.done_share"] == pytest.approx(200 / 3)


def test_skipped_contacts_are_counted_by_reason(source: Source, block_titled: FindBlock) -> None:
    reasons = ["no_consent", "quiet_hours", "no_consent"]
    decisions = [{"decision": "skipped", "reason": reason} for reason in reasons] + [{"decision": "kept", "reason": ""}]
    tab = report_tab(source(customers=CUSTOMERS, decisions=decisions))
    block = block_titled(tab, "Not contacted today, by reason")
    assert block.frame.rows() == [("No consent", 2), ("Quiet hours", 1)]


def test_charts_point_at_blocks_that_have_their_columns(source: Source) -> None:
    tab = report_tab(source(customers=CUSTOMERS, transactions=TRANSACTIONS, contact_log=[logged(2, "sms", "sent")]))
    assert [chart.title for chart in tab.charts] == ["Revenue by month", "New and lost buyers", "Messages by channel"]
    for chart in tab.charts:
        shown = {column.name for column in tab.blocks[chart.block].columns}
        assert {chart.categories, *chart.series} <= shown


def test_a_period_that_is_over_comes_out_the_same_when_later_rows_are_added(source: Source) -> None:
    later: dict[str, list[dict[str, Any]]] = {
        "customers": [{"customer_id": "DEC", "name": "Desember", "customer_since": date(2026, 12, 2)}],
        "transactions": [bought("GONE", date(2026, 12, 3), 5.0), bought("DEC", date(2026, 12, 2), 5.0)],
        "policies": [{"policy_id": "P9", "customer_id": "OLD", "issue_date": date(2026, 12, 1), "status": "inforce"}],
        "deals": [{"stage": "won", "opened": date(2026, 12, 1), "closed": date(2026, 12, 2), "value": 1.0}],
        "visits": [{"planned_date": date(2026, 12, 1), "visited_date": date(2026, 12, 1), "cost": 1.0}],
        "complaints": [{"opened_date": date(2026, 12, 1), "status": "open"}],
        "invoices": [{"date": date(2026, 12, 1), "due_date": date(2026, 12, 1), "amount": 1.0}],
        "surveys": [{"date": date(2026, 12, 1), "type": "nps", "score": 1}],
        "contact_log": [logged(2, "sms", "sent") | {"at": datetime(2026, 12, 1, 9)}],
        "queue": [{"key": "9", "planned_on": date(2026, 12, 1)}],
    }
    first: dict[str, list[dict[str, Any]]] = {
        **{tab: [] for tab in later},
        "customers": CUSTOMERS,
        "transactions": TRANSACTIONS,
        "surveys": [{"date": date(2026, 11, 9), "type": "nps", "score": 10}],
        "contact_log": [logged(2, "sms", "sent")],
        "queue": [{"key": "1", "planned_on": date(2026, 11, 2)}],
    }
    november = {"period": parse_period("2026-11")}
    built = report_tab(source(as_of=date(2026, 12, 1), given=november, **first))
    grown = {tab: first[tab] + later[tab] for tab in later}
    rebuilt = report_tab(source(as_of=date(2027, 2, 14), given=november, **grown))
    assert (built.title, built.subheading) == (rebuilt.title, rebuilt.subheading)
    assert [block.title for block in built.blocks] == [block.title for block in rebuilt.blocks]
    for one, other in zip(built.blocks, rebuilt.blocks, strict=True):
        assert one.frame.equals(other.frame), one.title


def test_what_has_no_date_is_left_out_of_a_period_that_is_over(source: Source) -> None:
    past = source(customers=CUSTOMERS, policies=[], given={"period": parse_period("2026-10")})
    assert not {key for key in figures(past) if key.startswith("quality.")}
    assert "contracts.inforce" not in figures(past)
    assert "contracts.issued" in figures(past)


def test_a_quarter_is_reported_like_a_month(source: Source) -> None:
    given = {"period": parse_period("2026-Q4")}
    tab = report_tab(source(customers=CUSTOMERS, transactions=TRANSACTIONS, given=given, language="id"))
    assert tab.title == "Laporan 2026-Q4"
    assert report_figures(tab)["sales.revenue"] == 840


def test_every_line_carries_a_key_of_its_own(source: Source) -> None:
    everything: dict[str, Any] = {tab: [] for tab in ("policies", "deals", "visits", "complaints", "invoices")}
    tab = report_tab(source(customers=CUSTOMERS, transactions=TRANSACTIONS, **everything))
    keys = [key for block in tab.blocks if "key" in block.frame.columns for key in block.frame["key"]]
    assert len(keys) == len(set(keys)) > 30


def test_the_first_headers_are_the_same_every_day_so_that_a_workbook_knows_the_tab_again(source: Source) -> None:
    days = (date(2026, 11, 20), date(2026, 11, 21))
    headers = [[column.header for column in report_tab(source(as_of=day)).blocks[0].columns] for day in days]
    assert headers[0] == headers[1]
