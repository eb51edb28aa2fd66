"""Workbooks to run whole days on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from dovecot import Mailbox
from live_team import ZONE, LiveTeam, today
from smtp_sink import running_sink

from crm_sheets.cli import main
from crm_sheets.testing.twilio import FakeTwilio
from crm_sheets.workspace import Workspace

Rows = Sequence[Sequence[object]]


@pytest.fixture
def make_workbook(tmp_path: Path) -> Callable[..., Path]:
    """Make a workbook from tabs, each a list of rows with the header first; one with programs has a company."""

    def make(**tabs: Rows) -> Path:
        path = tmp_path / "book.xlsx"
        if "Program" in tabs:
            tabs = {"Pengaturan": [["Pengaturan", "Nilai"], ["company", "Toko Maju"]]} | tabs
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
            for title, rows in tabs.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, list(row))
            if not tabs:
                book.add_worksheet("Sheet1")
        return path

    return make


@pytest.fixture
def crm(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Run a command; gives its exit code and its JSON answer (or its text where there is none)."""

    def run(command: str, workbook: Path, *options: str, as_of: str = "2026-11-20") -> tuple[int, Any]:
        code = main([*command.split(), "--workbook", str(workbook), "--as-of", as_of, "--json", *options])
        captured = capsys.readouterr()
        answer = json.loads(captured.out)
        return code, answer["error"] if isinstance(answer, dict) and "error" in answer else answer

    return run


@pytest.fixture
def team(tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTeam]:
    """A live team with everybody who carries messages, and with a mailbox."""
    with FakeTwilio() as twilio, running_sink() as sink:
        made = LiveTeam(tmp_path, twilio, sink, mailbox)
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def later(team: LiveTeam, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let hours pass, on this machine and at Twilio."""
    passed = timedelta()

    def let_pass(hours: float) -> None:
        nonlocal passed
        passed += timedelta(hours=hours)
        if team.twilio:
            team.twilio.advance(timedelta(hours=hours))
        monkeypatch.setattr(Workspace, "now", staticmethod(lambda: datetime.now(UTC) + passed))

    return let_pass


@pytest.fixture
def clock(team: LiveTeam, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set the clocks, here and at Twilio, to an hour of the team's today or of a day after; from there they go on."""
    day = today()

    def set_to(hour: int, minute: int = 0, *, days: int = 0) -> None:
        moment = datetime.combine(day + timedelta(days=days), time(hour, minute), ZoneInfo(ZONE))
        ahead = moment - datetime.now(UTC)
        monkeypatch.setattr(Workspace, "now", staticmethod(lambda: datetime.now(UTC) + ahead))
        if team.twilio:
            team.twilio.advance(moment - team.twilio.now)

    return set_to
