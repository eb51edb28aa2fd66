"""`crm-sheets cron`: prints what cron or systemd needs to start the jobs; installs nothing."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.commands.timetable_options import (
    ANSWERS,
    EVERY_NIGHT,
    HOURS_NOTE,
    folder_of,
    job_options,
    own_minute_of_the_hour,
    timetable,
    usual_timetable,
    whole_workbook,
)
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.jobs import JOBS
from crm_sheets.model import Text
from crm_sheets.timing.crontab import Start, crontab_line, crontab_step, own_minute
from crm_sheets.timing.timetable import Entry, Interval, Line
from crm_sheets.values.times import LONGEST_INTERVAL, SHORTEST_INTERVAL

if TYPE_CHECKING:
    from crm_sheets.timing.machine_time import MachineTime
    from crm_sheets.workspace import Workspace

Every = click.IntRange(SHORTEST_INTERVAL, LONGEST_INTERVAL)
VARIABLE = "CRM_SHEETS_HEALTH_URL"
LOG_FILE, EVENTS_FILE = "crm-sheets.log", "crm-sheets.jsonl"
UNITS = "~/.config/systemd/user"

CRONTAB_HOW = Text(
    """\
Tidak ada yang dipasang. Ketik "crontab -e" dan tempelkan semua baris ini di bawah yang sudah ada.
Hasil tiap malam ada di {log}; arti kode keluarnya di docs/commands.md.""",
    """\
Nothing was installed. Type "crontab -e" and paste all of these lines below what is there.
What each night did is in {log}; exit codes are explained in docs/commands.md.""",
)
SYSTEMD_HOW = Text(
    """\
Tidak ada yang dipasang. Simpan setiap bagian sebagai berkas yang namanya tertulis di atasnya, lalu ketik:
  systemctl --user daemon-reload
  systemctl --user enable --now {timers}
  loginctl enable-linger
Yang terakhir membuatnya jalan juga saat Anda tidak masuk. Hasilnya: journalctl --user -u {first}""",
    """\
Nothing was installed. Save each part as the file that is named above it, then type:
  systemctl --user daemon-reload
  systemctl --user enable --now {timers}
  loginctl enable-linger
The last one lets it run while you are not logged in. What it did: journalctl --user -u {first}""",
)
OTHER_CLOCK = Text(
    "{job}: pukul {at} di {zone} adalah {there} menurut jam komputer ini.",
    "{job}: {at} in {zone} is {there} by this machine's clock.",
)
NOT_STEADY = Text(
    "{job}: jam musim panas menggeser waktu ini di sebagian tahun; --systemd atau crm-sheets schedule tidak bergeser.",
    "{job}: clock changes move this for a part of the year; --systemd and crm-sheets schedule keep to the time.",
)


@click.command("cron")
@click.option("--systemd", is_flag=True, help="A service and a timer for systemd instead of lines for crontab.")
@click.option("--job", type=click.Choice(tuple(JOBS)), help='The job; without it [[schedule]], else "nightly".')
@click.option("--at", metavar="HH:MM", help="Its time; without it a minute of the team's own after 02:00.")
@click.option("--every", metavar="MINUTES", type=Every, help="Its interval instead of a time; the job is then inbox.")
@click.option("--health-url", metavar="URL", help="Tell this health check how each run went (https).")
@common_options
def command(
    request: Request, systemd: bool, job: str | None, at: str | None, every: int | None, health_url: str | None
) -> int:
    """Print ready lines for crontab, or units for systemd, that start the jobs; installs nothing.

    Without options: the lines of [[schedule]] in crm.toml; else nightly, and once live also contacts and inbox.
    """
    workspace = request.workspace(dry_run=True)
    wanted = _asked_for(workspace, job, _time(at), every) or timetable(workspace)
    environment = {VARIABLE: _health_url(health_url)} if health_url else {}
    language = request.speaks(workspace)
    printed = _Printed(request, workspace, wanted or _usual(workspace), environment, language, is_usual=not wanted)
    if systemd:
        units = printed.units()
        request.say(printed.units_text(units), {"folder": UNITS, "units": units})
    else:
        lines = list(printed.crontab())
        request.say(printed.crontab_text(lines), {"crontab": lines, "log": printed.log})
    return ExitCode.OK


def _time(at: str | None) -> time | None:
    from crm_sheets.values.times import read_time_of_day

    try:
        return read_time_of_day(at) if at is not None else None
    except ValueError as error:
        raise ConfigurationError(f'--at "{at}": {error}.') from None


def _health_url(url: str) -> str:
    from crm_sheets.settings import check_health_url

    try:
        return check_health_url(url)
    except ValueError as error:
        raise ConfigurationError(f"--health-url: {error}.") from None


def _asked_for(workspace: Workspace, job: str | None, at: time | None, every: int | None) -> tuple[Line, ...]:
    """The line that the options ask for; nothing when they ask for none. Raises ConfigurationError."""
    if every is not None:
        if at is not None:
            raise ConfigurationError("Give --at for a time of day or --every for an interval, not both.")
        return (Interval(job or ANSWERS.job, every),)
    if job is None and at is None:
        return ()
    night = _own_night(workspace)
    return (replace(night, job=job or night.job, at=at or night.at),)


def _usual(workspace: Workspace) -> tuple[Line, ...]:
    return usual_timetable(workspace, _own_night(workspace))


def _own_night(workspace: Workspace) -> Entry:
    """Every night at a minute of the team's own."""
    return replace(EVERY_NIGHT, at=time(2, own_minute(platform.node(), whole_workbook(workspace))))


@dataclass
class _Printed:
    """What is printed for one folder."""

    request: Request
    workspace: Workspace
    timetable: tuple[Line, ...]
    environment: dict[str, str]
    language: str
    is_usual: bool = False

    @property
    def folder(self) -> Path:
        """Where the jobs run."""
        return folder_of(self.request)

    @property
    def log(self) -> str:
        """The file that cron's jobs write their words to."""
        return str(self.folder / LOG_FILE)

    def crontab(self) -> Iterator[str]:
        """The lines, ready for crontab. Raises ConfigurationError for an interval that cron cannot keep."""
        yield from (f"{name}={value}" for name, value in self.environment.items())
        yield from map(self._crontab_line, self.timetable)

    def _crontab_line(self, line: Line) -> str:
        if isinstance(line, Entry):
            return crontab_line(self._on_machine(line), self._start(line))
        try:
            return crontab_step(line.every, self._start(line), self._minute())
        except ValueError as error:
            raise ConfigurationError(
                f"{line.job}: {error}. Take one of these, or let systemd (--systemd) or crm-sheets schedule start it."
            ) from None

    def _minute(self) -> int:
        """At which minute hourly jobs start: at one of the team's own in a timetable that nobody wrote."""
        return own_minute_of_the_hour(_own_night(self.workspace)) if self.is_usual else 0

    def crontab_text(self, lines: list[str]) -> str:
        """The lines under their explanation, which cron takes for comments."""
        how = CRONTAB_HOW.in_language(self.language).format(log=self.log)
        return "\n".join([*_comments(how), *self._notes(), *_comments("\n".join(self._warnings())), *lines])

    def _notes(self) -> list[str]:
        """What is to be known of a timetable that nobody wrote."""
        has_hours = self.is_usual and len(self.timetable) > 1
        return _comments(HOURS_NOTE.in_language(self.language)) if has_hours else []

    def units(self) -> dict[str, str]:
        """The units by file name."""
        from crm_sheets.timing.systemd import systemd_units

        zone, team = self.workspace.settings.timezone, self.folder.name
        units: dict[str, str] = {}
        for line in self.timetable:
            made = systemd_units(line, zone, team, self._start(line), self.environment)
            units |= {_free(name, units): text for name, text in made.items()}
        return units

    def units_text(self, units: dict[str, str]) -> str:
        """The units under their names and explanation."""
        timers = [name for name in units if name.endswith(".timer")]
        how = SYSTEMD_HOW.in_language(self.language)
        head = _comments(how.format(timers=" ".join(timers), first=timers[0].removesuffix(".timer")))
        return "\n".join(
            [*head, *self._notes(), *(f"\n# {UNITS}/{name}\n{text}" for name, text in units.items())]
        ).rstrip()

    def _start(self, line: Line) -> Start:
        from crm_sheets.commands.own_command import own_command

        if "\n" in str(self.folder):
            raise ConfigurationError("The name of this folder has a line break, which cron and systemd cannot take.")
        command = [*own_command(), "run", line.job, *job_options(self.request, self.workspace)]
        in_json = self.request.log_json or self.workspace.settings.log == "json"
        return Start(command, str(self.folder), self.log, str(self.folder / EVENTS_FILE) if in_json else "")

    def _on_machine(self, entry: Entry) -> MachineTime:
        from crm_sheets.timing.machine_time import on_machine

        now = self.workspace.now().astimezone(self.workspace.zone)
        return on_machine(entry, now, datetime.astimezone)

    def _warnings(self) -> Iterator[str]:
        for entry in self.timetable:
            if isinstance(entry, Interval):
                continue
            there = self._on_machine(entry)
            if there.at != entry.at or there.days != entry.days:
                yield OTHER_CLOCK.in_language(self.language).format(
                    job=entry.job, at=f"{entry.at:%H:%M}", zone=self.workspace.settings.timezone,
                    there=f"{there.at:%H:%M}",
                )  # fmt: skip
            if not there.steady:
                yield NOT_STEADY.in_language(self.language).format(job=entry.job)


def _comments(text: str) -> list[str]:
    return [f"# {line}" for line in text.splitlines()]


def _free(name: str, taken: dict[str, str]) -> str:
    """The name, with a number when the same job stands in the timetable twice."""
    stem, _, kind = name.rpartition(".")
    names = (f"{stem}-{number}.{kind}" if number > 1 else name for number in range(1, len(taken) + 2))
    return next(free for free in names if free not in taken)
