"""After the ledger was lost for good a new one is made from the workbook, and nobody hears twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from google_team import ASKING, CALL, DAY, GREETING, LOG, NEXT_DAY, OUTBOX, QUEUE, Team, customers

from crm_sheets.cli import main
from crm_sheets.errors import WorkbookChanged
from crm_sheets.ledger import Ledger
from crm_sheets.model import Closure, Medium
from crm_sheets.testing.google import FakeGoogle
from crm_sheets.values.phones import read_phone
from crm_sheets.workbook.xlsx import XlsxWorkbook

Crm = Callable[..., tuple[int, Any]]


@pytest.fixture
def crm(capsys: pytest.CaptureFixture[str]) -> Crm:
    """Run a command on a workbook; gives its exit code and its JSON answer, or its error."""

    def run(command: str, workbook: Path, *options: str, as_of: str = "2026-11-20") -> tuple[int, Any]:
        code = main([*command.split(), "--workbook", str(workbook), "--as-of", as_of, "--json", *options])
        answer = json.loads(capsys.readouterr().out)
        return code, answer["error"] if isinstance(answer, dict) and "error" in answer else answer

    return run


@pytest.fixture
def two_days(sample_copy: Path, crm: Crm) -> Path:
    """A workbook on which two days have been run."""
    for day in ("2026-11-19", "2026-11-20"):
        assert crm("run nightly", sample_copy, as_of=day)[0] == 0
    return sample_copy


def lose(book: Path, *, key: bool = False, outbox: bool = True) -> None:
    """The ledger is gone; with its files in the outbox, so that only the workbook's memory counts."""
    for path in book.parent.glob("crm-ledger.sqlite*"):
        path.unlink()
    if key:
        (book.parent / "crm-ledger.key").unlink()
    if outbox:
        shutil.rmtree(book.parent / "outbox")


def sent_files(book: Path) -> set[str]:
    return {path.name for path in (book.parent / "outbox").rglob("*--*.*")}


def states(crm: Crm, book: Path) -> list[tuple[str, str]]:
    return [(item["check"], item["state"]) for item in crm("ledger verify", book)[1] if item["state"] != "ok"]


def test_after_a_rebuild_the_same_days_make_nothing_again(two_days: Path, crm: Crm) -> None:
    before = crm("status", two_days)[1]["states"]
    lose(two_days)
    code, made = crm("ledger rebuild", two_days, "--yes")
    assert (code, made["done"]) == (0, True)
    assert made["messages"] + made["tasks"] == before["sent"]
    assert states(crm, two_days) == []
    for day in ("2026-11-19", "2026-11-20"):
        code, summary = crm("run nightly", two_days, as_of=day)
        assert (code, summary["sent"], summary["queued"]) == (0, 0, 0)
    assert not sent_files(two_days)


def test_the_days_after_a_rebuild_are_as_they_would_have_been(two_days: Path, crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    for path in two_days.parent.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path / "other" / path.name)
    untouched = tmp_path / "other" / two_days.name
    lose(two_days)
    crm("ledger rebuild", two_days, "--yes")
    of_the_run = ("run_id", "seconds", "workbook", "places")
    for day in ("2026-11-21", "2026-11-22", "2026-11-23"):
        expected, found = (crm("run nightly", book, as_of=day)[1] for book in (untouched, two_days))
        assert {k: v for k, v in found.items() if k not in of_the_run} == {
            k: v for k, v in expected.items() if k not in of_the_run
        }


def test_the_lost_ledger_is_refused_when_it_turns_up_again(two_days: Path, crm: Crm, tmp_path: Path) -> None:
    found_again = Path(shutil.copy(two_days.parent / "crm-ledger.sqlite", tmp_path / "found.sqlite"))
    lose(two_days)
    crm("ledger rebuild", two_days, "--yes")
    shutil.copy(found_again, two_days.parent / "crm-ledger.sqlite")
    code, said = crm("run nightly", two_days, as_of="2026-11-21")
    assert code == 2
    assert "older" in said


def test_a_dry_run_says_what_it_would_do_and_does_nothing(
    two_days: Path, crm: Crm, capsys: pytest.CaptureFixture[str]
) -> None:
    lose(two_days)
    before = two_days.read_bytes()
    code, found = crm("ledger rebuild", two_days, "--dry-run")
    assert (code, found["done"]) == (0, False)
    assert found["messages"] > 10
    for language, word in (("id", "tidak bisa dikembalikan"), ("en", "cannot be brought back")):
        assert main(["ledger", "rebuild", "-w", str(two_days), "--dry-run", "--language", language]) == 0
        assert word in capsys.readouterr().out
    assert two_days.read_bytes() == before
    assert not list(two_days.parent.glob("crm-ledger.sqlite*"))


def test_it_asks_first(two_days: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lose(two_days)
    monkeypatch.setattr("click.prompt", _says_no)
    assert main(["ledger", "rebuild", "-w", str(two_days)]) == 130
    assert not list(two_days.parent.glob("crm-ledger.sqlite*"))


def _says_no(*_: object, **more: object) -> None:
    import click

    raise click.Abort


def test_a_ledger_that_is_there_is_not_made_anew(two_days: Path, crm: Crm) -> None:
    before = (two_days.parent / "crm-ledger.sqlite").read_bytes()
    for option in ("--yes", "--dry-run"):
        code, said = crm("ledger rebuild", two_days, option)
        assert code == 2
        assert "not made anew" in said
    assert (two_days.parent / "crm-ledger.sqlite").read_bytes() == before


def test_with_the_key_gone_too_messages_are_put_before_people_once_more(two_days: Path, crm: Crm) -> None:
    awaiting = crm("status", two_days)[1]["awaiting"]
    assert awaiting > 0
    lose(two_days, key=True)
    code, made = crm("ledger rebuild", two_days, "--yes")
    assert (code, made["has_key"], made["drafts"]) == (0, False, 0)
    code, summary = crm("run nightly", two_days)
    assert (code, summary["sent"], summary["awaiting"]) == (0, 0, awaiting)
    assert states(crm, two_days) == []


def test_a_workbook_without_its_id_gets_a_new_one(two_days: Path, crm: Crm) -> None:
    book = openpyxl.load_workbook(two_days)
    del book["_crm_sheets"]
    book.save(two_days)
    lose(two_days)
    code, made = crm("ledger rebuild", two_days, "--yes")
    assert (code, made["has_id"]) == (0, False)
    code, summary = crm("run nightly", two_days)
    assert (code, summary["sent"], summary["queued"]) == (0, 0, 0)


def test_a_workbook_that_cannot_be_written_then_is_made_up_for_by_the_next_run(
    two_days: Path, crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(two_days)

    def refuse(self: XlsxWorkbook, changes: object, since: object) -> None:
        raise WorkbookChanged("The workbook was saved by somebody meanwhile.")

    with monkeypatch.context() as patch:
        patch.setattr(XlsxWorkbook, "write", refuse)
        assert crm("ledger rebuild", two_days, "--yes")[0] == 5
    log = len(list(openpyxl.load_workbook(two_days)["Log kontak"].rows))
    code, summary = crm("run nightly", two_days)
    assert (code, summary["sent"], summary["queued"]) == (0, 0, 0)
    assert len(list(openpyxl.load_workbook(two_days)["Log kontak"].rows)) == log
    assert states(crm, two_days) == []


# --- what the log says, and what it does not ---


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGoogle]:
    with FakeGoogle() as fake:
        fake.quota = None
        monkeypatch.setattr("crm_sheets.workbook.google.opening.Clock", lambda: fake.clock)
        yield fake


@pytest.fixture
def team(google: FakeGoogle, tmp_path: Path) -> Team:
    """A team on a Google spreadsheet that has greeted two, called one and asked about one."""
    born = "1980-11-20"
    people = customers(("Bandung", 2, born), ("Medan", 1, born), ("Bogor", 1, born))
    made = Team.of(google, tmp_path / "a", people, [GREETING, CALL, ASKING])
    assert made.run()[0] == 0
    return made


def forget_all(team: Team) -> None:
    for path in team.folder.glob("crm-ledger.sqlite*"):
        path.unlink()
    shutil.rmtree(team.folder / "outbox", ignore_errors=True)


def test_a_google_spreadsheet_is_remembered_the_same_way(team: Team) -> None:
    team.answer_all()
    forget_all(team)
    assert team.run(command="ledger rebuild --yes")[0] == 0
    code, summary = team.run()
    assert (code, summary["sent"], summary["queued"]) == (0, 1, 0), "the tick still holds"
    assert team.messages() == ["ajakan--P4"]
    assert team.run(NEXT_DAY)[1]["sent"] == 0
    assert team.run(command="ledger verify")[0] == 0
    assert {len(set(team.keys(title))) - len(team.keys(title)) for title in (QUEUE, OUTBOX, LOG)} == {0}


@pytest.mark.parametrize(
    ("rows", "sent"),
    [
        (["gagal"], ["ucapan--P1"]),
        (["failed"], ["ucapan--P1"]),
        (["gagal", "terkirim"], []),
        (["terkirim", "gagal"], []),
        (["ragu-ragu", "sent"], []),
        (["ragu-ragu", "gagal"], ["ucapan--P1"]),
        (["dikirim ulang oleh Dewi"], []),
        ([None], []),
    ],
    ids=str,
)
def test_made_counts_before_all_else_and_what_nobody_can_read_counts_as_made(
    team: Team, rows: list[str | None], sent: list[str]
) -> None:
    [first, *_] = [row for row in team.records(LOG) if row["Kunci"] == "ucapan|P1|2026"]
    team.type_in(LOG, first["Kunci"], "Status", rows[0])
    for state in rows[1:]:
        later = first | {"Status": state, "Waktu": "2026-11-20 23:59:00"}
        team.add_row(LOG, list(later.values()))
    forget_all(team)
    assert team.run(command="ledger rebuild --yes")[0] == 0
    assert team.run()[0] == 0
    assert team.messages() == sent


def test_a_doubt_stays_a_doubt_until_there_is_evidence(team: Team) -> None:
    team.type_in(LOG, "ucapan|P1|2026", "Status", "ragu-ragu")
    kept = team.folder.parent / "kept"
    shutil.move(team.folder / "outbox", kept)
    forget_all(team)
    code, made = team.run(command="ledger rebuild --yes")
    assert (code, made["uncertain"]) == (0, 1)
    assert team.run(command="ledger verify")[0] == 4
    shutil.move(kept, team.folder / "outbox")
    code, summary = team.run()
    assert (code, summary["sent"]) == (0, 0), "the file in the outbox is found under the workbook's old id"
    assert team.run(command="ledger verify")[0] == 0


def test_a_message_that_never_came_into_the_log_is_known_by_its_file(team: Team) -> None:
    files = team.messages()
    row = next(n for n, cells in enumerate(team.sheet.rows(LOG), start=1) if "ucapan|P1|2026" in cells)
    for column in range(len(team.sheet.rows(LOG)[row - 1])):
        team.sheet.people.type_in(LOG, row, column, None)
    for path in team.folder.glob("crm-ledger.sqlite*"):
        path.unlink()
    assert team.run(command="ledger rebuild --yes")[1]["messages"] == len(files) - 1
    assert team.run()[0] == 0
    assert team.messages() == files


def test_a_greeting_holds_its_customers_address_for_the_day(team: Team) -> None:
    forget_all(team)
    team.run(command="ledger rebuild --yes")
    twin = customers(("Bandung", 1, "1980-11-20"))[1]
    team.add_row("Pelanggan", ["P9", *twin[1:]])
    code, summary = team.run()
    assert (code, summary["sent"], summary["skipped"].get("same_address")) == (0, 0, 1)
    assert team.run(NEXT_DAY)[1]["sent"] == 1, "the twin is greeted the day after"


def test_rows_that_name_no_contact_are_counted(team: Team) -> None:
    team.type_in(QUEUE, "telepon|P3|2026", "Kunci", "(hilang)")
    forget_all(team)
    code, made = team.run(command="ledger rebuild --dry-run")
    assert (code, made["unreadable"], made["tasks"]) == (0, 1, 0)


def test_it_is_as_of_no_day(team: Team) -> None:
    forget_all(team)
    assert team.run("2020-01-01", "ledger rebuild --yes")[0] == 0
    assert team.run(DAY)[1]["sent"] == 0


# --- what people wrote, and what they decided ---

INBOX = ("Pesan masuk", ("Waktu", "Saluran", "Dari", "Jenis", "ID Pelanggan", "Kontak", "Kunci"))
DOUBTS = ("Perlu keputusan", ("Kirim lagi?", "Biarkan?", "Kunci"))
STOPPED = "+628129990001"


def with_tab(book: Path, tab: tuple[str, tuple[str, ...]], *rows: tuple[object, ...]) -> None:
    """Write these rows into the tab, under its headers, as a run would have."""
    opened = openpyxl.load_workbook(book)
    sheet = opened[tab[0]] if tab[0] in opened else opened.create_sheet(tab[0])
    if sheet.cell(1, 1).value is None:
        for column, header in enumerate(tab[1], start=1):
            sheet.cell(1, column).value = header
    places = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, start=sheet.max_row + 1):
        for header, value in zip(tab[1], row, strict=True):
            sheet.cell(number, places[header]).value = value
    opened.save(book)


def rebuilt(crm: Crm, book: Path) -> tuple[Ledger, str, dict[str, Any]]:
    """The ledger made anew, open; the workbook's id, and what the command said."""
    lose(book, outbox=False)
    code, made = crm("ledger rebuild", book, "--yes")
    assert code == 0
    key = (book.parent / "crm-ledger.key").read_text(encoding="utf-8")
    return Ledger.open(book.parent / "crm-ledger.sqlite", key), made["workbook_id"], made


def test_who_asked_us_to_stop_is_not_written_to_again(two_days: Path, crm: Crm) -> None:
    at = datetime(2026, 11, 20, 9, 30)
    with_tab(
        two_days,
        INBOX,
        (at, "WhatsApp", STOPPED, "Minta berhenti", None, None, "m1"),
        (at, "WhatsApp", "0812-9990-002", "opt-out", None, None, "m2"),
        (None, "Email", "Budi@Example.com", "Minta berhenti", None, None, None),
        (at, "WhatsApp", "+628129990003", "Balasan", None, None, "m3"),
        (at, "WhatsApp", STOPPED, "Mau menerima lagi", None, None, "m4"),
    )
    ledger, workbook_id, made = rebuilt(crm, two_days)
    with ledger:
        asked = [STOPPED, "+628129990002", "+628129990003", "budi@example.com"]
        found = ledger.shut_addresses(workbook_id, asked)
        assert {item.address for item in found} == {STOPPED, "+628129990002", "budi@example.com"}
        assert {(item.reason, item.medium) for item in found} == {(Closure.OPTED_OUT, None)}
        assert found[0].since == at.replace(tzinfo=ZoneInfo("Asia/Jakarta"))
        assert ledger.unseen(workbook_id, ["m1", "m3", "m5"]) == {"m5"}
        assert ledger.last_wrote(workbook_id, Medium.WHATSAPP, ["+628129990003"], found[0].since).keys() == {
            "+628129990003"
        }
    assert made["stopped"] == 3


def test_a_customer_who_asked_us_to_stop_is_left_alone_at_the_address_of_today_too(two_days: Path, crm: Crm) -> None:
    people = openpyxl.load_workbook(two_days)["Pelanggan"]
    headers = [cell.value for cell in people[1]]
    first = dict(zip(headers, (cell.value for cell in people[2]), strict=True))
    with_tab(two_days, INBOX, (None, "WhatsApp", STOPPED, "Minta berhenti", first["ID Pelanggan"], None, "m1"))
    ledger, workbook_id, made = rebuilt(crm, two_days)
    with ledger:
        mine = read_phone(str(first["No. HP"]), "ID").value
        assert [item.address for item in ledger.shut_addresses(workbook_id, [mine])] == [mine]
    assert made["stopped"] == 2


def in_log(book: Path, back: int = 0, **changes: object) -> dict[str, Any]:
    """Change a line of the Contact log, by header, so many lines before the last; the line as it is then."""
    opened = openpyxl.load_workbook(book)
    sheet = opened["Log kontak"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    rows = [number for number in range(2, sheet.max_row + 1) if sheet.cell(number, headers["Kunci"]).value]
    for header, value in changes.items():
        sheet.cell(rows[-1 - back], headers[header]).value = value
    opened.save(book)
    return {header: sheet.cell(rows[-1 - back], column).value for header, column in headers.items()}


def test_a_doubt_that_people_left_is_not_asked_about_again(two_days: Path, crm: Crm) -> None:
    ticks = [(None, True), (True, None), (None, None), (True, True)]
    lines = [in_log(two_days, back, Status="ragu-ragu") for back in range(len(ticks))]
    doubts = [(*ticked, f"{line['Kunci']}#{line['Jalan']}") for ticked, line in zip(ticks, lines, strict=True)]
    with_tab(two_days, DOUBTS, *doubts)
    ledger, workbook_id, made = rebuilt(crm, two_days)
    keys = [line["Kunci"] for line in lines]
    with ledger:
        asked = {entry.key for entry in ledger.uncertain(workbook_id, "files")}
        states = dict(ledger.history(workbook_id, "files", "UTC").select("key", "state").iter_rows())
    assert asked == set(keys[1:])
    assert {states[key] for key in keys} == {"uncertain"}
    assert made["uncertain"] == len(keys)


def test_the_providers_id_comes_back(two_days: Path, crm: Crm) -> None:
    line = in_log(two_days, **{"ID kiriman": "SM0123"})
    ledger, workbook_id, _ = rebuilt(crm, two_days)
    with ledger:
        assert ledger.sent_as(workbook_id, ["SM0123"])["SM0123"].key == line["Kunci"]
