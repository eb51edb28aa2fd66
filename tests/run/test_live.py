"""A team that is live: messages reach people through Twilio and a mail server, and what they answer is heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from live_team import Commands, Killed, LiveTeam, born_today, die, fill, program, rows_of, settings_tab, today
from smtp_sink import running_sink

from crm_sheets.session import Session
from crm_sheets.testing.twilio import FakeTwilio, Fault

IBU_1, IBU_2 = "+6281200000001", "+6281200000002"


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTeam]:
    with FakeTwilio() as twilio, running_sink() as sink:
        made = LiveTeam(tmp_path, twilio, sink)
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


def reached(team: LiveTeam) -> Counter[str]:
    """How many messages each address got."""
    phones = Counter(message.to.removeprefix("whatsapp:") for message in team.twilio.messages)
    return phones + Counter(taken.recipients[0] for taken in team.sink.taken())


class TestSending:
    def test_each_birthday_gets_its_greeting_once(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1), born_today(2)], program("SMS"))
        assert crm("run nightly")[1]["sent"] == 2
        code, summary = crm("run nightly")
        assert (code, summary["sent"], summary["skipped"]) == (0, 0, {"already_done": 2})
        assert reached(team) == {IBU_1: 1, IBU_2: 1}

    def test_the_log_names_the_delivery(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("Email"))
        crm("run nightly")
        (line,) = rows_of(team.book, "Log kontak")
        (taken,) = team.sink.taken()
        assert (line["Status"], line["Pengiriman"]) == ("terkirim", "langsung")
        assert taken.mail["Message-ID"] == f"<{line['ID kiriman']}>"
        assert "unsubscribe" in taken.mail["List-Unsubscribe"]

    def test_a_program_asks_first_until_it_is_told_not_to(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS", approval=""))
        _, summary = crm("run nightly")
        assert (summary["sent"], summary["awaiting"]) == (0, 1)
        fill(team.book, "Kotak keluar", "Setuju?", "Ya")
        assert crm("run nightly")[1]["sent"] == 1
        assert reached(team) == {IBU_1: 1}

    def test_a_tick_from_a_rehearsal_does_not_hold(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS", approval="ya"))
        team.configure(live=False)
        crm("run nightly")
        fill(team.book, "Kotak keluar", "Setuju?", "Ya")
        team.configure()
        _, summary = crm("run nightly")
        assert (summary["sent"], summary["awaiting"]) == (0, 1)

    def test_what_went_to_files_before_still_reaches_people(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS"))
        team.configure(live=False)
        assert crm("run nightly")[1]["sent"] == 1
        team.configure()
        assert crm("run nightly")[1]["sent"] == 1
        assert reached(team) == {IBU_1: 1}

    def test_another_day_is_not_sent_today(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS"))
        tomorrow = (today() + timedelta(days=1)).isoformat()
        code, error = crm("run nightly", "--as-of", tomorrow)
        assert (code, team.twilio.messages) == (2, [])
        assert "not today" in error
        assert crm("run nightly", "--as-of", tomorrow, "--dry-run")[0] == 0

    def test_at_night_messages_wait_for_the_morning(self, team: LiveTeam, crm: Commands, later) -> None:
        team.make([born_today(1)], program("SMS"), Pengaturan=settings_tab(send_until="00:01"))
        if crm("run nightly")[1]["sent"]:  # it is just midnight
            pytest.skip("one minute a day this shows nothing")
        assert team.twilio.messages == []
        (row,) = rows_of(team.book, "Rencana")[-1:]
        assert "Jam tenang" in row.values()

    def test_the_budget_stops_the_run(self, team: LiveTeam, crm: Commands) -> None:
        settings = settings_tab(message_budget=700, sms_price=500)
        team.make([born_today(1), born_today(2)], program("SMS"), Pengaturan=settings)
        _, summary = crm("run nightly")
        assert (summary["sent"], summary["skipped"]) == (1, {"budget_spent": 1})
        assert crm("run nightly")[1]["skipped"] == {"already_done": 1, "budget_spent": 1}

    def test_no_secret_no_sending(self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
        team.make([born_today(1)], program("SMS"))
        monkeypatch.delenv("CRM_SHEETS_TWILIO__TOKEN")
        code, error = crm("run nightly")
        assert code == 2
        assert "CRM_SHEETS_TWILIO__TOKEN" in error


class TestAnotherWay:
    def test_whatsapp_that_was_not_allowed_goes_by_sms_in_the_same_run(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("WhatsApp, SMS"))
        code, summary = crm("run nightly")
        assert (code, summary["sent"], summary["failed"]) == (0, 1, 0)
        (message,) = team.twilio.messages
        assert message.to == IBU_1

    def test_a_number_that_is_none_goes_by_e_mail_and_is_asked_about(self, team: LiveTeam, crm: Commands) -> None:
        team.twilio.refuse(IBU_1, 21211)
        team.make([born_today(1)], program("SMS, Email"))
        assert crm("run nightly")[1]["sent"] == 1
        assert reached(team) == {"p1@example.com": 1}
        (task,) = rows_of(team.book, "Antrean")
        assert (task["Alasan"], task["ID Pelanggan"]) == ("Alamat tidak berfungsi", "P1")
        crm("run nightly")
        assert [row["ID Pelanggan"] for row in rows_of(team.book, "Antrean")] == ["P1"]
        assert [row["Jenis"] for row in rows_of(team.book, "Masalah")] == ["Alamat mati"]

    def test_a_message_that_did_not_arrive_goes_another_way_next_time(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS, Email"))
        crm("run nightly")
        team.twilio.fail(team.twilio.messages[0].sid, 30005)
        _, summary = crm("run nightly")
        assert (summary["bounced"], summary["sent"]) == (1, 1)
        log = [(line["Saluran"], line["Status"]) for line in rows_of(team.book, "Log kontak")]
        assert log == [("SMS", "terkirim"), ("SMS", "gagal"), ("E-mail", "terkirim")]
        assert [taken.recipients for taken in team.sink.taken()] == [("p1@example.com",)]

    def test_a_doubt_never_goes_another_way(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS, Email"))
        team.twilio.lag = timedelta(hours=1)
        team.twilio.next(Fault.drop_after(), lambda request: request.sends)
        assert crm("run nightly")[0] == 4
        assert crm("run nightly")[1]["skipped"] == {"uncertain": 1}
        assert crm("status")[0] == 4
        assert team.sink.taken() == []


class TestDoubts:
    def test_a_lost_answer_is_found_at_twilio(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS"))
        team.twilio.next(Fault.drop_after(), lambda request: request.sends)
        code, summary = crm("run nightly")
        assert (code, summary["uncertain"]) == (4, 1)
        assert crm("run nightly")[0] == 0
        last = rows_of(team.book, "Log kontak")[-1]
        assert (last["Status"], last["ID kiriman"]) == ("terkirim", team.twilio.messages[0].sid)
        assert reached(team) == {IBU_1: 1}

    def test_what_leaves_no_trace_is_asked_about_and_sent_again_by_a_tick(
        self, team: LiveTeam, crm: Commands, later
    ) -> None:
        doubt(team, crm, later)
        fill(team.book, "Perlu keputusan", "Kirim lagi?", "Ya")
        assert crm("run nightly")[1]["sent"] == 1
        assert reached(team) == {IBU_1: 1}
        assert crm("status")[1]["uncertain"] == []

    def test_what_is_to_be_left_is_left_for_good(self, team: LiveTeam, crm: Commands, later) -> None:
        doubt(team, crm, later)
        fill(team.book, "Perlu keputusan", "Biarkan?", "Ya")
        code, summary = crm("run nightly")
        assert (code, summary["sent"], summary["skipped"]) == (0, 0, {"uncertain": 1})
        assert reached(team) == {}
        assert len(rows_of(team.book, "Perlu keputusan")) == 1

    def test_both_ticks_are_no_decision(self, team: LiveTeam, crm: Commands, later) -> None:
        doubt(team, crm, later)
        fill(team.book, "Perlu keputusan", "Biarkan?", "Ya")
        fill(team.book, "Perlu keputusan", "Kirim lagi?", "Ya")
        crm("run nightly")
        assert reached(team) == {}


def hyperlinks(book: Path, title: str) -> list[str]:
    """Where the links of a tab lead."""
    cells = (cell for row in openpyxl.load_workbook(book)[title].iter_rows() for cell in row)
    return [cell.hyperlink.target for cell in cells if cell.hyperlink]


def doubt(team: LiveTeam, crm: Commands, later) -> None:
    """A message that was lost on its way; after some hours people are asked."""
    team.make([born_today(1)], program("SMS"))
    team.twilio.next(Fault.drop_before(), lambda request: request.sends)
    assert crm("run nightly")[0] == 4
    assert rows_of(team.book, "Perlu keputusan") == []
    later(7)
    assert crm("run nightly")[1]["to_decide"] == 1
    (row,) = rows_of(team.book, "Perlu keputusan")
    assert (row["Ke"], row["Saluran"]) == (IBU_1, "SMS")
    assert row["Yang diketahui"].startswith("Pengirimannya terputus pada ")
    assert "connection" not in row["Yang diketahui"], "what people read is in their language"
    assert hyperlinks(team.book, "Perlu keputusan") == [f"tel:{IBU_1}"]


class TestAnswers:
    def test_who_says_stop_hears_no_more(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1), born_today(2)], program("SMS"))
        team.twilio.receive(IBU_1, "Tolong jangan kirim lagi ya", "whatsapp")
        _, summary = crm("run nightly")
        assert (summary["sent"], summary["opt_outs"], summary["skipped"]) == (1, 1, {"opted_out": 1})
        assert reached(team) == {IBU_2: 1}
        (line,) = rows_of(team.book, "Pesan masuk")
        assert (line["Jenis"], line["ID Pelanggan"]) == ("Minta berhenti", "P1")

    def test_it_holds_although_the_workbook_could_not_be_written(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS"))
        team.twilio.receive(IBU_1, "BERHENTI", "whatsapp")
        lock = team.book.with_name(f"~${team.book.name}")
        lock.write_bytes(b"\x05Dewi ")
        assert crm("run nightly")[0] == 5
        lock.unlink()
        assert crm("run nightly")[1]["skipped"] == {"opted_out": 1}
        assert len(rows_of(team.book, "Pesan masuk")) == 1

    def test_a_question_becomes_a_task_and_is_acknowledged_once(self, team: LiveTeam, crm: Commands) -> None:
        settings = settings_tab(acknowledge="ya", desk_owner="Dewi")
        team.make([born_today(1)], program("SMS"), Pengaturan=settings)
        crm("run nightly")
        team.twilio.receive(IBU_1, "Kapan toko buka hari Minggu?", "whatsapp")
        team.twilio.receive(IBU_1, "Halo?", "whatsapp")
        code, summary = crm("run inbox")
        assert (code, summary["received"], summary["sent"]) == (0, 2, 1)
        tasks = rows_of(team.book, "Antrean")
        assert [task["Penanggung jawab"] for task in tasks] == ["Dewi", "Dewi"]
        assert "Kapan toko buka" in tasks[0]["Naskah"]
        note = rows_of(team.book, "Log kontak")[-1]
        assert (note["Nama program"], note["Tujuan"], note["Status"]) == ("Tanda terima", "Layanan", "terkirim")
        assert [line["Pesan masuk"] for line in rows_of(team.book, "Catatan jalan")] == [0, 2]
        before = team.book.read_bytes()
        code, summary = crm("run inbox")
        assert (code, summary["received"], summary["sent"]) == (0, 0, 0)
        assert team.book.read_bytes() == before, "nothing came, so nothing is written"

    def test_what_matters_most_comes_first_in_the_queue_and_strangers_are_named_as_such(
        self, team: LiveTeam, crm: Commands
    ) -> None:
        team.make([born_today(1), born_today(2)], program("SMS"))
        team.twilio.receive("+6281299999999", "Ada tensimeter?", "whatsapp")
        team.twilio.receive(IBU_1, "Barang yang saya terima rusak, saya kecewa sekali!", "whatsapp")
        crm("run inbox")
        tasks = [(task["Pelanggan"], task["Prioritas"]) for task in rows_of(team.book, "Antrean")]
        assert tasks == [("Ibu Orang 1", 1), ("(belum dikenal)", 2)]

    def test_a_workbook_that_an_earlier_version_made_goes_on_as_it_is(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1), born_today(2)], program("SMS"))
        team.configure(live=False)
        crm("run nightly")
        for title, came_later in (("Antrean", "Jawab sebelum"), ("Log kontak", "ID kiriman")):
            remove(team.book, title, came_later)
        team.configure()
        team.twilio.receive(IBU_1, "Kapan toko buka?", "whatsapp")
        code, summary = crm("run nightly")
        assert (code, summary["sent"], summary["received"]) == (0, 2, 1)
        assert "Kapan toko buka" in rows_of(team.book, "Antrean")[-1]["Naskah"]
        assert rows_of(team.book, "Log kontak")[-1]["Pengiriman"] == "langsung"

    def test_who_wrote_within_a_day_can_be_answered_freely(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("WhatsApp"))
        team.twilio.receive(IBU_1, "Terima kasih ya", "whatsapp")
        assert crm("run nightly")[1]["sent"] == 1
        assert [message.to for message in team.twilio.messages] == [f"whatsapp:{IBU_1}"]

    def test_while_answers_cannot_be_read_nothing_is_sent(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("Email"), name="x")
        with team.twilio.unreachable():
            code, summary = crm("run nightly")
        assert (code, summary["sent"]) == (3, 0)
        assert summary["unread"]
        assert team.sink.taken() == []
        assert crm("run nightly")[1]["sent"] == 1


class TestLostLedger:
    def test_a_new_ledger_knows_what_twilio_knows(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The run died after sending and before it wrote the workbook; then the ledger was lost as well."""
        team.make([born_today(1), born_today(2)], program("SMS"))
        team.twilio.refuse(IBU_2, 20429)
        with monkeypatch.context() as for_now:
            for_now.setattr(Session, "write", die)
            with pytest.raises(Killed):
                crm("run nightly")
        for file in team.folder.glob("crm-ledger*"):
            file.unlink()
        team.twilio.accept(IBU_2)
        code, found = crm("ledger rebuild", "--yes")
        assert (code, found["proven"]) == (0, 1)
        assert crm("run nightly")[1]["sent"] == 1
        assert reached(team) == {IBU_1: 1, IBU_2: 1}
        assert len(rows_of(team.book, "Log kontak")) == 2

    def test_no_ledger_is_made_while_twilio_cannot_be_asked(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("SMS"))
        crm("run nightly")
        for file in team.folder.glob("crm-ledger*"):
            file.unlink()
        with team.twilio.unreachable():
            assert crm("ledger rebuild", "--yes")[0] == 6
        assert crm("run nightly")[0] == 2, "still no ledger"


def remove(book: Path, title: str, header: str) -> None:
    """Take a column out of a tab."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook[title]
    column = next(cell.column for cell in sheet[1] if cell.value == header)
    sheet.delete_cols(column)
    workbook.save(book)


def test_who_opted_out_at_twilio_stands_in_the_inbox(team: LiveTeam, crm: Commands) -> None:
    """Twilio keeps its own list of who said STOP, and tells us when we send."""
    team.twilio.refuse(IBU_1, 21610)
    team.make([born_today(1)], program("SMS"))
    crm("run nightly")
    (line,) = rows_of(team.book, "Pesan masuk")
    assert (line["Jenis"], line["ID Pelanggan"]) == ("Minta berhenti", "P1")
    assert crm("run nightly")[1]["skipped"] == {"opted_out": 1}
    assert len(rows_of(team.book, "Pesan masuk")) == 1
