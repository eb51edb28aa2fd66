"""The rows that a run appends for people: complete, keyed, in the team's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_sheets.content import AMBER, SLATE, Format, Tone
from crm_sheets.model import Contact, ContactState, LedgerEntry, Medium, Message, Program, Purpose, Repeat
from crm_sheets.queue import queue_row
from crm_sheets.schema import TABS
from crm_sheets.tables import PROBLEMS, Book
from crm_sheets.team_settings import TeamSettings
from crm_sheets.work import LogContext, append_to, log_row, outbox_row, shown_columns

FRIDAY = date(2026, 11, 20)
NO_TABS = Book({}, PROBLEMS.to_frame())
PROGRAM = Program(
    "premium_call",
    "Premi tahunan: telepon",
    Purpose.SERVICE,
    "policies.next_due",
    Repeat.DUE,
    -14,
    "",
    (Medium.CALL,),
    "premium_call",
    "",
    needs_approval=False,
    priority=2,
    lateness_days=5,
)
PROFILE = {
    "tier": "Gold",
    "policies_inforce": 2,
    "last_purchase": date(2026, 10, 3),
    "next_question": "email",
    "phone_kind": "mobile",
}
CALL = Message(
    Contact(
        PROGRAM,
        "POL-1",
        "P001",
        "Budi Santoso",
        date(2026, 12, 4),
        "2026-12",
        FRIDAY,
        Medium.CALL,
        "+6281200001111",
        "id",
        "Rina",
        {"profile": PROFILE, "customer": {"hobbies": "sepeda"}},
    ),
    "Selamat pagi Bapak Budi ...",
)


def test_an_approval_row_starts_unticked_and_carries_its_key() -> None:
    row = outbox_row(CALL, "fp", FRIDAY, "en")
    assert "approve" not in row
    assert (row["channel"], row["key"], row["fingerprint"]) == ("Call", "premium_call|POL-1|2026-12", "fp")


def logged(state: ContactState, medium: Medium = Medium.SMS) -> LedgerEntry:
    settled = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    return LedgerEntry("k", "p", "s", "2026", "", medium, state, "r1", settled, settled, "", "", 1)


def test_only_what_went_out_costs_so_that_the_column_can_be_summed_up() -> None:
    context = LogContext({}, {}, "", TeamSettings(), ZoneInfo("Asia/Jakarta"), "r2", FRIDAY)
    states = (ContactState.SENT, ContactState.UNCERTAIN, ContactState.FAILED)
    assert [log_row(logged(state), context, "id")["cost"] for state in states] == [500, None, None]


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_needs_attention_stands_out_in_the_logs(language: str) -> None:
    shown = {
        (tab, column.name): dict(column.tones)
        for tab in ("inbox", "contact_log", "runs")
        for column in shown_columns(TABS[tab], language)
        if column.tones
    }
    opt_out = {"id": "Minta berhenti", "en": "Opt-out"}[language]
    failed = {"id": "gagal", "en": "failed"}[language]
    uncertain = {"id": "ada yang ragu-ragu", "en": "some uncertain"}[language]
    assert shown["inbox", "kind"][opt_out] is Tone.BAD
    assert shown["contact_log", "state"][failed] is Tone.BAD
    assert shown["runs", "result"][uncertain] is Tone.WARNING


def test_a_tab_that_an_earlier_version_made_goes_on_without_the_columns_that_came_later() -> None:
    headers = {column.name: column.label.id for column in TABS["queue"].columns if column.name != "answer_by"}
    old = Book({}, PROBLEMS.to_frame(), {"queue": "Antrean"}, {"queue": headers})
    columns = [column.name for column in append_to("queue", [], old, "id").columns]
    assert "answer_by" not in columns
    assert len(columns) == len(TABS["queue"].columns) - 1
    assert "answer_by" in [column.name for column in append_to("queue", [], NO_TABS, "id").columns]


def test_a_header_that_is_needed_is_still_asked_for() -> None:
    headers = {column.name: column.label.id for column in TABS["queue"].columns if column.name != "key"}
    changed = Book({}, PROBLEMS.to_frame(), {"queue": "Antrean"}, {"queue": headers})
    assert "key" in [column.name for column in append_to("queue", [], changed, "id").columns]


@pytest.mark.parametrize(
    ("medium", "segments", "cost"), [(Medium.SMS, 2, 1000), (Medium.WHATSAPP, 0, 600), (Medium.EMAIL, 0, None)]
)
def test_the_log_estimates_what_a_message_cost(medium: Medium, segments: int, cost: float | None) -> None:
    settled = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    entry = LedgerEntry(
        "k",
        "premium_call",
        "POL-1",
        "2026-12",
        "P001",
        medium,
        ContactState.SENT,
        "r1",
        settled,
        settled,
        "",
        "",
        segments,
    )
    context = LogContext(
        {"premium_call": ("Premi", "service")},
        {"P001": "Budi"},
        "berkas",
        TeamSettings(),
        ZoneInfo("Asia/Jakarta"),
        "r2",
        FRIDAY,
    )
    row = log_row(entry, context, "id")
    assert row["cost"] == cost
    assert row["at"] == datetime(2026, 11, 20, 9, 30)
    assert (row["customer"], row["purpose"], row["state"]) == ("Budi", "Layanan", "terkirim")


@pytest.mark.parametrize("name", ["queue", "outbox", "doubts", "inbox", "contact_log", "runs"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_shared_tab_has_columns_to_show(name: str, language: str) -> None:
    shown = shown_columns(TABS[name], language)
    assert [column.name for column in shown] == [column.name for column in TABS[name].columns]
    assert all(column.choices for column in shown if column.people_fill and column.name == "outcome")
    assert {column.format for column in shown if column.name in ("done", "approve")} <= {Format.TICK}


def test_rows_go_under_the_title_that_the_workbook_has() -> None:
    append = append_to(
        "queue",
        [queue_row(CALL, FRIDAY, "id")],
        Book({}, PROBLEMS.to_frame(), {"queue": "Antrian Kami"}, {"queue": {"owner": "Siapa"}}),
        "id",
    )
    assert append.title == "Antrian Kami"
    assert append.frame.height == 1
    headers = {column.name: column.header for column in append.columns}
    assert (headers["owner"], headers["customer"]) == ("Siapa", "Pelanggan")


def test_a_tab_made_anew_has_the_colour_of_whose_it_is() -> None:
    assert append_to("queue", [], NO_TABS, "id").colour == AMBER
    assert append_to("contact_log", [], NO_TABS, "id").colour == SLATE


def test_scripts_are_cut_to_a_few_lines_and_messages_to_approve_are_not() -> None:
    assert {column.most_lines for column in shown_columns(TABS["queue"], "id")} == {8}
    assert {column.most_lines for column in shown_columns(TABS["outbox"], "id")} == {0}


def test_a_run_as_of_another_day_is_logged_on_that_day() -> None:
    settled = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
    entry = LedgerEntry("k", "p", "s", "2026", "P1", Medium.EMAIL, ContactState.SENT, "r1", settled, settled, "", "")
    here = ZoneInfo("Asia/Jakarta")
    assert LogContext({}, {}, "", TeamSettings(), here, "r1", FRIDAY).at(entry) == datetime(2026, 11, 20, 9, 30)
    assert LogContext({}, {}, "", TeamSettings(), here, "r2", FRIDAY).at(entry) == datetime(2026, 11, 22, 9, 30)


@pytest.mark.parametrize(("language", "answers"), [("id", ("Ya", "Tidak")), ("en", ("Yes", "No"))])
def test_people_answer_yes_or_no(language: str, answers: tuple[str, str]) -> None:
    (approve,) = [column for column in shown_columns(TABS["outbox"], language) if column.name == "approve"]
    assert approve.choices == answers
