"""What people and a lost answer can do to a night on a Google spreadsheet, and how the next night makes up for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from google_samples import small_sheet, workbook_in
from google_team import (
    ANSWER,
    ASKING,
    CALL,
    CONSENTS,
    DAY,
    GREETING,
    KEY,
    LOG,
    NEXT_DAY,
    NO,
    OUTBOX,
    QUEUE,
    YES,
    Team,
    customers,
    program,
)
from shared_sheet import CUSTOMERS, PROFILES, REPORT, SHARED_HEADERS, TEAM, append, customers_in
from workbook_builders import report

from crm_sheets.content import Block, Changes, JobTab, ShownColumn
from crm_sheets.errors import WorkbookChanged, WorkbookUnfinished
from crm_sheets.session import Session
from crm_sheets.testing.google import FakeGoogle, Fault, RecordedRequest
from crm_sheets.testing.spreadsheet import FakeSpreadsheet
from crm_sheets.workbook.google import writing
from crm_sheets.workbook.google.adapter import GoogleWorkbook

Make = Callable[..., Team]

READS_AGAIN, WRITES = 3, 4
"""Which request of a night reads the ticks once more, and which writes."""

IDENTITY = "_crm_sheets"
CONSENT_HEADER = ["ID Persetujuan", "ID Pelanggan", "Saluran", "Tujuan", "Status", "Tanggal"]


@pytest.fixture
def google() -> Iterator[FakeGoogle]:
    with FakeGoogle() as fake:
        fake.quota = None
        yield fake


@pytest.fixture
def make(google: FakeGoogle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Make a team with so many to greet, to call and to ask for approval about today."""
    monkeypatch.setattr("crm_sheets.workbook.google.opening.Clock", lambda: google.clock)

    def make(greet: int = 0, call: int = 0, ask: int = 0, **more: object) -> Team:
        born = "1980-11-20"
        people = customers(("Bandung", greet, born), ("Medan", call, born), ("Bogor", ask, born))
        return Team.of(google, tmp_path / "a", people, more.pop("programs", [GREETING, CALL, ASKING]), **more)  # type: ignore[arg-type]

    return make


def before_request(team: Team, number: int, action: Callable[[], object]) -> None:
    """Do this just before the request of this number of the next run."""
    team.google.before(len(team.google.sheet_requests) + number, lambda request: action())


def lose_the_write(team: Team, fault: Fault) -> None:
    """Let the next run's write end so, and Google not be reached any more after it."""
    first = len(team.google.sheet_requests)
    team.google.next(fault, when=is_write)
    team.google.always(Fault.status(503), when=lambda request: request.number > first + WRITES)


def is_write(request: RecordedRequest) -> bool:
    return request.kind == "write"


def fills_a_tab(request: RecordedRequest) -> bool:
    """It puts bare values into a large job tab."""
    return is_write(request) and "DataFilter" in request.operation


def fills(request: RecordedRequest, team: Team, title: str) -> bool:
    """It puts bare values into this job tab."""
    if not fills_a_tab(request) or title not in team.sheet.titles:
        return False
    areas = [area["dataFilter"]["gridRange"]["sheetId"] for area in request.body["data"]]
    return team.sheet.sheet(title).sheet_id in areas


def all_writes_but_the_first(google: FakeGoogle) -> Callable[[RecordedRequest], bool]:
    """Every request from the second write on."""
    first = len(google.sheet_requests)

    def is_later(request: RecordedRequest) -> bool:
        return len([made for made in google.sheet_requests[first:] if is_write(made)]) > 1

    return is_later


# --- consents ---


def test_a_consent_withdrawn_in_the_last_moment_is_read_by_the_teams_own_order_of_dates(make: Make) -> None:
    team = make(greet=2, tabs={CONSENTS: [CONSENT_HEADER]}, settings=[["country", "US"]])
    for customer in ("P1", "P2"):
        team.add_row(CONSENTS, [f"S-{customer}", customer, "Semua", "Semua", "Setuju", "'05/06/2026"])
    withdrawn = ["S-last", "P1", "Semua", "Semua", "Dicabut", "'06/01/2026"]
    before_request(team, READS_AGAIN, lambda: team.add_row(CONSENTS, withdrawn))
    code, summary = team.run()
    assert (code, summary["skipped"]) == (0, {"opted_out": 1})
    assert team.messages() == ["ucapan--P2"]


def test_consents_that_are_deleted_in_the_last_moment_are_no_consents(make: Make) -> None:
    selling = program("tawaran", "E-mail", "ajakan", about="Penjualan")
    consents = [CONSENT_HEADER, ["S1", "P1", "Semua", "Semua", "Setuju", "2026-05-06"]]
    team = make(greet=1, programs=[selling], tabs={CONSENTS: consents})
    before_request(team, READS_AGAIN, lambda: team.sheet.people.delete_tab(CONSENTS))
    code, summary = team.run()
    assert (code, summary["skipped"]) == (0, {"no_consent": 1})
    assert team.messages() == []


# --- the Queue ---


@pytest.mark.parametrize("nights_before", [0, 1], ids=["first night", "later night"])
def test_a_task_that_a_late_write_has_put_into_the_queue_is_not_put_there_again(make: Make, nights_before: int) -> None:
    team = make(call=2)
    for _ in range(nights_before):
        team.run("2026-11-10")
    lose_the_write(team, Fault.drop_now_apply_later(10**6))
    assert team.run()[0] == 6
    assert team.keys(QUEUE) == []
    team.google.clear_faults()
    team.google.before(is_write, lambda request: team.google.settle())
    assert team.run()[0] == 5
    assert team.run()[0] == 0
    assert team.keys(QUEUE) == ["telepon|P1|2026", "telepon|P2|2026"]
    assert team.ledger() == {"telepon|P1|2026": "sent", "telepon|P2|2026": "sent"}
    assert team.run()[1]["queued"] == 0


def test_a_task_in_the_queue_of_which_nobody_heard_is_settled_and_not_put_there_again(make: Make) -> None:
    team = make(call=2)
    lose_the_write(team, Fault.error_after(503))
    assert team.run()[0] == 6
    assert set(team.ledger().values()) == {"fenced"}
    team.google.clear_faults()
    code, summary = team.run()
    assert (code, summary["queued"]) == (0, 0)
    assert team.keys(QUEUE) == ["telepon|P1|2026", "telepon|P2|2026"]
    assert set(team.ledger().values()) == {"sent"}


def test_a_queue_kept_under_another_title_is_left_alone_and_a_new_one_starts(make: Make) -> None:
    team = make(call=1)
    team.run()
    team.sheet.people.rename_tab(QUEUE, "Antrean lama")
    team.type_in("Antrean lama", "telepon|P1|2026", "Catatan", "sudah ditelepon")
    kept = team.sheet.rows("Antrean lama")
    team.add_row("Pelanggan", customers(("Medan", 2, "1980-11-21"))[2])
    code, summary = team.run(NEXT_DAY)
    assert (code, summary["queued"]) == (0, 1)
    assert team.sheet.rows("Antrean lama") == kept
    assert team.keys(QUEUE) == ["telepon|P2|2026"]


# --- the Outbox ---


def lose_the_answer(team: Team, patch: pytest.MonkeyPatch) -> None:
    """Google makes the write, and nobody hears of it."""
    lose_the_write(team, Fault.error_after(503))
    assert team.run()[0] == 6
    team.google.clear_faults()


def kill_after_the_write(team: Team, patch: pytest.MonkeyPatch) -> None:
    """The process ends between the write and what the ledger is to remember of it."""

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with patch.context() as for_now:
        for_now.setattr(Session, "_confirm", die)
        with pytest.raises(Killed):
            team.run()


@pytest.mark.parametrize("end", [lose_the_answer, kill_after_the_write])
def test_drafts_that_stand_in_the_outbox_already_are_not_put_there_again_and_their_ticks_count(
    make: Make, monkeypatch: pytest.MonkeyPatch, end: Callable[[Team, pytest.MonkeyPatch], None]
) -> None:
    team = make(ask=3)
    end(team, monkeypatch)
    first, second, third = team.keys(OUTBOX)
    team.type_in(OUTBOX, first, ANSWER, YES)
    team.type_in(OUTBOX, second, ANSWER, NO)
    code, summary = team.run()
    assert (code, summary["sent"]) == (0, 1)
    assert team.run(NEXT_DAY)[1]["sent"] == 0
    assert team.keys(OUTBOX) == [first, second, third]
    assert team.messages() == ["ajakan--P1"]
    team.type_in(OUTBOX, third, ANSWER, YES)
    assert team.run(NEXT_DAY)[1]["sent"] == 1


def test_of_two_rows_for_the_same_text_a_no_counts_before_a_yes_and_a_yes_before_a_blank(make: Make) -> None:
    answers = [(YES, NO), (NO, YES), (None, YES), (YES, None), (None, None), (YES, YES), (NO, None), (None, NO)]
    team = make(ask=len(answers))
    team.run()
    rows = team.records(OUTBOX)
    for row, (first, second) in zip(rows, answers, strict=True):
        team.type_in(OUTBOX, row[KEY], ANSWER, first)
        team.add_row(OUTBOX, list((row | {ANSWER: second}).values()))
    code, summary = team.run()
    assert (code, summary["sent"]) == (0, 3)
    assert team.messages() == ["ajakan--P3", "ajakan--P4", "ajakan--P6"]
    assert summary["skipped"] == {"declined": 4, "awaiting_approval": 1}


def test_an_outbox_that_is_deleted_in_the_last_moment_takes_its_ticks_along(make: Make) -> None:
    team = make(ask=2, greet=1)
    team.run()
    team.answer_all()
    before_request(team, READS_AGAIN, lambda: team.sheet.people.delete_tab(OUTBOX))
    code, summary = team.run()
    assert (code, summary["sent"]) == (0, 0)
    assert team.messages() == ["ucapan--P1"]


def test_an_outbox_that_is_renamed_in_the_last_moment_keeps_its_ticks(make: Make) -> None:
    team = make(ask=2)
    team.run()
    team.answer_all()
    team.type_in(OUTBOX, team.keys(OUTBOX)[0], ANSWER, None)
    before_request(team, READS_AGAIN, lambda: team.sheet.people.rename_tab(OUTBOX, "Sudah dibaca"))
    code, summary = team.run()
    assert (code, summary["sent"]) == (0, 1)
    assert team.messages() == ["ajakan--P2"]


def test_an_outbox_kept_under_another_title_is_left_alone_and_a_new_one_starts(make: Make) -> None:
    team = make(ask=1)
    team.run()
    team.sheet.people.rename_tab(OUTBOX, "Kotak lama")
    kept = team.sheet.rows("Kotak lama")
    team.add_row("Pelanggan", customers(("Bogor", 2, "1980-11-21"))[2])
    assert team.run(NEXT_DAY)[0] == 0
    assert team.sheet.rows("Kotak lama") == kept
    assert team.keys(OUTBOX) == ["ajakan|P2|2026"]
    team.answer_all()
    assert team.run(NEXT_DAY)[1]["sent"] == 1


# --- large writes ---


def test_a_first_night_that_is_interrupted_in_a_large_write_goes_on_the_next_night(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGEST_BATCH", 30_000)
    team = make(greet=2, call=2, ask=1)
    team.google.always(Fault.status(503), when=all_writes_but_the_first(team.google))
    assert team.run()[0] == 6
    assert IDENTITY in team.sheet.titles
    assert team.unfinished()
    team.google.clear_faults()
    code, summary = team.run()
    assert (code, summary["sent"], summary["queued"]) == (0, 0, 0)
    assert team.messages() == ["ucapan--P1", "ucapan--P2"]
    assert team.unfinished() == []
    assert {"Dasbor", "Rencana", "Masalah", "Segmen", "Laporan 2026-11", "Profil"} <= set(team.sheet.titles)
    assert len(team.sheet.rows("Profil")) == 6


def test_rows_that_stand_when_a_later_request_fails_for_good_are_not_added_again(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 5)
    team = make(greet=1, ask=12, call=7)
    team.google.always(Fault.status(503), when=all_writes_but_the_first(team.google))
    assert team.run()[0] == 6
    assert len(team.keys(QUEUE)) == 4, "beside a row of the log of runs"
    team.google.clear_faults()
    code, summary = team.run()
    assert (code, summary["sent"]) == (0, 0)
    assert len(team.messages()) == 1
    for title, number in ((QUEUE, 7), (OUTBOX, 12), (LOG, 1)):
        assert len(set(team.keys(title))) == len(team.keys(title)) == number, title


def test_a_torn_report_of_last_month_is_finished_with_its_own_month(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = make(greet=2)
    team.run("2026-11-29")
    title = "Laporan 2026-11"
    large = writing.LARGEST_TAB
    monkeypatch.setattr(writing, "LARGEST_TAB", 500)
    torn: list[RecordedRequest] = []

    def is_dead(request: RecordedRequest) -> bool:
        if fills(request, team, title):
            torn.append(request)
        return bool(torn)

    team.google.always(Fault.status(503), when=is_dead)
    assert team.run("2026-11-30")[0] == 6
    assert any(title in note for note in team.unfinished())
    team.google.clear_faults()
    monkeypatch.setattr(writing, "LARGEST_TAB", large)
    assert team.run("2026-12-01")[0] == 0
    assert team.unfinished() == []
    finished = team.sheet.rows(title)
    assert team.run("2026-12-01", "report --period 2026-11")[0] == 0
    assert team.sheet.rows(title) == finished
    assert "Laporan 2026-12" in team.sheet.titles


def test_a_large_tab_that_people_delete_while_it_is_filled_is_made_again_the_next_night(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGEST_TAB", 500)
    team = make(greet=2, call=2, ask=2)
    team.google.before(
        lambda request: fills(request, team, "Profil"),
        lambda request: team.sheet.people.delete_tab("Profil"),
    )
    code, error = team.run()
    assert code == 6
    assert "Profil" in error
    assert "Profil" not in team.sheet.titles
    code, summary = team.run()
    assert (code, summary["sent"], summary["queued"]) == (0, 0, 0)
    assert len(team.sheet.rows("Profil")) == 7
    for title in (QUEUE, OUTBOX, LOG):
        assert len(set(team.keys(title))) == len(team.keys(title)) == 2, title
    assert team.unfinished() == []


@pytest.fixture
def sheet(google: FakeGoogle) -> FakeSpreadsheet:
    return small_sheet(google, {TEAM: CUSTOMERS, QUEUE: [SHARED_HEADERS]})


def profiles_of(workbook: GoogleWorkbook) -> Changes:
    """What writes a list of the customers, and a report."""
    frame = customers_in(workbook.read().tabs[TEAM])
    columns = (ShownColumn("ID", "Kolom id"), ShownColumn("Nama", "Kolom nama"))
    return Changes((JobTab(PROFILES, (Block(frame, columns),)), report()))


def test_a_tab_that_people_delete_does_not_stay_unfinished(
    google: FakeGoogle, sheet: FakeSpreadsheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGEST_TAB", 50)
    workbook = workbook_in(google)
    google.always(Fault.status(503), when=fills_a_tab)
    with pytest.raises(WorkbookUnfinished):
        workbook.write(profiles_of(workbook), workbook.read())
    google.clear_faults()
    assert PROFILES in workbook.read().unfinished
    sheet.people.delete_tab(PROFILES)
    workbook.write(Changes(appends=(append(QUEUE, ["a|b|c"]),)), workbook.read())
    assert PROFILES not in workbook.read().unfinished


def test_a_tab_that_another_job_left_unfinished_stays_so_until_it_is_written(
    google: FakeGoogle, sheet: FakeSpreadsheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGEST_TAB", 50)
    workbook = workbook_in(google)
    google.always(Fault.status(503), when=fills_a_tab)
    both = profiles_of(workbook)
    with pytest.raises(WorkbookUnfinished):
        workbook.write(both, workbook.read())
    google.clear_faults()
    assert workbook.read().unfinished == (PROFILES, REPORT)
    workbook.write(Changes(both.job_tabs[1:]), workbook.read())
    assert workbook.read().unfinished == (PROFILES,)
    workbook.write(Changes(both.job_tabs[:1]), workbook.read())
    assert workbook.read().unfinished == ()
    assert len(sheet.rows(PROFILES)) == len(CUSTOMERS)


# --- two jobs at once ---


@pytest.mark.parametrize("before", ["fresh", "written", "written, its named range deleted"])
def test_of_two_jobs_that_read_the_same_only_one_writes(
    google: FakeGoogle, sheet: FakeSpreadsheet, before: str
) -> None:
    if before != "fresh":
        first = workbook_in(google)
        first.write(Changes(appends=(append(QUEUE, ["x|0|2026"]),)), first.read())
    if "deleted" in before:
        for area in sheet.metadata()["namedRanges"]:
            sheet.people.delete_named_range(area["name"])
    jobs = [workbook_in(google), workbook_in(google)]
    seen = [job.read() for job in jobs]
    jobs[0].write(Changes(appends=(append(QUEUE, ["x|1|2026"]),)), seen[0])
    with pytest.raises(WorkbookChanged):
        jobs[1].write(Changes(appends=(append(QUEUE, ["x|1|2026"]),)), seen[1])
    assert [row[-1] for row in sheet.rows(QUEUE)].count("x|1|2026") == 1


def test_of_two_folders_that_begin_with_the_same_sheet_only_one_writes(make: Make, tmp_path: Path) -> None:
    team = make(call=2)
    other = team.in_folder(tmp_path / "b")
    codes: list[int] = []
    team.google.before(is_write, lambda request: codes.append(other.run()[0]))
    code, error = team.run()
    assert (codes, code) == ([0], 5)
    assert "Another job" in error
    assert team.keys(QUEUE) == ["telepon|P1|2026", "telepon|P2|2026"]
    code, error = team.run()
    assert code == 2, "the sheet belongs to the other folder's ledger now"
    assert len(team.keys(QUEUE)) == 2


# --- tabs that people rename ---


def test_a_renamed_identity_tab_is_known_again(make: Make) -> None:
    team = make(greet=2, call=1)
    team.run()
    team.sheet.people.rename_tab(IDENTITY, "crm (jangan dihapus)")
    for day in (DAY, NEXT_DAY):
        code, summary = team.run(day)
        assert (code, summary["sent"], summary["queued"]) == (0, 0, 0)
    assert IDENTITY not in team.sheet.titles
    assert len(team.keys(QUEUE)) == 1


def test_a_job_tab_that_people_use_for_something_else_is_theirs(make: Make) -> None:
    team = make(greet=1)
    team.run()
    team.sheet.people.rename_tab("Segmen", "Rapat Senin")
    for number, row in enumerate(team.sheet.rows("Rapat Senin"), start=1):
        for column in range(len(row)):
            team.sheet.people.type_in("Rapat Senin", number, column, None)
    team.sheet.people.type_in("Rapat Senin", 1, 0, "Notulen")
    team.sheet.people.type_in("Rapat Senin", 2, 0, "Budi: ...")
    theirs = team.sheet.rows("Rapat Senin")
    for day in (DAY, NEXT_DAY):
        assert team.run(day)[0] == 0
        assert team.sheet.rows("Rapat Senin") == theirs
        assert team.sheet.titles.count("Segmen") == 1


# --- many tabs, many rows ---


def test_titles_that_no_single_address_holds_are_all_read(google: FakeGoogle) -> None:
    tabs = {f"Laporan penjualan cabang ke-{n:03} 😀😀😀 الربح": [["ID"], [f"C{n}"]] for n in range(150)}
    small_sheet(google, tabs)
    read = workbook_in(google).read().tabs
    assert {title: tab.cells.rows() for title, tab in read.items()} == {
        title: [(rows[1][0],)] for title, rows in tabs.items()
    }
    assert len(google.sheet_requests) > 3
    assert max(len(request.url) for request in google.requests) < 9000


def test_many_rows_come_in_requests_that_are_not_too_large(google: FakeGoogle, sheet: FakeSpreadsheet) -> None:
    keys = [f"x|{number}|2026" for number in range(1700)]
    workbook = workbook_in(google)
    workbook.write(Changes(appends=(append(QUEUE, keys),)), workbook.read())
    assert [row[-1] for row in sheet.rows(QUEUE)[1:]] == keys
    written = [request for request in google.sheet_requests if is_write(request)]
    assert len(written) > 2
    assert max(request.sent for request in written) < writing.LARGEST_BATCH


@pytest.mark.parametrize(
    "fault",
    [
        Fault.drop_before(),
        Fault.drop_after(),
        Fault.error_after(503),
        Fault.hang_after(),
        Fault.broken_answer(),
        Fault.drop_now_apply_later(1),
        Fault.drop_now_apply_later(2),
        Fault.drop_now_apply_later(3),
        Fault.status(500),
    ],
    ids=["dropped", "answer dropped", "503 after", "hangs", "broken", "late by 1", "late by 2", "late by 3", "500"],
)
def test_each_of_many_rows_comes_once_although_a_request_between_them_fails(
    google: FakeGoogle, sheet: FakeSpreadsheet, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 10)
    keys = [f"x|{number}|2026" for number in range(27)]
    workbook = workbook_in(google)
    seen = workbook.read()
    first = len(google.sheet_requests)
    google.next(fault, when=lambda request: is_write(request) and request.number > first + 1)
    workbook.write(Changes(appends=(append(QUEUE, keys[:5]), append(LOG, keys), append(QUEUE, keys[5:]))), seen)
    assert len([request for request in google.sheet_requests if is_write(request)]) >= 6
    for title in (QUEUE, LOG):
        assert [row[-1] for row in sheet.rows(title)[1:]] == keys, title
