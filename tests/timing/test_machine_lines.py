"""The lines and units by which a machine starts jobs."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from datetime import datetime, time
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.timing.crontab import STEPS, Start, crontab_line, crontab_step, own_minute
from crm_sheets.timing.machine_time import MachineTime, ToMachineTime, on_machine
from crm_sheets.timing.systemd import systemd_units
from crm_sheets.timing.timetable import Entry, Interval, Line
from crm_sheets.values.weekdays import EVERY_DAY, read_weekdays

START = Start(["/opt/crm/bin/crm-sheets", "run", "nightly"], "/srv/crm", "/srv/crm/crm-sheets.log")


def machine(zone: str) -> ToMachineTime:
    return lambda moment: moment.astimezone(ZoneInfo(zone))


def now(zone: str) -> datetime:
    return datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("here", "there", "days", "shown"),
    [
        ("Asia/Jakarta", "Asia/Jakarta", "mon-sat", MachineTime(time(2, 15), read_weekdays("mon-sat"), True)),
        ("Asia/Jakarta", "UTC", "mon-sat", MachineTime(time(19, 15), read_weekdays("sun-fri"), True)),
        ("America/Lima", "Asia/Jakarta", "mon", MachineTime(time(14, 15), read_weekdays("mon"), True)),
        ("America/Lima", "Pacific/Auckland", "sun", MachineTime(time(20, 15), read_weekdays("sun"), False)),
        ("Europe/Berlin", "UTC", "daily", MachineTime(time(1, 15), EVERY_DAY, False)),
        ("Europe/Berlin", "Europe/Paris", "daily", MachineTime(time(2, 15), EVERY_DAY, True)),
    ],
)
def test_a_time_is_told_by_the_machines_clock(here: str, there: str, days: str, shown: MachineTime) -> None:
    entry = Entry("nightly", time(2, 15), read_weekdays(days))
    assert on_machine(entry, now(here), machine(there)) == shown


@pytest.mark.parametrize(
    ("days", "written"),
    [("daily", "*"), ("mon-sat", "1-6"), ("sun", "0"), ("sat-sun", "0,6"), ("mon,wed", "1,3"), ("sun-tue", "0-2")],
)
def test_days_are_numbers_that_every_cron_understands(days: str, written: str) -> None:
    line = crontab_line(MachineTime(time(2, 5), read_weekdays(days), True), START)
    assert line.split()[:5] == ["5", "2", "*", "*", written]


@pytest.mark.parametrize(
    ("every", "written"),
    [(5, "*/5 * * * *"), (10, "*/10 * * * *"), (30, "*/30 * * * *"), (60, "0 * * * *"), (720, "0 */12 * * *")],
)
def test_an_interval_that_divides_the_hour_or_the_day_is_a_step(every: int, written: str) -> None:
    assert crontab_step(every, START).partition("  ")[0] == written
    assert crontab_step(every, START).endswith("run nightly >> /srv/crm/crm-sheets.log 2>&1")


def starts_of(expression: str) -> list[int]:
    """The minutes of a day at which cron starts such a line."""
    minute, hour = (range(0, size, int(part[2:])) if part[:2] == "*/" else range(size) if part == "*" else [int(part)]
                    for part, size in zip(expression.split()[:2], (60, 24), strict=True))  # fmt: skip
    return [60 * h + m for h in hour for m in minute]


def test_cron_keeps_an_interval_all_day_and_over_midnight() -> None:
    for every in STEPS:
        starts = starts_of(crontab_step(every, START))
        assert {later - earlier for earlier, later in pairwise([*starts, starts[0] + 24 * 60])} == {every}


@pytest.mark.parametrize("every", [7, 25, 45, 90, 300, 719])
def test_an_interval_that_cron_cannot_keep_is_told_which_it_can(every: int) -> None:
    with pytest.raises(ValueError, match=r"5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720$"):
        crontab_step(every, START)


@given(st.text(st.characters(exclude_characters="\0\n\r", exclude_categories=("Cs",)), min_size=1))
def test_a_line_of_crontab_starts_what_it_says_whatever_the_folder_is_called(name: str) -> None:
    start = Start(["/x/crm-sheets", "run", "nightly", "--workbook", name], f"/srv/{name}", f"/srv/{name}/log")
    line = crontab_line(MachineTime(time(2, 15), EVERY_DAY, True), start)
    command = line.partition("* * *  ")[2]
    assert command.count("%") == command.count(r"\%"), "cron reads a bare % as the end of the command"
    as_the_shell_gets_it = command.replace(r"\%", "%")
    assert shlex.split(as_the_shell_gets_it) == [
        "cd", f"/srv/{name}", "&&", *start.command, ">>", f"/srv/{name}/log", "2>&1",
    ]  # fmt: skip


def test_the_minute_is_the_same_each_time_and_spread_over_the_hour() -> None:
    minutes = [own_minute("host", f"/srv/team-{number}") for number in range(2000)]
    assert minutes == [own_minute("host", f"/srv/team-{number}") for number in range(2000)]
    assert set(minutes) == set(range(1, 60))


def test_units_keep_to_the_operators_zone_and_make_up_for_sleep() -> None:
    entry = Entry("nightly", time(2, 15), read_weekdays("mon-sat"))
    units = systemd_units(entry, "Asia/Jakarta", "my team", START, {})
    timer, service = units["crm-sheets-my-team-nightly.timer"], units["crm-sheets-my-team-nightly.service"]
    assert "OnCalendar=Mon,Tue,Wed,Thu,Fri,Sat *-*-* 02:15:00 Asia/Jakarta\n" in timer
    assert "Persistent=true\n" in timer
    assert "NoNewPrivileges=yes\n" in service
    assert "ExecStart=/opt/crm/bin/crm-sheets run nightly\n" in service


def test_a_timer_keeps_any_interval_from_start_to_start() -> None:
    units = systemd_units(Interval("inbox", 7), "Asia/Jakarta", "my team", START, {})
    timer = units["crm-sheets-my-team-inbox.timer"]
    assert "OnActiveSec=1min\nOnUnitActiveSec=7min\n" in timer
    assert "OnCalendar" not in timer
    assert "Persistent" not in timer


def test_what_systemd_takes_for_its_own_signs_is_escaped() -> None:
    start = Start(["/x y/crm-sheets", "run", "nightly", "--workbook", 'a "b" $c 100%.xlsx'], "/srv/50% off", "")
    service = systemd_units(Entry("nightly", time(2, 0)), "UTC", "50% off", start, {"URL": "https://x/a%20b"})[
        "crm-sheets-50-off-nightly.service"
    ]
    assert r'ExecStart="/x y/crm-sheets" run nightly --workbook "a \"b\" $$c 100%%.xlsx"' in service
    assert "WorkingDirectory=/srv/50%% off\n" in service
    assert "Environment=URL=https://x/a%%20b\n" in service


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
@pytest.mark.parametrize("line", [Entry("nightly", time(2, 15), read_weekdays("mon-sat")), Interval("nightly", 10)])
def test_systemd_itself_takes_the_units(tmp_path: Path, line: Line) -> None:
    program = tmp_path / "crm sheets"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    start = Start([str(program), "run", "nightly", "--workbook", "100% $x.xlsx"], str(tmp_path), "")
    units = systemd_units(line, "Asia/Jakarta", "team", start, {"CRM_SHEETS_HEALTH_URL": "https://x/a%20b"})
    for name, text in units.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = [str(tmp_path / name) for name in units]
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    ours = [line for line in result.stderr.splitlines() if "crm-sheets-team" in line]
    assert not ours, ours
    if isinstance(line, Entry):
        when = units["crm-sheets-team-nightly.timer"].partition("OnCalendar=")[2].partition("\n")[0]
        subprocess.run(["systemd-analyze", "calendar", when], check=True, capture_output=True)
