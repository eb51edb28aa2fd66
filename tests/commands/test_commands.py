"""The commands as an operator types them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from crm_sheets.cli import COMMANDS, main
from crm_sheets.jobs import JOBS
from crm_sheets.shipped import shipped

DOCS = Path(__file__).resolve().parents[2]
DAY = ("--as-of", "2026-11-20")


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(list(arguments)) == code
    return capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_is_in_the_guide(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--json" in said(capsys, command, "--help")
    assert f"crm-sheets {command}" in (DOCS / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "word"), [("id", "masalah"), ("en", "problems")])
def test_check_speaks_both_languages(
    sample_copy: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    text = said(capsys, "check", "-w", str(sample_copy), *DAY, "--language", language, code=1)
    assert word in text.splitlines()[0]
    assert "Pelanggan!" in text


def test_check_of_a_clean_workbook_is_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Customers"
    book.active.append(["Customer ID", "Name"])
    book.active.append(["P1", "Budi"])
    book.save(tmp_path / "clean.xlsx")
    assert "No problems" in said(capsys, "check", "-w", str(tmp_path / "clean.xlsx"))


def test_plan_names_each_reason(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "plan", "-w", str(sample_copy), *DAY, "--language", "en")
    assert "birthday_customer" in text
    assert "Deceased" in text
    assert "@" not in text, "a plan shows no addresses"


def test_preview_writes_a_page_for_its_owner(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = json.loads(said(capsys, "preview", "-w", str(sample_copy), *DAY, "--json"))
    page = Path(counts["file"]).read_text(encoding="utf-8")
    assert counts["messages"] >= 10
    assert page.count("<iframe") >= 1
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_report_of_a_past_month_is_written(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "report", "-w", str(sample_copy), *DAY, "--period", "2026-10")
    assert "Laporan 2026-10" in openpyxl.load_workbook(sample_copy, read_only=True).sheetnames


def test_a_report_of_the_future_is_refused(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "-w", str(sample_copy), *DAY, "--period", "2027-01"]) == 2
    assert "2027-01" in capsys.readouterr().err


def test_status_knows_the_last_run_and_what_waits(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "never" in said(capsys, "status", "-w", str(sample_copy), *DAY)
    said(capsys, "run", "nightly", "-w", str(sample_copy), *DAY)
    found = json.loads(said(capsys, "status", "-w", str(sample_copy), *DAY, "--json"))
    assert "nightly" in found["last_run"]
    assert found["awaiting"] >= 2
    assert found["open_tasks"] >= 5


@pytest.mark.parametrize("language", ["id", "en"])
def test_init_makes_a_folder_in_which_a_day_can_be_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    said(capsys, "init", str(tmp_path / "team"), "--language", language)
    monkeypatch.chdir(tmp_path / "team")
    assert main(["init", "."]) == 2, "it never overwrites"
    summary = json.loads(said(capsys, "run", "nightly", *DAY, "--json"))
    assert summary["sent"] >= 10
    assert {path.name for path in Path().iterdir()} >= {"crm.toml", "templates", "jobs", "outbox"}


def test_a_template_of_the_team_wins_over_the_shipped_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said(capsys, "init", str(tmp_path / "team"))
    monkeypatch.chdir(tmp_path / "team")
    Path("templates/birthday_customer.whatsapp.id.txt").write_text("Met ultah ya!", encoding="utf-8")
    said(capsys, "run", "greetings", *DAY)
    texts = [path.read_text(encoding="utf-8") for path in Path("outbox").rglob("birthday_customer*.whatsapp.txt")]
    assert texts
    assert any("Met ultah ya!" in text for text in texts)


@pytest.mark.parametrize("name", sorted(JOBS))
def test_every_job_is_a_short_file_that_can_be_run_and_imported(name: str, sample_copy: Path) -> None:
    file = shipped("jobs") / f"{name}.py"
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 30
    result = subprocess.run(
        [sys.executable, str(file), "--workbook", str(sample_copy), *DAY, "--dry-run"],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(DOCS)},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert f"crm_sheets {name}" in result.stdout
    assert f"def run(*options: str) -> int:" in file.read_text(encoding="utf-8")  # noqa: F541


def test_the_jobs_on_the_command_line_are_the_jobs_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    from crm_sheets.commands.run import JOB_NAMES

    assert set(JOB_NAMES) == set(JOBS) == {path.stem for path in shipped("jobs").glob("*.py")}


def documented_commands() -> list[str]:
    guides = [DOCS / "README.md", *sorted((DOCS / "docs").glob("*.md"))]
    text = "\n".join(guide.read_text(encoding="utf-8") for guide in guides)
    return sorted(set(re.findall(r"crm-sheets ([a-z]+)", text)))


def test_the_guides_name_only_commands_that_exist() -> None:
    assert set(documented_commands()) <= set(COMMANDS)
