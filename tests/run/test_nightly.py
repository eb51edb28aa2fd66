"""A whole day on the sample, and the days after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Crm = Callable[..., tuple[int, Any]]


def messages(workbook: Path) -> list[str]:
    return sorted(path.name for path in (workbook.parent / "outbox").rglob("*--*.*"))


def rows(workbook: Path, title: str) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(workbook)[title]
    header, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body if any(cell is not None for cell in row)]


def everything_made(workbook: Path) -> list[object]:
    return [messages(workbook), *(rows(workbook, title) for title in ("Antrean", "Kotak keluar", "Log kontak"))]


def type_into(workbook: Path, title: str, header: str, value: object, where: Callable[[dict[str, Any]], bool]) -> None:
    """What a person does: open the file, type, save."""
    book = openpyxl.load_workbook(workbook)
    sheet = book[title]
    names = [cell.value for cell in sheet[1]]
    for line in sheet.iter_rows(min_row=2):
        record = dict(zip(names, (cell.value for cell in line), strict=True))
        if any(record.values()) and where(record):
            line[names.index(header)].value = value
    book.save(workbook)


def test_a_day_is_delivered_and_written_back(sample_copy: Path, crm: Crm) -> None:
    code, summary = crm("run nightly", sample_copy)
    assert code == 0
    assert summary["sent"] >= 10
    assert summary["queued"] >= 5
    assert summary["awaiting"] >= 1
    assert len(messages(sample_copy)) == summary["sent"]
    titles = set(openpyxl.load_workbook(sample_copy, read_only=True).sheetnames)
    assert titles >= {
        "Masalah", "Profil", "Rencana", "Antrean", "Kotak keluar", "Log kontak", "Segmen", "Laporan 2026-11",
        "Dasbor", "Catatan jalan",
    }  # fmt: skip
    assert len(rows(sample_copy, "Antrean")) == summary["queued"]
    assert len(rows(sample_copy, "Kotak keluar")) == summary["awaiting"]
    assert len(rows(sample_copy, "Log kontak")) == summary["sent"]
    assert len(rows(sample_copy, "Masalah")) == summary["problems"]
    assert len(rows(sample_copy, "Profil")) == summary["customers"]


def requested_calls(book: Path) -> list[dict[str, Any]]:
    """What people asked for themselves: no program planned it."""
    return [row for row in rows(book, "Antrean") if row["Program"] == "_call"]


def test_every_contact_that_was_due_is_accounted_for(sample_copy: Path, crm: Crm) -> None:
    _, summary = crm("run nightly", sample_copy)
    assert summary["requested"] == len(requested_calls(sample_copy)) > 0
    planned = summary["queued"] - summary["requested"]
    assert summary["due"] == summary["sent"] + planned + sum(summary["skipped"].values())
    decisions = Counter(row["Keputusan"] for row in rows(sample_copy, "Rencana"))
    assert sum(decisions.values()) == summary["due"]
    assert all(row["Alasan"] for row in rows(sample_copy, "Rencana") if row["Keputusan"] == "Dilewati")


def test_a_second_run_on_the_same_day_makes_nothing_and_says_why(sample_copy: Path, crm: Crm) -> None:
    _, first = crm("run nightly", sample_copy)
    before = everything_made(sample_copy)
    code, second = crm("run nightly", sample_copy)
    assert code == 0
    assert (second["sent"], second["queued"]) == (0, 0)
    planned = first["queued"] - len(requested_calls(sample_copy))
    assert second["skipped"]["already_done"] == first["sent"] + planned + first["skipped"].get("already_done", 0)
    assert everything_made(sample_copy) == before
    assert len(rows(sample_copy, "Catatan jalan")) == 2


def test_the_next_day_goes_on_where_this_one_ended(sample_copy: Path, crm: Crm) -> None:
    crm("run nightly", sample_copy)
    today = messages(sample_copy)
    _, next_day = crm("run nightly", sample_copy, as_of="2026-11-21")
    assert next_day["sent"] >= 1
    assert len(messages(sample_copy)) == len(today) + next_day["sent"]
    keys = [row["Kunci"] for row in rows(sample_copy, "Log kontak")]
    assert len(keys) == len(set(keys))


def test_what_people_typed_in_the_queue_stays(sample_copy: Path, crm: Crm) -> None:
    crm("run nightly", sample_copy)
    key = rows(sample_copy, "Antrean")[0]["Kunci"]
    type_into(sample_copy, "Antrean", "Catatan", "minta ditelepon sore", lambda row: row["Kunci"] == key)
    crm("run nightly", sample_copy, as_of="2026-11-21")
    notes = {row["Kunci"]: row["Catatan"] for row in rows(sample_copy, "Antrean")}
    assert notes[key] == "minta ditelepon sore"


def test_only_what_was_ticked_goes_out(sample_copy: Path, crm: Crm) -> None:
    _, first = crm("run nightly", sample_copy)
    assert first["awaiting"] >= 2
    ticked = rows(sample_copy, "Kotak keluar")[0]["Kunci"]
    type_into(sample_copy, "Kotak keluar", "Setuju?", "Ya", lambda row: row["Kunci"] == ticked)
    _, second = crm("run nightly", sample_copy)
    assert second["sent"] == 1
    assert second["awaiting"] == first["awaiting"] - 1
    assert ticked in {row["Kunci"] for row in rows(sample_copy, "Log kontak")}


def test_a_tick_does_not_hold_for_an_edited_text(sample_copy: Path, crm: Crm) -> None:
    crm("run nightly", sample_copy)
    key = rows(sample_copy, "Kotak keluar")[0]["Kunci"]
    type_into(sample_copy, "Kotak keluar", "Setuju?", "Ya", lambda row: row["Kunci"] == key)
    type_into(sample_copy, "Kotak keluar", "Isi pesan", "Diskon 90 %, klik di sini!", lambda row: row["Kunci"] == key)
    _, second = crm("run nightly", sample_copy)
    assert second["sent"] == 0


def test_a_changed_template_asks_in_new_rows_that_say_so_and_leaves_the_old_ones(sample_copy: Path, crm: Crm) -> None:
    crm("run nightly", sample_copy)
    before = rows(sample_copy, "Kotak keluar")
    templates = sample_copy.parent / "templates"
    templates.mkdir()
    for medium, language in product(("whatsapp", "email"), ("id", "en")):
        subject = "Subject: Apa kabar\n\n" if medium == "email" else ""
        (templates / f"winback.{medium}.{language}.txt").write_text(f"{subject}Apa kabar, {{{{ greeting_name }}}}?\n")
    crm("run nightly", sample_copy, as_of="2026-11-21")
    after = rows(sample_copy, "Kotak keluar")
    old, new = after[: len(before)], after[len(before) :]
    assert old == before
    again = [row for row in new if row["Kunci"] in {row["Kunci"] for row in before}]
    assert len(again) >= 2
    assert {row["Catatan"] for row in again} == {"Pengganti baris 20 Nov: teks atau datanya berubah"}
    type_into(sample_copy, "Kotak keluar", "Setuju?", "Ya", lambda row: row["Kunci"] == again[0]["Kunci"])
    _, third = crm("run nightly", sample_copy, as_of="2026-11-21")
    assert third["sent"] == 1


def test_a_dry_run_leaves_no_trace(sample_copy: Path, crm: Crm) -> None:
    before = sample_copy.read_bytes()
    code, summary = crm("run nightly", sample_copy, "--dry-run")
    assert code == 0
    assert summary["sent"] >= 10
    assert sample_copy.read_bytes() == before
    assert [path.name for path in sample_copy.parent.iterdir()] == [sample_copy.name]


@pytest.mark.parametrize(
    ("job", "tabs"),
    [
        ("validate", {"Masalah"}),
        ("enrich", {"Profil"}),
        ("segments", {"Segmen"}),
        ("reports", {"Laporan 2026-11", "Dasbor"}),
    ],
)
def test_a_job_that_only_reports_sends_nothing(sample_copy: Path, crm: Crm, job: str, tabs: set[str]) -> None:
    before = set(openpyxl.load_workbook(sample_copy, read_only=True).sheetnames)
    code, summary = crm(f"run {job}", sample_copy)
    after = set(openpyxl.load_workbook(sample_copy, read_only=True).sheetnames)
    assert code == 0
    assert (summary["sent"], summary["queued"], messages(sample_copy)) == (0, 0, [])
    assert after - before == tabs | {"Catatan jalan", "_crm_sheets"}


def test_greetings_and_reminders_share_the_day_between_them(sample_copy: Path, crm: Crm) -> None:
    _, greetings = crm("run greetings", sample_copy)
    _, reminders = crm("run reminders", sample_copy)
    _, rest = crm("run contacts", sample_copy)
    assert greetings["sent"] >= 3
    assert reminders["sent"] >= 3
    log = rows(sample_copy, "Log kontak")
    assert len(log) == greetings["sent"] + reminders["sent"] + rest["sent"]
    assert len({row["Kunci"] for row in log}) == len(log)


def test_a_day_with_nothing_due_still_leaves_its_heartbeat(make_workbook: Callable[..., Path], crm: Crm) -> None:
    book = make_workbook(Pelanggan=[["ID Pelanggan", "Nama"], ["P1", "Budi"]])
    code, summary = crm("run nightly", book)
    assert (code, summary["due"]) == (0, 0)
    assert [row["Jatuh waktu"] for row in rows(book, "Catatan jalan")] == [0]
