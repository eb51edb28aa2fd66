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
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.jobs import JOBS
from crm_sheets.model import Text

if TYPE_CHECKING:
    from crm_sheets.timing.crontab import Start
    from crm_sheets.timing.machine_time import MachineTime
    from crm_sheets.timing.timetable import Entry
    from crm_sheets.workspace import Workspace

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
@click.option("--health-url", metavar="URL", help="Tell this health check how each run went (https).")
@common_options
def command(request: Request, systemd: bool, job: str | None, at: str | None, health_url: str | None) -> int:
    """Print ready lines for crontab, or units for systemd, that start the jobs; installs nothing."""
    workspace = request.workspace(dry_run=True)
    entries = _entries(workspace, job, _time(at))
    environment = {VARIABLE: _health_url(health_url)} if health_url else {}
    printed = _Printed(request, workspace, entries, environment, request.speaks(workspace))
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


def _entries(workspace: Workspace, job: str | None, at: time | None) -> tuple[Entry, ...]:
    """What was asked for, else the timetable of crm.toml, else every night at a minute of its own."""
    from crm_sheets.commands.timetable_options import EVERY_NIGHT, timetable, whole_workbook
    from crm_sheets.timing.crontab import own_minute

    lines = timetable(workspace)
    if lines and job is None and at is None:
        return lines
    minute = own_minute(platform.node(), whole_workbook(workspace))
    return (replace(EVERY_NIGHT, job=job or EVERY_NIGHT.job, at=at or time(2, minute)),)


@dataclass
class _Printed:
    """What is printed for one folder."""

    request: Request
    workspace: Workspace
    entries: tuple[Entry, ...]
    environment: dict[str, str]
    language: str

    @property
    def folder(self) -> Path:
        """Where the jobs run."""
        from crm_sheets.commands.timetable_options import folder_of

        return folder_of(self.request)

    @property
    def log(self) -> str:
        """The file that cron's jobs write their words to."""
        return str(self.folder / LOG_FILE)

    def crontab(self) -> Iterator[str]:
        """The lines, ready for crontab."""
        from crm_sheets.timing.crontab import crontab_line

        yield from (f"{name}={value}" for name, value in self.environment.items())
        yield from (crontab_line(self._on_machine(entry), self._start(entry)) for entry in self.entries)

    def crontab_text(self, lines: list[str]) -> str:
        """The lines under their explanation, which cron takes for comments."""
        how = CRONTAB_HOW.in_language(self.language).format(log=self.log)
        return "\n".join([*_comments(how), *_comments("\n".join(self._warnings())), *lines])

    def units(self) -> dict[str, str]:
        """The units by file name."""
        from crm_sheets.timing.systemd import systemd_units

        zone, team = self.workspace.settings.timezone, self.folder.name
        units: dict[str, str] = {}
        for entry in self.entries:
            made = systemd_units(entry, zone, team, self._start(entry), self.environment)
            units |= {_free(name, units): text for name, text in made.items()}
        return units

    def units_text(self, units: dict[str, str]) -> str:
        """The units under their names and explanation."""
        timers = [name for name in units if name.endswith(".timer")]
        how = SYSTEMD_HOW.in_language(self.language)
        head = _comments(how.format(timers=" ".join(timers), first=timers[0].removesuffix(".timer")))
        return "\n".join([*head, *(f"\n# {UNITS}/{name}\n{text}" for name, text in units.items())]).rstrip()

    def _start(self, entry: Entry) -> Start:
        from crm_sheets.commands.own_command import own_command
        from crm_sheets.commands.timetable_options import job_options
        from crm_sheets.timing.crontab import Start

        if "\n" in str(self.folder):
            raise ConfigurationError("The name of this folder has a line break, which cron and systemd cannot take.")
        command = [*own_command(), "run", entry.job, *job_options(self.request, self.workspace)]
        in_json = self.request.log_json or self.workspace.settings.log == "json"
        return Start(command, str(self.folder), self.log, str(self.folder / EVENTS_FILE) if in_json else "")

    def _on_machine(self, entry: Entry) -> MachineTime:
        from crm_sheets.timing.machine_time import on_machine

        now = self.workspace.now().astimezone(self.workspace.zone)
        return on_machine(entry, now, datetime.astimezone)

    def _warnings(self) -> Iterator[str]:
        for entry in self.entries:
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
