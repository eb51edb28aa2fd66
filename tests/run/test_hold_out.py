"""A program with a pilot and a hold-out, in whole runs: who hears from us, who is noted, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from live_team import (
    PROGRAMS,
    Commands,
    LiveTeam,
    born_today,
    fill,
    lose_ledger,
    program,
    rows_of,
    settings_tab,
    texted,
    texting_team,
    today,
)

from crm_sheets.exit_codes import ExitCode
from crm_sheets.plan.trial import place_of
from crm_sheets.settings import load_settings
from crm_sheets.workspace import Workspace

FORTY = [born_today(number) for number in range(1, 41)]
IDS = {person[0]: person[4] for person in FORTY}


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTeam]:
    with texting_team(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


def trial(pilot: str = "", hold_out: str = "", **columns: str) -> list[list[str]]:
    """The Programs tab with the birthday program as a trial."""
    return [[*PROGRAMS, "Uji coba", "Kelompok pembanding"], [*program("SMS", **columns), pilot, hold_out]]


def places(low: float, high: float) -> set[str]:
    """The customers whose place in the birthday program lies there."""
    return {customer for customer in IDS if low <= place_of("ultah", customer) < high}


def heard(team: LiveTeam) -> set[str]:
    numbers = texted(team)
    return {customer for customer, number in IDS.items() if number in numbers}


def noted(team: LiveTeam, mode: str = "live") -> dict[str, date]:
    """Whom the ledger knows as held out, with the day."""
    workspace = Workspace(load_settings(team.folder / "crm.toml"))
    with workspace.open_ledger() as ledger:
        (workbook_id,) = {row[0] for row in _bindings(ledger)}
        return dict(ledger.held_out(workbook_id, mode).select("customer_id", "on").iter_rows())  # type: ignore[arg-type]


def _bindings(ledger: Any) -> list[Any]:
    with ledger.engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT workbook_id FROM bindings"))


def test_the_held_out_hear_nothing_and_are_noted(team: LiveTeam, crm: Commands) -> None:
    team.make(FORTY, Program=trial(hold_out="30 %"))
    _, summary = crm("run nightly")
    left_out = places(0.7, 1)
    assert heard(team) == IDS.keys() - left_out
    assert summary["skipped"] == {"held_out": len(left_out)}
    assert noted(team) == dict.fromkeys(left_out, today())
    assert {row["Alasan"] for row in rows_of(team.book, "Rencana")} >= {"Kelompok pembanding"}


def test_a_larger_pilot_reaches_the_rest_and_never_the_held_out(team: LiveTeam, crm: Commands) -> None:
    team.make(FORTY, Program=trial(pilot="20 %", hold_out="30 %"))
    crm("run nightly")
    assert heard(team) == places(0, 0.2)
    fill(team.book, "Program", "Uji coba", "70 %")
    crm("run nightly")
    assert heard(team) == places(0, 0.7)
    assert max(texted(team).values()) == 1
    assert noted(team).keys() == places(0.7, 1)


@pytest.mark.parametrize("command", ["run nightly --dry-run", "plan", "run validate", "run reminders"])
def test_who_only_looks_or_does_something_else_notes_nobody(team: LiveTeam, crm: Commands, command: str) -> None:
    team.make(FORTY, Program=trial(pilot="0 %"))
    crm("run nightly")
    fill(team.book, "Program", "Uji coba", "70 %")
    fill(team.book, "Program", "Kelompok pembanding", "30 %")
    crm(command)
    assert noted(team) == {}


def test_a_rehearsal_notes_for_itself(team: LiveTeam, crm: Commands) -> None:
    team.make(FORTY, Program=trial(hold_out="30 %"))
    team.configure(live=False)
    crm("run nightly")
    assert noted(team, "files").keys() == places(0.7, 1)
    assert noted(team) == {}


def test_while_the_others_are_held_back_nobody_is_left_out(team: LiveTeam, crm: Commands) -> None:
    """An unusual number waits for an answer: until then nobody's days begin to count."""
    team.make(FORTY, Program=trial(hold_out="30 %"), Pengaturan=settings_tab(unusual_minimum=5))
    crm("run nightly")
    assert (heard(team), noted(team)) == (set(), {})
    crm("send --expect 40")
    assert noted(team).keys() == places(0.7, 1)


def test_a_lost_ledger_loses_who_was_held_out(team: LiveTeam, crm: Commands) -> None:
    team.make(FORTY, Program=trial(hold_out="30 %"))
    crm("run nightly")
    lose_ledger(team)
    crm("ledger rebuild", "--yes")
    assert noted(team) == {}
    crm("run nightly")
    assert noted(team).keys() == places(0.7, 1)


def test_what_came_of_it(team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody who was greeted buys, and nobody else; three weeks later one can tell."""
    team.make(FORTY, Program=trial(hold_out="30 %"))
    crm("run nightly")
    left_out = places(0.7, 1)
    sales = [[f"T{number}", customer, today().isoformat(), "100000"] for number, customer in enumerate(heard(team))]
    workbook = openpyxl.load_workbook(team.book)
    workbook.create_sheet("Transaksi")
    for row in (["ID Transaksi", "ID Pelanggan", "Tanggal", "Nilai"], *sales):
        workbook["Transaksi"].append(row)
    workbook.save(team.book)
    assert crm("programs results ultah")[1]["too_early"] == 40
    monkeypatch.setattr(Workspace, "now", staticmethod(lambda: datetime.now(UTC) + timedelta(days=21)))
    _, found = crm("programs results ultah --days 20")
    assert (found["name"], found["contacted"], found["held_out"]) == ("Ulang tahun", 40 - len(left_out), len(left_out))
    (bought,) = (item for item in found["results"] if item["conversion"] == "purchase")
    assert (bought["contacted_share"], bought["held_out_share"]) == (1.0, 0.0)
    assert bought["difference"]["is_sure"]


def test_the_tab_of_results_comes_with_the_first_hold_out(team: LiveTeam, crm: Commands) -> None:
    team.make(FORTY, Program=trial(pilot="0 %"))
    crm("run nightly")
    assert rows_of(team.book, "Hasil program") == []
    fill(team.book, "Program", "Kelompok pembanding", "30 %")
    crm("run nightly")
    crm("run nightly")
    rows = rows_of(team.book, "Hasil program")
    assert {row["Program"] for row in rows} == {"Ulang tahun"}
    assert {row["Artinya"] for row in rows} == {"satu sisi masih kosong"}


def test_a_program_that_there_is_not_is_said_so(team: LiveTeam, crm: Commands) -> None:
    team.make(FORTY, Program=trial())
    crm("run nightly")
    code, error = crm("programs results lebaran")
    assert code == ExitCode.CONFIGURATION
    assert 'There is no program "lebaran"' in error
