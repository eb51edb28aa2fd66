"""The machine: room on its disk, its clock, the packages installed on it."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from crm_sheets.doctor.examination import Examination
from crm_sheets.doctor.finding import Finding, failed, ok, warning
from crm_sheets.doctor.memory import nearest_there
from crm_sheets.model import Text

MEGABYTE = 1024**2
ENOUGH, TOO_LITTLE = 500 * MEGABYTE, 50 * MEGABYTE
MADE = datetime(2026, 11, 1, tzinfo=UTC)
"""Before this version was made no clock can be right."""

SHOWN = ("crm-sheets", "polars", "gspread", "SQLAlchemy", "psycopg")
_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)\s*>=\s*(\d+(?:\.\d+)*)[^;]*$")


def disk(examination: Examination) -> Finding:
    """There is room for the ledger, the messages and a second copy of the workbook."""
    free = shutil.disk_usage(nearest_there(examination.workspace.home)).free
    if free >= ENOUGH:
        return ok(f"{free // MEGABYTE} MB kosong", f"{free // MEGABYTE} MB free")
    text = Text(f"Tinggal {free // MEGABYTE} MB.", f"Only {free // MEGABYTE} MB are left.")
    remedy = Text("Kosongkan sebagian disk.", "Free some space on the disk.")
    return failed(text, remedy) if free < TOO_LITTLE else warning(text, remedy)


def clock(examination: Examination) -> Finding:
    """The machine's clock can be right: what is today decides who is greeted."""
    workspace = examination.workspace
    now = workspace.now()
    remedy = Text(
        "Setel jam mesin ini (di Linux: timedatectl set-ntp true).",
        "Set this machine's clock (on Linux: timedatectl set-ntp true).",
    )
    shown = f"{now.astimezone(workspace.zone):%Y-%m-%d %H:%M} {workspace.settings.timezone}"
    if now < MADE:
        return failed(Text(f"Jam menunjukkan {shown}.", f"The clock shows {shown}."), remedy)
    if any(written > now + timedelta(hours=1) for written in _last_written(examination)):
        later = Text("Ada berkas yang lebih baru.", "There are files newer than that.")
        return warning(Text(f"{shown}. {later.id}", f"{shown}. {later.en}"), remedy)
    return ok(shown, shown)


def _last_written(examination: Examination) -> Iterator[datetime]:
    """When ledger and workbook were last written, by the clock of then."""
    workspace = examination.workspace
    ledger = workspace.ledger_place.opens
    for file in (*([ledger] if isinstance(ledger, Path) else []), Path(workspace.workbook_shown)):
        if file.is_file():
            yield datetime.fromtimestamp(file.stat().st_mtime, UTC)


def packages(examination: Examination) -> Finding:
    """Python and the packages that crm-sheets needs are new enough."""
    old = list(_too_old())
    if old:
        names = ", ".join(old)
        return failed(
            Text(f"Terlalu lama atau tidak ada: {names}.", f"Too old, or not there: {names}."),
            Text("Pasang ulang: pip install --upgrade crm-sheets", "Install again: pip install --upgrade crm-sheets"),
        )
    found = ", ".join(f"{name} {_version(name)}" for name in SHOWN if _version(name))
    shown = f"Python {sys.version.split()[0]}, {found}"
    return ok(shown, shown)


def _too_old() -> Iterator[str]:
    for requirement in _requirements():
        match = _REQUIREMENT.match(requirement)
        if match and _numbers(_version(match[1])) < _numbers(match[2]):
            yield f"{match[1]} {_version(match[1])} (>= {match[2]})"


def _requirements() -> list[str]:
    try:
        return requires("crm-sheets") or []
    except PackageNotFoundError:  # run from its source
        return []


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _numbers(text: str) -> tuple[int, ...]:
    """A version for comparison; what is no number ends it."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in found[0].split(".")) if found else ()
