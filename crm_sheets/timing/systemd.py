"""A service and a timer for systemd, as units of a person's own (`systemctl --user`)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crm_sheets.timing.crontab import Start
from crm_sheets.timing.timetable import Entry, Interval, Line
from crm_sheets.values.weekdays import DAYS, EVERY_DAY

SERVICE = """\
[Unit]
Description=crm_sheets: {job} ({team})

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
{environment}# Asked to stop, it finishes the batch being sent and writes the workbook.
TimeoutStopSec=10min
Nice=10
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
"""

TIMER = """\
[Unit]
Description=crm_sheets: {job} ({team})

[Timer]
{when}
AccuracySec=1min

[Install]
WantedBy=timers.target
"""

AT_A_TIME = """\
OnCalendar={calendar}
# A night that the machine slept through is made up for when it wakes.
Persistent=true"""

AT_INTERVALS = """\
# First a minute after the machine is up, then from one start to the next; never while it still runs.
OnActiveSec=1min
OnUnitActiveSec={every}min"""


def systemd_units(line: Line, zone: str, team: str, start: Start, environment: Mapping[str, str]) -> dict[str, str]:
    """The two units by file name. `team` is the folder's name, `zone` the operator's ("Asia/Jakarta")."""
    name = f"crm-sheets-{_slug(team)}-{line.job}"
    about = {"job": line.job, "team": _escaped(_slug(team))}
    variables = "".join(f"Environment={_quoted(f'{key}={value}')}\n" for key, value in environment.items())
    command = " ".join(_quoted(part, command=True) for part in start.command)
    service = SERVICE.format(folder=_escaped(start.folder), command=command, environment=variables, **about)
    timer = TIMER.format(when=_when(line, zone), **about)
    return {f"{name}.service": service, f"{name}.timer": timer}


def _when(line: Line, zone: str) -> str:
    if isinstance(line, Interval):
        return AT_INTERVALS.format(every=line.every)
    return AT_A_TIME.format(calendar=_calendar(line, zone))


def _calendar(entry: Entry, zone: str) -> str:
    days = "" if entry.days == EVERY_DAY else ",".join(DAYS[day].title() for day in sorted(entry.days)) + " "
    return f"{days}*-*-* {entry.at:%H:%M}:00 {zone}"


def _slug(team: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", team).strip("-.") or "team"


def _escaped(text: str) -> str:
    """What systemd would take for a specifier (%) stands twice."""
    return text.replace("%", "%%")


def _quoted(text: str, *, command: bool = False) -> str:
    """One word of a unit; in a command also without variables ($)."""
    escaped = _escaped(text).replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("$", "$$") if command else escaped
    return escaped if re.fullmatch(r"[\w@%+=:,./-]+", escaped, re.ASCII) else f'"{escaped}"'
