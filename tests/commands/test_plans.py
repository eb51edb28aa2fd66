"""`crm-sheets plan --as-of`, `--save` and `--diff`, as an operator types them."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbook_builders import plain_workbook

from crm_sheets.cli import main

FRIDAY = date(2026, 11, 20)
PROGRAM = ["ID Program", "Nama program", "Tujuan", "Peristiwa", "Pengulangan", "Saluran", "Templat", "Boleh terlambat (hari)"]  # fmt: skip # noqa: E501
GREETING = ["birthday_customer", "Ulang tahun", "Ucapan", "customers.birth_date", "Tiap tahun", "WhatsApp, SMS, Email", "birthday_customer", 2]  # fmt: skip # noqa: E501

Say = Callable[..., Any]


def workbook(folder: Path, *people: tuple[str, date, str]) -> Path:
    """Customers (id, birth date, status) with a greeting that may be two days late."""
    rows = [
        [name, f"Orang {name}", str(born), status, f"+62812000{n:05}", f"{name}@example.com"]
        for n, (name, born, status) in enumerate(people)
    ]
    header = ["ID Pelanggan", "Nama", "Tanggal lahir", "Status", "Telepon", "Email"]
    tabs = {"Pengaturan": [["Pengaturan", "Nilai"], ["company", "Toko"]], "Program": [PROGRAM, GREETING]}
    return plain_workbook(folder / "book.xlsx", {"Pelanggan": [header, *rows], **tabs})


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs `plan`; gives its text, or its data with --json."""

    def run(file: Path, *options: str, as_of: date = FRIDAY, code: int = 0) -> Any:
        assert main(["plan", "-w", str(file), "--as-of", str(as_of), "--language", "en", *options]) == code
        captured = capsys.readouterr()
        return json.loads(captured.out) if "--json" in options else captured.out + captured.err

    return run


@pytest.mark.parametrize(
    ("days_after", "decisions"),
    [
        (-1, []),
        (0, [("kept", "")]),
        (2, [("kept", "")]),
        (3, [("skipped", "too_late")]),
        (9, [("skipped", "too_late")]),
        (10, []),
    ],
)
def test_a_missed_night_is_caught_up_within_the_lateness_and_reported_beyond_it(
    tmp_path: Path, say: Say, days_after: int, decisions: list[tuple[str, str]]
) -> None:
    file = workbook(tmp_path, ("A", date(1980, 11, 20), "Aktif"))
    rows = say(file, "--json", as_of=FRIDAY + timedelta(days=days_after))
    assert [(row["decision"], row["reason"]) for row in rows] == decisions


def test_a_plan_is_kept_for_its_owner_without_addresses(tmp_path: Path, say: Say) -> None:
    file = workbook(tmp_path, ("A", date(1980, 11, 20), "Aktif"))
    kept = tmp_path / "plan.json"
    assert say(file, "--save", str(kept)) == f"1 contact due as of 2026-11-20. Saved in {kept}.\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "62812" not in kept.read_text(encoding="utf-8")
    assert "@" not in kept.read_text(encoding="utf-8")
    assert "nothing has changed" in say(file, "--diff", str(kept))


def test_what_changed_since_a_kept_plan_is_told_by_program_and_why(tmp_path: Path, say: Say) -> None:
    born = date(1980, 11, 20)
    before = workbook(tmp_path, ("A", born, "Aktif"), ("B", born, "Aktif"), ("C", born, "Aktif"))
    say(before, "--save", str(tmp_path / "plan.json"))
    after = workbook(tmp_path, ("A", born, "Aktif"), ("B", born, "Meninggal"), ("D", born, "Aktif"))
    text = say(after, "--diff", str(tmp_path / "plan.json"))
    assert text.splitlines()[2:] == [
        "Ulang tahun",
        "  New: Goes ahead (1)",
        "    Orang D (D)",
        "  Gone, was: Goes ahead (1)",
        "    Orang C (C)",
        "  Goes ahead → Skipped, Deceased (1)",
        "    Orang B (B)",
    ]
    changes = say(after, "--json", "--diff", str(tmp_path / "plan.json"))["changes"]
    assert [(row["change"], row["customer_id"]) for row in changes] == [("new", "D"), ("gone", "C"), ("decision", "B")]


def test_what_changed_comes_with_where_the_new_plan_is_kept(tmp_path: Path, say: Say) -> None:
    file = workbook(tmp_path, ("A", date(1980, 11, 20), "Aktif"))
    said = say(file, "--diff", "2026-11-19", "--save", str(tmp_path / "plan.json"))
    assert "Orang A" in said
    assert said.endswith(f"Saved in {tmp_path / 'plan.json'}.\n")


def test_a_plan_that_cannot_be_read_is_told_in_the_language_of_who_asks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = workbook(tmp_path, ("A", date(1980, 11, 20), "Aktif"))
    assert main(["plan", "-w", str(file), "--diff", str(tmp_path / "x.json"), "--language", "id"]) == 2
    assert "tidak bisa dibaca" in capsys.readouterr().err


def test_a_day_can_stand_for_its_plan(tmp_path: Path, say: Say) -> None:
    file = workbook(tmp_path, ("A", date(1980, 11, 20), "Aktif"))
    text = say(file, "--diff", "2026-11-19")
    assert "From the plan as of 2026-11-19 to that of 2026-11-20" in text
    assert "Orang A" in text


@pytest.mark.parametrize("contents", ["", "[]", "{}", '{"crm_sheets_plan": 1, "contacts": [{}]}', '{"crm_sheets_plan": 9}', "\x00"])  # fmt: skip # noqa: E501
def test_what_is_no_plan_is_refused_with_what_to_give_instead(tmp_path: Path, say: Say, contents: str) -> None:
    other = tmp_path / "other.json"
    other.write_text(contents, encoding="utf-8")
    file = workbook(tmp_path, ("A", date(1980, 11, 20), "Aktif"))
    assert "plan --save FILE" in say(file, "--diff", str(other), code=2)
    assert "plan --save FILE" in say(file, "--diff", str(tmp_path / "none.json"), code=2)
    assert "is not a day" in say(file, "--diff", "2026-13-45", code=2)


UNKNOWN_DATE = ["wedding", "Nikah", "Ucapan", "customers.wedding_date", *GREETING[4:]]
ENGLISH = ("is not a column we know", "not later than 19/11/2026")
INDONESIAN = ("bukan kolom yang dikenal", "paling lambat 19/11/2026")


@pytest.mark.parametrize(("language", "told", "not_told"), [("en", ENGLISH, INDONESIAN), ("id", INDONESIAN, ENGLISH)])
def test_what_only_looks_tells_all_in_the_language_that_was_asked_for(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    language: str,
    told: tuple[str, str],
    not_told: tuple[str, str],
) -> None:
    file = workbook(tmp_path, ("A", date(1980, 11, 17), "Aktif"))
    book = openpyxl.load_workbook(file)
    book["Program"].append(UNKNOWN_DATE)
    book.save(file)
    said = []
    for command in ("check", "plan", "preview"):
        options = ["-o", str(tmp_path / "page.html")] if command == "preview" else []
        main([command, "-w", str(file), "--as-of", str(FRIDAY), "--language", language, *options])
        said.append(capsys.readouterr().out)
    texts = "".join([*said, (tmp_path / "page.html").read_text(encoding="utf-8")])
    assert said[0].count(told[0]) == 1
    assert texts.count(told[1]) >= 2
    assert not any(words in texts for words in not_told)
