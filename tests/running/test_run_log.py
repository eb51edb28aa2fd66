"""The log for machines: a line an event, and nobody's name, number, address or message in it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm_sheets.cli import main
from crm_sheets.progress import STEPS

DAY = ("--as-of", "2026-11-20")
CANARIES = ("Kanarina Zebedea", "081298765432", "81298765432", "kanari@example.org", "TEKSKANARI", "Toko Kanari")


@pytest.fixture
def canaries(sample_copy: Path) -> Path:
    """The sample, with a customer, a company and a template that would be known again anywhere."""
    book = openpyxl.load_workbook(sample_copy)
    sheet = book["Pelanggan"]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    row = sheet.max_row + 1
    values = {"ID Pelanggan": "PX1", "Nama": CANARIES[0], "Tanggal lahir": "1980-11-20", "Email": CANARIES[3]}
    for header, value in values.items():
        sheet.cell(row, columns[header]).value = value
    phone = next(number for header, number in columns.items() if "HP" in header or "telepon" in header.lower())
    sheet.cell(row, phone).value = CANARIES[1]
    company = next(cells for cells in book["Pengaturan"].iter_rows() if cells[0].value == "company")
    company[1].value = CANARIES[5]
    book.save(sample_copy)
    templates = sample_copy.parent / "templates"
    templates.mkdir()
    for medium, head in (("email", "Subject: TEKSKANARI\n\n"), ("whatsapp", ""), ("sms", "")):
        text = f"{head}TEKSKANARI {{{{ customer.name }}}}\n"
        (templates / f"birthday_customer.{medium}.id.txt").write_text(text, encoding="utf-8")
    return sample_copy


def events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_run_is_logged_and_no_canary_is_in_it(canaries: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "nightly", "-w", str(canaries), *DAY, "--log-json"]) == 0
    captured = capsys.readouterr()
    sent = "".join(
        path.read_text(encoding="utf-8") for path in (canaries.parent / "outbox").rglob("*") if path.is_file()
    )
    assert "TEKSKANARI" in sent, "the canary was sent, so it could have been logged"
    assert not [canary for canary in CANARIES if canary.lower() in captured.err.lower()]
    customers = openpyxl.load_workbook(canaries, read_only=True)["Pelanggan"].iter_rows(min_row=2, values_only=True)
    personal = {str(cell) for row in customers for cell in row if cell and len(str(cell)) > 7 and not _is_day(cell)}
    assert len(personal) > 300
    assert not [text for text in personal if text in captured.err]

    lines = [json.loads(line) for line in captured.err.splitlines()]
    assert [line["event"] for line in lines if line["event"] != "stage"] == ["started", "counts", "finished"]
    assert {line["stage"] for line in lines if line["event"] == "stage"} == set(STEPS)
    assert lines[0] | {"command": "run", "job": "nightly", "as_of": "2026-11-20", "dry_run": False} == lines[0]
    assert len({line["run"] for line in lines}) == 1
    assert {datetime.fromisoformat(line["time"]).utcoffset() for line in lines} == {
        datetime.fromisoformat("2026-11-20T00:00+07:00").utcoffset()
    }
    assert lines[-2]["sent"] >= 13
    assert lines[-1]["exit_code"] == 0


def test_the_log_of_a_job_that_found_nothing_is_whole(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "inbox", "-w", str(sample_copy), "--log-json"]) == 0
    captured = capsys.readouterr()
    lines = [json.loads(line) for line in captured.err.splitlines()]
    assert captured.out == "", "words are for people, and there is nothing to tell"
    assert [line["event"] for line in lines if line["event"] != "stage"] == ["started", "counts", "finished"]
    assert (lines[-2]["received"], lines[-2]["opt_outs"], lines[-2]["bounced"]) == (0, 0, 0)


def _is_day(cell: object) -> bool:
    return isinstance(cell, datetime) or str(cell)[:4].isdigit()


def test_the_setting_switches_it_on_and_other_commands_log_too(
    sample_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = sample_copy.parent / "crm.toml"
    config.write_text('workbook = "sample.xlsx"\nlog = "json"\n', encoding="utf-8")
    assert main(["check", "--config", str(config), *DAY]) == 1
    started, finished = events(capsys)
    assert (started["event"], started["command"]) == ("started", "check")
    assert (finished["event"], finished["exit_code"]) == ("finished", 1)


def test_what_stops_a_command_is_told_to_machines_by_its_kind_and_to_people_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "Kanarina Zebedea.xlsx"
    assert main(["run", "nightly", "-w", str(missing), "--log-json"]) == 2
    captured = capsys.readouterr()
    assert "Kanarina" not in captured.err
    assert captured.out.startswith("Error: ")
    failed = json.loads(captured.err.splitlines()[-1])
    assert failed | {"event": "failed", "error": "WorkbookNotFound", "exit_code": 2} == failed


def test_a_wrong_option_is_an_event_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "nightly", "--log-json", "--nonsense"]) == 2
    captured = capsys.readouterr()
    assert [json.loads(line)["event"] for line in captured.err.splitlines()] == ["failed"]
    assert "--nonsense" in captured.out


def test_without_the_option_nothing_is_logged(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "validate", "-w", str(sample_copy), *DAY]) == 0
    assert capsys.readouterr().err == ""
    assert main(["run", "validate", "-w", str(sample_copy), *DAY, "--log-json"]) == 0
    assert main(["run", "validate", "-w", str(sample_copy), *DAY]) == 0
    assert '"event": "finished"' in capsys.readouterr().err.splitlines()[-1]
