"""Live runs for people whose clocks are not the team's: everybody is served in the hours that are theirs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from live_team import (
    CUSTOMERS,
    PROGRAMS,
    Commands,
    LiveTeam,
    add_row,
    after_first_batch,
    born_today,
    fill,
    phone,
    program,
    rows_of,
    send_in_batches,
    settings_tab,
    texted,
    texting_team,
    today,
)

from crm_sheets.workbook.xlsx.adapter import XlsxWorkbook

Clock = Callable[..., None]

JAKARTA, JAYAPURA, LONDON = phone(1), phone(2), "+447400123456"
DAYTIME = {"send_from": "08:00", "send_until": "20:00"}


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTeam]:
    with texting_team(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


def customers(*zones: str, abroad: str = "") -> list[list[str]]:
    """One customer for each zone, "" for none; the last one, if wanted, has a number abroad."""
    rows = [[*born_today(number), zone] for number, zone in enumerate(zones, start=1)]
    rows += [[*born_today(len(rows) + 1, phone=abroad), ""]] if abroad else []
    return [[*CUSTOMERS, "Zona waktu"], *rows]


def make(team: LiveTeam, people: Sequence[Sequence[str]], *programs: Sequence[str], **settings: object) -> None:
    team.make([], *(programs or (program("SMS"),)), Pelanggan=people, Pengaturan=settings_tab(**DAYTIME | settings))


def people_see(monkeypatch: pytest.MonkeyPatch, team: LiveTeam, edit: Callable[[Path], None]) -> None:
    """From now on a look into the sheet finds it edited, as one that people work in meanwhile."""
    copy = Path(shutil.copy(team.book, team.folder / "edited.xlsx"))
    edit(copy)
    tabs = XlsxWorkbook(copy).read().tabs
    monkeypatch.setattr(XlsxWorkbook, "reread", lambda self, titles, since: {title: tabs[title] for title in titles})


def waits(team: LiveTeam) -> list[str]:
    """Until when the postponed ones of the last run wait."""
    return [row["Rincian"][-5:] for row in rows_of(team.book, "Rencana") if row["Alasan"] == "Jam tenang"]


def test_one_day_serves_east_home_and_west(team: LiveTeam, crm: Commands, clock: Clock) -> None:
    """Jayapura is two hours ahead of Jakarta; in London, six or seven behind, it is night by now."""
    make(team, customers("", "WIT", abroad=LONDON))
    clock(4)
    _, summary = crm("run nightly")
    assert summary["sent"] == 0
    assert sorted(waits(team))[:2] == ["06.00", "08.00"]
    clock(6)
    assert crm("run contacts")[1]["sent"] == 1
    assert texted(team) == {JAYAPURA: 1}
    clock(8, 30)
    assert crm("run contacts")[1]["sent"] == 1
    clock(18, 30)
    assert crm("run contacts")[1]["sent"] == 1
    assert texted(team) == {JAYAPURA: 1, JAKARTA: 1, LONDON: 1}
    assert crm("run contacts")[1]["skipped"] == {"already_done": 3}


def test_in_the_evening_the_east_waits_and_the_rest_does_not(team: LiveTeam, crm: Commands, clock: Clock) -> None:
    make(team, customers("", "Jayapura"))
    clock(18, 30)
    assert crm("run contacts")[1]["sent"] == 1
    assert texted(team) == {JAKARTA: 1}
    clock(8, 30, days=1)
    assert crm("run contacts")[1]["sent"] == 1


def test_a_number_that_may_be_in_many_zones_waits_until_it_is_day_in_all_of_them(
    team: LiveTeam, crm: Commands, clock: Clock
) -> None:
    """An Australian mobile: from Lord Howe to the Cocos Islands, where the day begins last, at 08:30 by Jakarta."""
    make(team, customers(abroad="+61412345678"))
    clock(8)
    assert crm("run contacts")[1]["sent"] == 0
    assert waits(team) == ["08.30"]
    clock(8, 30)
    assert crm("run contacts")[1]["sent"] == 1


def test_hours_that_end_while_a_run_sends_stop_those_of_that_zone_only(
    team: LiveTeam, crm: Commands, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_in_batches(monkeypatch)
    clock(17, 55)
    make(team, customers("", "", "WIT", "WIT", "WIT", "", ""))
    after_first_batch(monkeypatch, lambda: clock(18, 1))
    _, summary = crm("run nightly")
    east = {phone(3), phone(4), phone(5)} - texted(team).keys()
    assert summary["sent"] == 7 - len(east)
    assert east, "some of them had not had their turn"
    assert waits(team) == ["06.00"] * len(east)
    clock(8, 0, days=1)
    assert crm("run nightly")[1]["sent"] == len(east)
    assert set(texted(team).values()) == {1}


def test_a_zone_nobody_can_read_is_a_problem_and_the_team_s_hours_hold(
    team: LiveTeam, crm: Commands, clock: Clock
) -> None:
    make(team, customers("Negeri dongeng"))
    clock(8, 30)
    assert crm("run nightly")[1]["sent"] == 1
    (row,) = [row for row in rows_of(team.book, "Masalah") if "Negeri dongeng" in row.values()]
    assert "G2" in str(row)


# --- the plan's limits in real runs


def limited_program(column: str, value: object, *, purpose: str = "Hubungan") -> list[list[object]]:
    """The Programs tab with one program, which has a limit of its own."""
    return [[*PROGRAMS, column], [*program("SMS", purpose=purpose), value]]


def test_a_number_a_day_holds_over_the_runs_of_a_day(team: LiveTeam, crm: Commands, clock: Clock) -> None:
    clock(9)
    make(team, customers("", "", ""))
    team.make([born_today(number) for number in (1, 2, 3)], Program=limited_program("Paling banyak sehari", 2))
    assert crm("run contacts")[1]["sent"] == 2
    _, second = crm("run contacts")
    assert (second["sent"], second["skipped"]) == (0, {"already_done": 2, "daily_limit": 1})
    clock(9, days=1)
    assert crm("run contacts")[1]["sent"] == 1


def test_a_number_a_day_holds_when_somebody_drops_out_while_it_sends(
    team: LiveTeam, crm: Commands, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place that becomes free is not filled in this run; the next one does it."""
    send_in_batches(monkeypatch, 1)
    clock(9)
    team.make([born_today(number) for number in range(1, 6)], Program=limited_program("Paling banyak sehari", 3))

    def stop() -> None:
        team.twilio.receive(next(phone(number) for number in (1, 2, 3) if phone(number) not in texted(team)), "STOP")

    after_first_batch(monkeypatch, stop)
    assert crm("run contacts")[1]["sent"] == 2
    assert crm("run contacts")[1]["sent"] == 1
    assert sum(texted(team).values()) == 3


def test_a_program_rests_after_a_real_contact(team: LiveTeam, crm: Commands, clock: Clock) -> None:
    clock(9)
    notices = ["premi", "Premi", "Layanan", "Polis.Jatuh tempo", "Sesuai tanggal", "SMS", "ultah", "tidak", 30]
    days = [(today() + timedelta(days=ahead)).isoformat() for ahead in (0, 1)]
    policies = [["ID Polis", "ID Pelanggan", "Jatuh tempo"], *([f"L{day}", "P1", day] for day in days)]
    team.make([born_today(1)], Program=[[*PROGRAMS, "Jeda per pelanggan (hari)"], notices], Polis=policies)
    assert crm("run contacts")[1]["sent"] == 1
    clock(9, days=1)
    _, next_day = crm("run contacts")
    assert (next_day["sent"], next_day["skipped"]) == (0, {"already_done": 1, "program_rest": 1})


@pytest.mark.parametrize(("kind", "sent"), [("Libur", 0), ("Acara", 1)])
def test_on_the_teams_holiday_only_greetings_and_service_go_out(
    team: LiveTeam, crm: Commands, clock: Clock, kind: str, sent: int
) -> None:
    clock(9)
    calendar = [["Tanggal", "Nama", "Jenis"], [today().isoformat(), "Galungan", kind]]
    settings = settings_tab(quiet_holidays="ya")
    team.make([born_today(1)], program("SMS", purpose="Hubungan"), Kalender=calendar, Pengaturan=settings)
    _, summary = crm("run contacts")
    assert (summary["sent"], summary["skipped"]) == (sent, {} if sent else {"quiet_hours": 1})
    clock(9, days=1)
    assert crm("run contacts")[1]["sent"] == 1 - sent


@pytest.mark.parametrize("job", ["nightly", "contacts"])
def test_who_rests_a_program_while_it_sends_stops_the_rest_of_it(
    team: LiveTeam, crm: Commands, clock: Clock, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    send_in_batches(monkeypatch)
    clock(9)
    team.make([born_today(number) for number in range(1, 6)], Program=limited_program("Aktif", "ya"))
    after_first_batch(
        monkeypatch, lambda: people_see(monkeypatch, team, lambda book: fill(book, "Program", "Aktif", "tidak"))
    )
    assert crm(f"run {job}")[1]["sent"] == 2


def test_a_holiday_typed_while_a_run_sends_holds_the_rest(
    team: LiveTeam, crm: Commands, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_in_batches(monkeypatch)
    clock(9)
    people = [born_today(number) for number in range(1, 6)]
    settings = settings_tab(quiet_holidays="ya")
    calendar = [["Tanggal", "Nama", "Jenis"], ["2020-01-01", "Tahun Baru", "Libur"]]
    team.make(people, program("SMS", purpose="Hubungan"), Kalender=calendar, Pengaturan=settings)

    def mourn(book: Path) -> None:
        add_row(book, "Kalender", today().isoformat(), "Hari berkabung", "Libur")

    with monkeypatch.context() as meanwhile:
        after_first_batch(meanwhile, lambda: people_see(meanwhile, team, mourn))
        assert crm("run contacts")[1]["sent"] == 2
    clock(9, days=1)
    assert crm("run contacts")[1]["sent"] == 3


# --- the job that comes every hour


def test_the_hourly_job_sends_what_waited_and_else_leaves_the_workbook_alone(
    team: LiveTeam, crm: Commands, clock: Clock
) -> None:
    make(team, customers("", "WIT"))
    clock(2, 15)
    crm("run nightly")
    sent = {}
    for hour in range(3, 24):
        before = team.book.read_bytes()
        clock(hour, 45)
        _, summary = crm("run hourly")
        sent[hour] = summary["sent"]
        assert (team.book.read_bytes() == before) is (summary["sent"] == 0)
    assert {hour: count for hour, count in sent.items() if count} == {6: 1, 8: 1}


def test_what_is_ticked_by_day_goes_within_the_hour(team: LiveTeam, crm: Commands, clock: Clock) -> None:
    make(team, customers(""), program("SMS", approval="ya"))
    clock(2, 15)
    crm("run nightly")
    clock(9, 45)
    assert crm("run hourly")[1]["sent"] == 0
    fill(team.book, "Kotak keluar", "Setuju?", "ya")
    clock(10, 45)
    assert crm("run hourly")[1]["sent"] == 1


def test_new_work_is_handed_out_within_the_hour(team: LiveTeam, crm: Commands, clock: Clock) -> None:
    make(team, customers(""), program("Telepon"))
    (team.folder / "templates" / "ultah.call.id.txt").write_text("Ucapkan selamat.", encoding="utf-8")
    clock(2, 15)
    assert crm("run hourly")[1]["queued"] == 1
    assert crm("run hourly")[1]["queued"] == 0
