"""The commands as an operator types them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from datetime import date
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
    book = save_book(tmp_path / "clean.xlsx", Customers=[["Customer ID", "Name"], ["P1", "Budi"]])
    assert said(capsys, "check", "-w", str(book)) == "No problems.\n"


def test_one_problem_is_one_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = save_book(tmp_path / "one.xlsx", Customers=[["Customer ID", "Name"], ["P1", None]])
    assert "1 problem in" in said(capsys, "check", "-w", str(book), code=1)


def test_check_names_the_tabs_and_columns_that_it_leaves_alone(
    sample_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = ["Customer ID", "Name", "NAME", "Shoe size", None]
    book = save_book(tmp_path / "odd.xlsx", Customers=[header, ["P1", "Budi", "B", 43, "?"]], Polices=[["Policy ID"]])
    text = said(capsys, "check", "-w", str(book), code=1)
    assert "Tabs not recognised, left alone: Polices." in text
    assert "Columns not recognised, left alone: Customers.Shoe size." in text
    said(capsys, "run", "nightly", "-w", str(sample_copy), *DAY)
    assert "left alone" not in said(capsys, "check", "-w", str(sample_copy), *DAY, code=1), "jobs' own tabs are known"


def save_book(file: Path, **tabs: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


def test_plan_names_each_reason(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "plan", "-w", str(sample_copy), *DAY, "--language", "en")
    assert "Ulang tahun pelanggan" in text
    assert "Deceased" in text
    assert "@" not in text, "a plan shows no addresses"


@pytest.mark.parametrize(
    ("language", "channel", "waits"),
    [("id", "Kunjungan", "akan ditaruh di Kotak keluar"), ("en", "Visit", "will be put into the Outbox")],
)
def test_plan_calls_things_as_people_do(
    sample_copy: Path, capsys: pytest.CaptureFixture[str], language: str, channel: str, waits: str
) -> None:
    text = said(capsys, "plan", "-w", str(sample_copy), *DAY, "--language", language)
    assert re.search(rf"Kunjungan Platinum +{channel} ", text)
    assert waits in text
    assert "platinum_visit" not in text


def test_plan_in_json_keeps_the_ids_beside_the_names(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(said(capsys, "plan", "-w", str(sample_copy), *DAY, "--json"))
    names = {(row["program"], row["program_name"], row["medium"]) for row in rows}
    assert ("platinum_visit", "Kunjungan Platinum", "visit") in names


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
    assert re.search(r"Buku besar +\d+ terkirim", said(capsys, "status", "-w", str(sample_copy), "--language", "id"))


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
    assert [path.name for path in Path("templates").iterdir()] == ["README.txt"], "better texts arrive with updates"
    place = re.findall(r"^  (\S.*)$", Path("templates/README.txt").read_text(encoding="utf-8"), re.MULTILINE)[0]
    text = (Path(place) / "birthday_customer.whatsapp.id.txt").read_text(encoding="utf-8")
    Path("templates/birthday_customer.whatsapp.id.txt").write_text(f"{text}\nMet ultah ya!", encoding="utf-8")
    said(capsys, "run", "greetings", *DAY)
    texts = [path.read_text(encoding="utf-8") for path in Path("outbox").rglob("birthday_customer*.whatsapp.txt")]
    assert texts
    assert any("Met ultah ya!" in text for text in texts)


@pytest.mark.parametrize(("language", "tab"), [("id", "Pelanggan"), ("en", "Customers")])
def test_an_empty_start_lacks_the_company_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, tab: str
) -> None:
    said(capsys, "init", str(tmp_path / "team"), "--empty", "--language", language)
    monkeypatch.chdir(tmp_path / "team")
    problems = json.loads(said(capsys, "check", "--json", *DAY, code=1))
    assert [(problem["code"], problem["value"]) for problem in problems] == [("missing_setting", "company")]
    book = openpyxl.load_workbook(next(Path().glob("*.xlsx")))
    assert book[tab].max_row == 1
    cells = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not any("Mitra Sehat" in cell for cell in cells), "nothing is the sample company's"


def test_a_team_that_fills_in_the_empty_start_greets_its_first_customer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said(capsys, "init", str(tmp_path / "team"), "--empty", "--language", "en")
    monkeypatch.chdir(tmp_path / "team")
    book = openpyxl.load_workbook("customers.xlsx")
    columns = {cell.value: cell.column for cell in book["Customers"][1]}
    birthday = {"Customer ID": "P1", "Name": "Budi", "E-mail": "budi@example.com", "Birth date": date(1980, 11, 20)}
    for header, value in birthday.items():
        book["Customers"].cell(2, columns[header]).value = value
    company = next(row for row in book["Settings"].iter_rows() if row[0].value == "company")
    company[1].value = "Toko Sehat"
    book.save("customers.xlsx")
    assert said(capsys, "check", *DAY) == "No problems.\n"
    assert json.loads(said(capsys, "run", "nightly", *DAY, "--json"))["sent"] == 1


def test_init_tells_what_to_type_next_in_the_language_of_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    indonesian = said(capsys, "init", str(tmp_path / "tim kita"))
    assert "sudah siap" in indonesian
    assert f"cd '{tmp_path / 'tim kita'}'" in indonesian
    command = re.findall(r"^  (.*) check --as-of 2026-11-20$", indonesian, re.MULTILINE)[0]
    result = subprocess.run(
        [*shlex.split(command), "check", *DAY], capture_output=True, text=True, check=False, cwd=tmp_path / "tim kita"
    )
    assert result.returncode == 1, result.stderr
    assert "masalah di pelanggan.xlsx" in result.stdout
    empty = said(capsys, "init", str(tmp_path / "ours"), "--empty", "--language", "en", "--dry-run")
    assert "is ready" in empty
    assert "--as-of" not in empty, "its own customers have their own days"


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


def test_a_fault_of_ours_is_one_paragraph_and_a_private_file(
    sample_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **more: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("crm_sheets.pipeline.run", fail)
    assert main(["run", "nightly", "-w", str(sample_copy), "--json"]) == 70
    said = capsys.readouterr()
    assert json.loads(said.out)["exit_code"] == 70
    assert "Traceback" not in said.err
    assert "secret detail" not in said.err
    details = Path(re.findall(r'"([^"]+\.txt)"', said.err)[0])
    assert "ZeroDivisionError" in details.read_text(encoding="utf-8")
    assert details.stat().st_mode & 0o077 == 0
    details.unlink()


def test_a_reader_that_has_seen_enough_is_no_fault(sample_copy: Path) -> None:
    command = [sys.executable, "-m", "crm_sheets", "check", "--all", "-w", str(sample_copy), *DAY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reading:
        assert reading.stdout
        reading.stdout.close()
    assert reading.returncode == 0


def test_a_connection_that_breaks_is_not_taken_for_a_reader_that_has_gone(
    sample_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **more: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("crm_sheets.pipeline.run", fail)
    assert main(["run", "nightly", "-w", str(sample_copy)]) == 70
    said = capsys.readouterr().err
    assert "This should not have happened" in said
    Path(re.findall(r'"([^"]+\.txt)"', said)[0]).unlink()
