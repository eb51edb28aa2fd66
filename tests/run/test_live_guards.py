"""What holds a live run back: STOP that comes while it sends, the night, the budget, what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from live_team import (
    Commands,
    LiveTeam,
    add_row,
    after_first_batch,
    born_today,
    fill,
    lose_ledger,
    phone,
    program,
    retype,
    rows_of,
    send_in_batches,
    settings_tab,
    texted,
    texting_team,
    today,
)

from crm_sheets.errors import InboxUnavailable, WorkbookUnavailable
from crm_sheets.inbox.twilio import TwilioInbox
from crm_sheets.ledger.tries import MOST_TRIES
from crm_sheets.testing.twilio import Fault
from crm_sheets.workbook.xlsx.adapter import XlsxWorkbook

Later = Callable[[float], None]
Clock = Callable[..., None]

IBU_1, IBU_2 = phone(1), phone(2)
FIVE = [born_today(number) for number in range(1, 6)]
EACH_ONCE = {phone(number): 1 for number in range(1, 6)}
QUESTION = "Kapan toko buka hari Minggu?"


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTeam]:
    with texting_team(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


def waiting(team: LiveTeam) -> int:
    """The first customer whom nothing reached yet."""
    return next(number for number in range(1, 6) if phone(number) not in texted(team))


def reasons(team: LiveTeam) -> list[tuple[str, str]]:
    """Why contacts of the plan were not made: the reason and its details."""
    return [(row["Alasan"], row["Rincian"]) for row in rows_of(team.book, "Rencana") if row["Alasan"]]


class TestUnreadableCustomers:
    @pytest.fixture(autouse=True)
    def no_ids(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS"))
        crm("run nightly")
        retype(team.book, "Pelanggan", "ID Pelanggan", "XX")

    def test_what_came_in_stands_in_the_workbook_all_the_same(self, team: LiveTeam, crm: Commands) -> None:
        team.twilio.receive(IBU_1, QUESTION, "whatsapp")
        team.twilio.receive(IBU_2, "BERHENTI", "whatsapp")
        crm("run inbox")
        assert [row["Jenis"] for row in rows_of(team.book, "Pesan masuk")] == ["Balasan", "Minta berhenti"]
        assert QUESTION in rows_of(team.book, "Antrean")[0]["Naskah"]

    def test_when_nothing_came_nothing_is_written(self, team: LiveTeam, crm: Commands) -> None:
        before = team.book.read_bytes()
        crm("run inbox")
        assert team.book.read_bytes() == before


def test_a_quiet_inbox_job_remembers_how_far_it_read(team: LiveTeam, crm: Commands, later: Later) -> None:
    team.make([born_today(1)], program("SMS"))
    crm("run nightly")
    later(24 * 3)
    crm("run inbox")
    before = len(team.twilio.requests)
    crm("run inbox")
    read_from = {request.query.get("DateSent>", "9999")[:10] for request in team.twilio.requests[before:]}
    assert min(read_from) >= (team.twilio.now - timedelta(days=2)).date().isoformat()


class TestStop:
    def test_it_outlives_the_ledger(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1), born_today(2)], program("SMS"))
        team.twilio.receive(IBU_1, "BERHENTI", "whatsapp")
        crm("run nightly")
        lose_ledger(team)
        assert crm("adopt", "--yes")[0] == 0
        add_row(team.book, "Program", *program("SMS", name="lagi"))
        _, summary = crm("run nightly")
        assert summary["skipped"]["opted_out"] == 2
        assert IBU_1 not in texted(team)

    def test_it_holds_for_a_corrected_number_until_a_later_consent(
        self, team: LiveTeam, crm: Commands, later: Later
    ) -> None:
        consents = ["ID Persetujuan", "ID Pelanggan", "Saluran", "Tujuan", "Status", "Tanggal"]
        team.make([born_today(1)], program("SMS", purpose="Layanan"), Persetujuan=[consents])
        team.twilio.receive(IBU_1, "BERHENTI", "whatsapp")
        crm("run inbox")
        fill(team.book, "Pelanggan", "No. HP", phone(99))
        assert crm("run nightly")[1]["skipped"] == {"opted_out": 1}
        later(24)
        add_row(team.book, "Persetujuan", "S1", "P1", "SMS", "Layanan", "Setuju", today().isoformat())
        assert crm("run nightly")[1]["sent"] == 1
        assert texted(team) == {phone(99): 1}

    def test_who_says_it_while_messages_go_out_gets_none(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send_in_batches(monkeypatch)
        team.make(FIVE, program("SMS"), Pengaturan=settings_tab(message_budget=2500, sms_price=500))
        stopped = []

        def stop() -> None:
            stopped.append(phone(waiting(team)))
            team.twilio.receive(stopped[0], "BERHENTI", "whatsapp")

        after_first_batch(monkeypatch, stop)
        code, summary = crm("run nightly")
        assert (code, summary["sent"], summary["opt_outs"]) == (0, 4, 1)
        assert texted(team) == {to: 1 for to in EACH_ONCE if to not in stopped}
        assert crm("run nightly")[1]["skipped"] == {"already_done": 4, "opted_out": 1}

    def test_one_that_twilio_knows_of_survives_a_new_ledger(self, team: LiveTeam, crm: Commands) -> None:
        team.twilio.refuse(IBU_1, 21610)
        team.make([born_today(1)], program("SMS"))
        crm("run nightly")
        lose_ledger(team)
        assert crm("ledger rebuild", "--yes")[1]["stopped"] == 1
        team.twilio.accept(IBU_1)
        assert crm("run nightly")[1]["skipped"] == {"opted_out": 1}


class TestWhatCannotBeAskedAnyMore:
    """While messages go out, the workbook or an inbox falls silent: the rest waits, whatever people said meanwhile."""

    @pytest.fixture(autouse=True)
    def five_in_batches(self, team: LiveTeam, monkeypatch: pytest.MonkeyPatch) -> None:
        send_in_batches(monkeypatch)
        team.make(FIVE, program("SMS"))

    @pytest.mark.parametrize(
        ("part", "asks", "error"),
        [
            (XlsxWorkbook, "reread", WorkbookUnavailable("Google does not answer")),
            (TwilioInbox, "collect", InboxUnavailable("Twilio does not answer")),
        ],
        ids=["workbook", "inbox"],
    )
    def test_the_rest_waits_for_the_next_run(
        self,
        team: LiveTeam,
        crm: Commands,
        monkeypatch: pytest.MonkeyPatch,
        part: type,
        asks: str,
        error: Exception,
    ) -> None:
        def silent(*_: object, **more: object) -> None:
            raise error

        with monkeypatch.context() as for_now:
            after_first_batch(for_now, lambda: for_now.setattr(part, asks, silent))
            code, summary = crm("run nightly")
        assert (code, summary["sent"], summary["failed"]) == (3, 2, 3)
        assert [detail for reason, detail in reasons(team)] == [str(error)] * 3
        assert crm("run nightly")[1]["sent"] == 3
        assert texted(team) == EACH_ONCE


class TestHours:
    def test_a_run_that_reaches_the_end_of_the_hours_stops_there(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch, clock: Clock
    ) -> None:
        send_in_batches(monkeypatch)
        clock(19, 55)
        team.make(FIVE, program("SMS"), Pengaturan=settings_tab(send_from="08:00", send_until="20:00"))
        after_first_batch(monkeypatch, lambda: clock(20, 1))
        code, summary = crm("run nightly")
        assert (code, summary["sent"], summary["failed"]) == (0, 2, 0)
        assert {reason for reason, _ in reasons(team)} == {"Jam tenang"}
        clock(8, 5, days=1)
        assert crm("run nightly")[1]["sent"] == 3
        assert texted(team) == EACH_ONCE

    def test_a_run_that_reaches_midnight_stops_there(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch, clock: Clock
    ) -> None:
        send_in_batches(monkeypatch)
        clock(23, 50)
        team.make(FIVE, program("SMS"))
        after_first_batch(monkeypatch, lambda: clock(0, 1, days=1))
        code, summary = crm("run nightly")
        assert (code, summary["sent"], summary["failed"]) == (0, 2, 0)
        assert all("hari sudah berganti" in detail for _, detail in reasons(team))
        assert crm("run nightly")[1]["sent"] == 3
        assert texted(team) == EACH_ONCE


def sends_while_none_arrive(team: LiveTeam, crm: Commands, clock: Clock, runs: int) -> int:
    """How many messages go out in so many runs, an hour apart, when the network loses every one."""
    for hour in range(8, 8 + runs):
        clock(hour)
        crm("run nightly")
        for message in team.twilio.messages:
            team.twilio.fail(message.sid, 30003)
    return len(team.twilio.sends)


class TestBudget:
    def test_what_did_not_arrive_costs_as_well(self, team: LiveTeam, crm: Commands, clock: Clock) -> None:
        settings = settings_tab(message_budget=1000, sms_price=500)
        team.make([born_today(1)], program("SMS"), Pengaturan=settings)
        assert sends_while_none_arrive(team, crm, clock, runs=4) == 2
        assert crm("run nightly")[1]["skipped"] == {"budget_spent": 1}

    def test_what_never_arrives_is_given_up(self, team: LiveTeam, crm: Commands, clock: Clock) -> None:
        team.make([born_today(1)], program("SMS"))
        assert sends_while_none_arrive(team, crm, clock, runs=7) == MOST_TRIES

    def test_another_way_must_fit_too(self, team: LiveTeam, crm: Commands) -> None:
        """WhatsApp is cheap here and not allowed; SMS is dear, and the money is enough for one."""
        settings = settings_tab(message_budget=500, sms_price=500, whatsapp_price=100)
        team.make([born_today(1), born_today(2)], program("WhatsApp, SMS"), Pengaturan=settings)
        _, summary = crm("run nightly")
        assert (summary["sent"], summary["skipped"]) == (1, {"budget_spent": 1})
        assert sum(texted(team).values()) == 1


class TestAcknowledgements:
    def test_only_who_knows_us_gets_one(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS"), Pengaturan=settings_tab(acknowledge="ya"))
        for number in (1, 88):
            team.twilio.receive(phone(number), QUESTION, "whatsapp")
        assert crm("run inbox")[1]["received"] == 2
        assert texted(team) == {IBU_1: 1}

    def test_who_said_stop_gets_none_then_or_later(self, team: LiveTeam, crm: Commands, later: Later) -> None:
        team.make([born_today(1)], program("SMS"), Pengaturan=settings_tab(acknowledge="ya"))
        team.twilio.receive(IBU_1, QUESTION, "whatsapp")
        team.twilio.receive(IBU_1, "BERHENTI", "whatsapp")
        crm("run inbox")
        later(24 * 5)
        team.twilio.receive(IBU_1, QUESTION, "whatsapp")
        crm("run inbox")
        assert texted(team) == {}

    def test_they_cost_money_that_must_be_there(self, team: LiveTeam, crm: Commands) -> None:
        settings = settings_tab(acknowledge="ya", message_budget=700, whatsapp_price=500)
        team.make([born_today(1), born_today(2)], program("SMS"), Pengaturan=settings)
        for sender in (IBU_1, IBU_2):
            team.twilio.receive(sender, QUESTION, "whatsapp")
        assert crm("run inbox")[1]["sent"] == 1

    def test_they_do_not_take_the_place_of_a_message(self, team: LiveTeam, crm: Commands) -> None:
        settings = settings_tab(acknowledge="ya", cap_contacts=1)
        team.make([born_today(1)], program("SMS", purpose="Hubungan"), Pengaturan=settings)
        team.twilio.receive(IBU_1, QUESTION, "whatsapp")
        assert crm("run inbox")[1]["sent"] == 1
        assert crm("run nightly")[1]["sent"] == 1

    def test_nobody_is_asked_about_one_in_doubt(self, team: LiveTeam, crm: Commands, later: Later) -> None:
        team.make([born_today(1)], program("SMS"), Pengaturan=settings_tab(acknowledge="ya"))
        team.twilio.receive(IBU_1, QUESTION, "whatsapp")
        team.twilio.next(Fault.drop_before(), lambda request: request.sends)
        assert crm("run inbox")[0] == 4
        later(7)
        crm("run inbox")
        assert rows_of(team.book, "Perlu keputusan") == []
        assert crm("status")[1]["uncertain"] == []

    def test_a_question_that_comes_while_messages_go_out_gets_one(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send_in_batches(monkeypatch)
        team.make(FIVE, program("SMS"), Pengaturan=settings_tab(acknowledge="ya"))
        after_first_batch(monkeypatch, lambda: team.twilio.receive(IBU_1, QUESTION, "whatsapp"))
        _, summary = crm("run nightly")
        assert (summary["received"], summary["sent"]) == (1, 6)
        assert texted(team) == {**EACH_ONCE, IBU_1: 2}


class TestAskingAboutDoubts:
    @pytest.fixture(autouse=True)
    def one_doubt(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS"))
        team.twilio.next(Fault.drop_before(), lambda request: request.sends)
        assert crm("run nightly")[0] == 4

    def asked(self, team: LiveTeam, crm: Commands, job: str) -> int:
        """How often Twilio was asked for messages to this customer."""
        before = len(team.twilio.requests)
        crm(f"run {job}")
        return sum(request.query.get("To") == IBU_1 for request in team.twilio.requests[before:])

    @pytest.mark.parametrize(("job", "asks"), [("inbox", True), ("nightly", True), ("validate", False)])
    def test_only_jobs_that_talk_to_people_ask(self, team: LiveTeam, crm: Commands, job: str, asks: bool) -> None:
        assert bool(self.asked(team, crm, job)) is asks

    def test_after_a_week_nobody_asks(self, team: LiveTeam, crm: Commands, later: Later) -> None:
        later(24 * 8)
        assert self.asked(team, crm, "inbox") == 0
