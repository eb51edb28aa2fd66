"""`crm-sheets agenda`: files for everybody's day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from crm_sheets.agenda import Agenda
from crm_sheets.cli import main
from crm_sheets.commands.agenda import _file_names


@pytest.fixture
def made(sample_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[Path]:
    output = tmp_path / "days"
    arguments = ["agenda", "-w", str(sample_copy), "--date", "2026-11-20", "--output", str(output), "--json"]
    assert main(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["day"] == "2026-11-20"
    assert [Path(agenda["file"]).exists() for agenda in answer["agendas"]] == [True] * len(answer["agendas"])
    return sorted(output.iterdir())


def test_everybody_gets_a_page_a_text_and_a_calendar_for_their_eyes_only(made: list[Path]) -> None:
    owners = {file.stem for file in made}
    assert len(made) == 3 * len(owners) > 3
    assert {file.suffix for file in made} == {".html", ".txt", ".ics"}
    assert all(file.stat().st_mode & 0o077 == 0 for file in made)
    assert all(file.name.isascii() for file in made)
    for file in made:
        if file.suffix == ".ics":
            Calendar.from_ical(file.read_bytes())


def test_one_owner(sample_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "days"
    given = ["agenda", "-w", str(sample_copy), "--as-of", "2026-11-20", "-o", str(output), "--owner", "agung wicaksono"]
    assert main(given) == 0
    assert {file.stem for file in output.iterdir()} == {"agenda--agung-wicaksono"}
    assert "Agung Wicaksono: " in capsys.readouterr().out


def test_a_name_that_nobody_has_is_refused_with_those_that_there_are(
    sample_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["agenda", "-w", str(sample_copy), "--as-of", "2026-11-20", "--owner", "Agnug"]) == 2
    assert "Agung Wicaksono" in capsys.readouterr().err


def test_a_dry_run_writes_nothing(sample_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "days"
    given = ["agenda", "-w", str(sample_copy), "--as-of", "2026-11-20", "-o", str(output), "--dry-run"]
    assert main(given) == 0
    assert not output.exists()
    assert "Agung Wicaksono" in capsys.readouterr().out


def test_the_files_lie_in_a_folder_of_their_own_in_the_teams_language(
    sample_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies in the outbox is sent by hand, and --language is the terminal's."""
    monkeypatch.chdir(tmp_path)
    who = ["--as-of", "2026-11-20", "--owner", "Agung Wicaksono", "--language", "en"]
    assert main(["agenda", "-w", str(sample_copy), *who]) == 0
    assert "to do today: open" in capsys.readouterr().out
    (page,) = tmp_path.rglob("*.html")
    assert page.relative_to(tmp_path) == Path("agenda/2026-11-20/agenda--agung-wicaksono.html")
    assert "Agenda Jumat, 20 November" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("owners", "files"),
    [
        (["Rina Wijaya", "Rína-Wijaya"], ["rina-wijaya", "rina-wijaya-2"]),
        (["X-2", "X", "x"], ["x-2", "x", "x-3"]),
        (["X", "x", "X-2"], ["x", "x-2", "x-2-2"]),
        (["李", "王"], ["team", "team-2"]),
    ],
    ids=str,
)
def test_names_that_read_alike_get_files_of_their_own(owners: list[str], files: list[str]) -> None:
    found = [Agenda(owner, date(2026, 11, 20), ()) for owner in owners]
    assert _file_names(found) == [f"agenda--{file}" for file in files]
