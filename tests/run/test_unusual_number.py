"""A day with far more messages than usual is not begun before a person says yes; whole runs against a fake Twilio."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from live_team import (
    Commands,
    LiveTeam,
    after_first_batch,
    born_today,
    fill,
    phone,
    program,
    rows_of,
    send_in_batches,
    settings_tab,
    texting_team,
    today,
)

from crm_sheets.cli import main
from crm_sheets.exit_codes import ExitCode
from crm_sheets.workbook.xlsx import XlsxWorkbook
from crm_sheets.workspace import Workspace

SIXTY = [born_today(number) for number in range(1, 61)]
MORE = [born_today(number) for number in range(1, 81)]
FEW = [born_today(number) for number in range(1, 51)]


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTeam]:
    with texting_team(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


def questions(team: LiveTeam) -> list[dict[str, Any]]:
    """The rows that ask about an unusual number."""
    return [row for row in rows_of(team.book, "Kotak keluar") if row["ID Program"] == "_unusual"]


def answer(team: LiveTeam, said: str, question: int = 0) -> None:
    """Answer one of them, as a person would."""
    key = questions(team)[question]["Kunci"]
    rows = [row["Kunci"] for row in rows_of(team.book, "Kotak keluar")]
    fill(team.book, "Kotak keluar", "Setuju?", said, row=rows.index(key) + 2)


def joined_by(team: LiveTeam, people: Sequence[Sequence[str]]) -> None:
    """More people are typed into the sheet."""
    workbook = openpyxl.load_workbook(team.book)
    for person in people:
        workbook["Pelanggan"].append(list(person))
    workbook.save(team.book)


def sent(team: LiveTeam) -> int:
    assert team.twilio
    return len(team.twilio.messages)


def people_see(monkeypatch: pytest.MonkeyPatch, team: LiveTeam, said: str) -> None:
    """From now on a look into the sheet finds this answer there, as in a sheet that people edit meanwhile."""
    copy = Path(shutil.copy(team.book, team.folder / "edited.xlsx"))
    fill(copy, "Kotak keluar", "Setuju?", said)
    tabs = XlsxWorkbook(copy).read().tabs
    monkeypatch.setattr(XlsxWorkbook, "reread", lambda self, titles, since: {title: tabs[title] for title in titles})


def days_pass(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """From now on it is so many days later."""
    ahead = timedelta(days=days)
    monkeypatch.setattr(Workspace, "now", staticmethod(lambda: datetime.now(UTC) + ahead))


class TestTheFirstDay:
    def test_sixty_messages_ask(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        code, summary = crm("run nightly")
        assert (code, sent(team), summary["sent"]) == (ExitCode.UNUSUAL, 0, 0)
        assert summary["skipped"] == {"unusual_number": 60}
        assert (summary["unusual"]["planned"], summary["unusual"]["usual"]) == (60, 0)

    def test_fifty_do_not(self, team: LiveTeam, crm: Commands) -> None:
        team.make(FEW, program("SMS"))
        code, summary = crm("run nightly")
        assert (code, sent(team), summary["unusual"]) == (0, 50, None)
        assert questions(team) == []

    def test_a_team_can_do_without_the_guard(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"), Pengaturan=settings_tab(unusual_factor=0))
        assert crm("run nightly")[0] == 0
        assert sent(team) == 60

    def test_the_question_says_how_many_of_what(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        (row,) = questions(team)
        assert (row["Setuju?"], row["Nama program"], row["Pelanggan"]) == (None, "Jumlah tidak biasa", "-")
        assert row["Kunci"] == f"_unusual|{today()}|66"
        assert row["Isi pesan"].startswith("60 pesan akan dikirim hari ini. Biasanya paling banyak 0 pesan sehari")
        assert "60 × Ulang tahun" in row["Isi pesan"]
        assert "sampai 66 pesan" in row["Isi pesan"]

    def test_the_plan_says_why_each_waits(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        rows = rows_of(team.book, "Rencana")
        assert {(row["Keputusan"], row["Alasan"]) for row in rows} == {("Dilewati", "Jumlahnya tidak biasa")}
        assert {row["reason"] for row in crm("plan")[1]} == {"unusual_number"}

    def test_people_hear_of_it_in_words(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        main(["run", "nightly", "--config", str(team.folder / "crm.toml"), "--language", "en"])
        said = crm.capture.readouterr().out
        assert "60 messages held back: 60 messages today, usually 0 at most" in said
        assert "crm-sheets run nightly --expect 60" in said
        (run,) = rows_of(team.book, "Catatan jalan")
        assert run["Hasil"] == "jumlah tidak biasa"

    def test_work_for_people_goes_on(self, team: LiveTeam, crm: Commands) -> None:
        calls = ["telepon", "Telepon", "Ucapan", "Pelanggan.Tanggal lahir", "Tiap tahun", "Telepon", "telepon", "tidak"]
        (team.folder / "templates").mkdir()
        (team.folder / "templates" / "telepon.call.id.txt").write_text("Ucapkan selamat kepada {{ customer.name }}.")
        team.make(SIXTY, program("SMS", purpose="Hubungan"), calls)
        _, summary = crm("run nightly")
        assert (summary["queued"], summary["sent"], sent(team)) == (60, 0, 0)


class TestTheHourlyJob:
    """It says nothing when it has nothing to do; that messages are held back is no such thing until people know."""

    def test_asks_what_nobody_has_asked_yet(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        code, summary = crm("run hourly")
        assert (code, summary["skipped"], sent(team)) == (ExitCode.UNUSUAL, {"unusual_number": 60}, 0)
        assert (summary["unusual"]["planned"], len(questions(team))) == (60, 1)

    def test_asks_once_and_then_waits_without_a_word(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        codes = [crm("run hourly")[0] for _ in range(3)]
        assert codes == [ExitCode.UNUSUAL, ExitCode.OK, ExitCode.OK]  # or cron would mail every hour
        assert (sent(team), len(questions(team))) == (0, 1)

    def test_sends_after_a_yes(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run hourly")
        answer(team, "Ya")
        assert crm("run hourly")[0] == ExitCode.OK
        assert sent(team) == 60

    def test_asks_anew_when_there_are_more_than_that(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run hourly")
        joined_by(team, MORE[60:])
        assert (crm("run hourly")[0], len(questions(team))) == (ExitCode.UNUSUAL, 2)


class TestTheAnswer:
    def test_a_yes_lets_them_go_once(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        answer(team, "Ya")
        assert crm("send")[0] == 0
        assert sent(team) == 60
        crm("send")
        assert sent(team) == 60

    def test_without_an_answer_they_wait_and_are_asked_about_once(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        assert [crm("run nightly")[0] for _ in range(3)] == [ExitCode.UNUSUAL] * 3
        assert (sent(team), len(questions(team))) == (0, 1)

    def test_a_no_keeps_them_back_and_is_no_news(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        answer(team, "Tidak")
        joined_by(team, MORE[60:])
        code, summary = crm("send")
        assert (code, sent(team), len(questions(team))) == (0, 0, 1)
        assert summary["skipped"] == {"unusual_number": 80}
        answer(team, "Ya")
        assert (crm("send")[0], len(questions(team))) == (ExitCode.UNUSUAL, 2)

    def test_a_tenth_more_goes_along(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        answer(team, "Ya")
        joined_by(team, MORE[60:66])
        crm("send")
        assert sent(team) == 66

    def test_more_than_that_is_asked_anew(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        answer(team, "Ya")
        joined_by(team, MORE[60:67])
        assert (crm("send")[0], sent(team)) == (ExitCode.UNUSUAL, 0)
        assert [row["Kunci"] for row in questions(team)] == [f"_unusual|{today()}|{number}" for number in (66, 74)]
        answer(team, "Ya", question=1)
        crm("send")
        assert sent(team) == 67

    def test_what_is_out_already_counts_into_the_day(self, team: LiveTeam, crm: Commands) -> None:
        team.make(FEW, program("SMS"))
        crm("run nightly")
        joined_by(team, MORE[50:51])
        assert (crm("send")[0], sent(team)) == (ExitCode.UNUSUAL, 50)
        assert "1 pesan akan dikirim hari ini, di luar 50 yang sudah dikirim" in questions(team)[0]["Isi pesan"]
        answer(team, "Ya")
        crm("send")
        assert sent(team) == 51

    @pytest.mark.parametrize("column", ["Kunci", "Sidik isi"])
    def test_a_number_that_somebody_made_up_allows_nothing(self, team: LiveTeam, crm: Commands, column: str) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        answer(team, "Ya")
        made_up = {"Kunci": f"_unusual|{today()}|999", "Sidik isi": "0" * 32}
        fill(team.book, "Kotak keluar", column, made_up[column])
        assert crm("send")[0] == ExitCode.UNUSUAL
        assert sent(team) == 0

    def test_a_yes_from_yesterday_allows_nothing(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        team.make(SIXTY, program("SMS"), Pengaturan=settings_tab())
        crm("run nightly")
        yesterday = questions(team)[0]["Kunci"]
        answer(team, "Ya")
        days_pass(monkeypatch, 1)
        workbook = openpyxl.load_workbook(team.book)
        workbook["Pelanggan"].delete_rows(2, 60)
        workbook.save(team.book)
        tomorrow = (today()).replace(year=1980).isoformat()
        joined_by(team, [born_today(number, birth_date=tomorrow) for number in range(1, 61)])
        assert (crm("run nightly")[0], sent(team)) == (ExitCode.UNUSUAL, 0)
        assert [row["Kunci"] == yesterday for row in questions(team)] == [True, False]

    def test_a_yes_that_is_taken_back_stops_the_rest(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        answer(team, "Ya")
        send_in_batches(monkeypatch, 20)
        after_first_batch(monkeypatch, lambda: people_see(monkeypatch, team, "Tidak"))
        _, summary = crm("send")
        assert (sent(team), summary["sent"]) == (20, 20)

    def test_who_asks_to_stop_meanwhile_stops_nobody_else(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        answer(team, "Ya")
        send_in_batches(monkeypatch, 20)
        after_first_batch(monkeypatch, lambda: team.twilio.receive(phone(60), "BERHENTI", "whatsapp"))
        crm("send")
        assert sent(team) == 59


class TestUsual:
    def test_the_busiest_day_of_the_last_thirty_is_the_measure(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Twenty messages on a day: three times as many go by themselves afterwards, one more asks."""
        settings = settings_tab(unusual_minimum=10, cap_contacts=0)
        team.make([born_today(number) for number in range(1, 21)], program("SMS"), Pengaturan=settings)
        assert crm("run nightly --expect 20")[0] == 0
        for days, expected in ((30, 0), (31, ExitCode.UNUSUAL)):
            days_pass(monkeypatch, days)
            birthday = today().replace(year=1980).isoformat()
            joined_by(team, [born_today(number, birth_date=birthday) for number in range(days * 100, days * 100 + 60)])
            assert crm("run nightly --dry-run")[0] == expected, f"{days} days later"

    def test_one_more_than_three_times_as_many_asks(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = settings_tab(unusual_minimum=10)
        team.make([born_today(number) for number in range(1, 21)], program("SMS"), Pengaturan=settings)
        crm("run nightly --expect 20")
        days_pass(monkeypatch, 1)
        birthday = today().replace(year=1980).isoformat()
        joined_by(team, [born_today(number, birth_date=birthday) for number in range(100, 161)])
        code, summary = crm("run nightly")
        assert (code, summary["unusual"]["usual"], sent(team)) == (ExitCode.UNUSUAL, 20, 20)

    def test_what_people_ticked_one_by_one_is_not_asked_about_again(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS", approval="ya"))
        assert crm("run nightly")[1]["awaiting"] == 60
        for row in range(2, 62):
            fill(team.book, "Kotak keluar", "Setuju?", "Ya", row=row)
        assert crm("send")[0] == 0
        assert (sent(team), questions(team)) == (60, [])

    def test_ticked_messages_go_while_the_others_wait(self, team: LiveTeam, crm: Commands) -> None:
        asking = ["kabar", "Kabar", "Layanan", *program("SMS")[3:7], "ya"]
        team.make(SIXTY, program("SMS"), asking)
        crm("run nightly")
        waiting = [row["Kunci"] for row in rows_of(team.book, "Kotak keluar")]
        ticked = next(place for place, key in enumerate(waiting) if str(key).startswith("kabar|P1|"))
        fill(team.book, "Kotak keluar", "Setuju?", "Ya", row=ticked + 2)
        code, summary = crm("send")
        assert (code, sent(team), summary["skipped"]["unusual_number"]) == (ExitCode.UNUSUAL, 1, 60)


class TestTheOperator:
    def test_so_many_were_expected(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        assert crm("send --expect 59")[0] == ExitCode.UNUSUAL
        assert crm("send --expect 60")[0] == 0
        assert sent(team) == 60

    def test_an_operator_may_overrule_a_no(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        answer(team, "Tidak")
        crm("run contacts --expect 60")
        assert sent(team) == 60

    def test_status_counts_the_question_on_its_day(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        team.make(SIXTY, program("SMS"))
        crm("run nightly")
        assert crm("status")[1]["awaiting"] == 1
        days_pass(monkeypatch, 1)
        assert crm("status")[1]["awaiting"] == 0

    def test_a_rehearsal_holds_nothing_and_says_what_would_be(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        team.configure(live=False)
        code, summary = crm("run nightly")
        assert (code, summary["sent"], questions(team)) == (0, 60, [])
        assert summary["unusual"]["answer"] == "rehearsal"

    def test_a_preview_says_what_would_be(self, team: LiveTeam, crm: Commands) -> None:
        team.make(SIXTY, program("SMS"))
        team.configure(live=False)
        crm("preview")
        assert "bila langsung ke pelanggan" in (team.folder / "preview.html").read_text(encoding="utf-8")


class TestAtNight:
    def test_what_goes_in_the_morning_is_asked_about_at_once(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """At two in the night nothing may go out; whoever answers before the morning's run loses no time."""
        night = datetime.combine(today(), datetime.min.time(), UTC) + timedelta(days=1, hours=-5)  # 02:00 in Jakarta
        monkeypatch.setattr(Workspace, "now", staticmethod(lambda: night))
        people = [born_today(number, birth_date=f"1980-{today():%m-%d}") for number in range(1, 61)]
        team.make(people, program("SMS"), Pengaturan=settings_tab(send_from="08:00", send_until="20:00"))
        assert crm("run nightly")[1]["skipped"] == {"unusual_number": 60}
        answer(team, "Ya")
        assert crm("send")[1]["skipped"] == {"quiet_hours": 60}
        monkeypatch.setattr(Workspace, "now", staticmethod(lambda: night + timedelta(hours=7)))
        crm("send")
        assert sent(team) == 60

    def test_what_goes_tomorrow_is_not(self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
        """After the last hour: tomorrow's run asks, if it has to."""
        night = datetime.combine(today(), datetime.min.time(), UTC) + timedelta(hours=14)  # 21:00 in Jakarta
        monkeypatch.setattr(Workspace, "now", staticmethod(lambda: night))
        people = [born_today(number, birth_date=f"1980-{today():%m-%d}") for number in range(1, 61)]
        team.make(people, program("SMS"), Pengaturan=settings_tab(send_from="08:00", send_until="20:00"))
        code, summary = crm("run nightly")
        assert (code, summary["skipped"], questions(team)) == (0, {"quiet_hours": 60}, [])
