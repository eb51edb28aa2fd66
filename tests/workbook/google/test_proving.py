"""Before messages go out the job proves that it may write: one small request that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from google_faults import COMMON_FAULTS
from google_samples import SPREADSHEET_ID, small_sheet, workbook_in
from workbook_builders import profiles, queue_rows

from crm_sheets.content import Changes, Snapshot
from crm_sheets.errors import WorkbookChanged, WorkbookDenied, WorkbookUnavailable, WorkbookUncertain
from crm_sheets.testing.google import FakeGoogle, Fault, RecordedRequest
from crm_sheets.testing.spreadsheet import FakeSpreadsheet
from crm_sheets.workbook.google.adapter import GoogleWorkbook

QUEUE = {"Antrean": [["Kunci", "Pelanggan", "Selesai?"], ["k0", "Budi", "ya"]]}
OURS, THEIRS = Changes((profiles(1),), (queue_rows("k1"),)), Changes(appends=(queue_rows("k2"),))


@pytest.fixture
def google() -> Iterator[FakeGoogle]:
    with FakeGoogle() as fake:
        fake.quota = None
        yield fake


@pytest.fixture(params=["fresh", "written", "written, its named range deleted"])
def sheet(google: FakeGoogle, request: pytest.FixtureRequest) -> FakeSpreadsheet:
    """A spreadsheet that no job has written to, that one has, and one from which people took our mark."""
    sheet = small_sheet(google, QUEUE)
    if request.param != "fresh":
        job = workbook_in(google)
        job.write(Changes((profiles(1),)), job.read())
    if "deleted" in request.param:
        for area in sheet.metadata()["namedRanges"]:
            sheet.people.delete_named_range(area["name"])
    return sheet


def begun(google: FakeGoogle) -> tuple[GoogleWorkbook, Snapshot]:
    """A job that has read the spreadsheet."""
    job = workbook_in(google)
    return job, job.read()


def keys(sheet: FakeSpreadsheet) -> list[Any]:
    return [row[0] for row in sheet.rows("Antrean")[1:]]


def is_write(request: RecordedRequest) -> bool:
    return request.kind == "write"


def test_it_is_one_request_and_leaves_one_mark(google: FakeGoogle, sheet: FakeSpreadsheet) -> None:
    job, seen = begun(google)
    tabs, asked = sheet.metadata()["sheets"], len(google.sheet_requests)
    job.prove_writable(seen)
    job.prove_writable(seen)
    assert len(google.sheet_requests) == asked + 2
    assert len(sheet.metadata()["namedRanges"]) == 1
    assert sheet.metadata()["sheets"] == tabs
    assert keys(sheet) == ["k0"]


def test_who_may_only_read_is_told_before_anything_is_sent(google: FakeGoogle, sheet: FakeSpreadsheet) -> None:
    job, seen = begun(google)
    google.share(SPREADSHEET_ID, "anyone", "viewer")
    job.check(OURS, seen)
    with pytest.raises(WorkbookDenied, match=r"for reading only.*choose Editor"):
        job.prove_writable(seen)


def test_another_jobs_write_before_it_is_noticed(google: FakeGoogle, sheet: FakeSpreadsheet) -> None:
    (job, seen), (other, theirs) = begun(google), begun(google)
    other.write(THEIRS, theirs)
    with pytest.raises(WorkbookChanged, match="Another job"):
        job.prove_writable(seen)


def test_another_jobs_write_after_it_is_noticed_by_our_write(google: FakeGoogle, sheet: FakeSpreadsheet) -> None:
    job, seen = begun(google)
    job.prove_writable(seen)
    other, theirs = begun(google)
    other.write(THEIRS, theirs)
    with pytest.raises(WorkbookChanged, match="Another job"):
        job.write(OURS, seen)
    assert keys(sheet) == ["k0", "k2"]


@pytest.mark.parametrize("proves", [True, False])
def test_of_two_jobs_that_read_the_same_only_the_one_that_proved_it_writes(
    google: FakeGoogle, sheet: FakeSpreadsheet, *, proves: bool
) -> None:
    (job, seen), (other, theirs) = begun(google), begun(google)
    job.prove_writable(seen)
    with pytest.raises(WorkbookChanged, match="Another job"):
        other.prove_writable(theirs) if proves else other.write(THEIRS, theirs)
    job.write(OURS, seen)
    assert keys(sheet) == ["k0", "k1"]


def test_people_may_edit_between_it_and_the_write(google: FakeGoogle, sheet: FakeSpreadsheet) -> None:
    job, seen = begun(google)
    job.prove_writable(seen)
    sheet.people.insert_columns("Antrean", 0)
    sheet.people.add_tab("Baru", [["milik kami"]])
    for area in sheet.metadata()["namedRanges"]:
        sheet.people.delete_named_range(area["name"])
    job.write(OURS, seen)
    assert [row[1] for row in sheet.rows("Antrean")] == ["Kunci", "k0", "k1"]


@pytest.mark.parametrize("fault", COMMON_FAULTS, ids=str)
def test_whatever_happens_to_it_the_write_goes_on_from_there(
    google: FakeGoogle, sheet: FakeSpreadsheet, fault: Fault
) -> None:
    job, seen = begun(google)
    google.next(fault, when=is_write)
    job.prove_writable(seen)
    job.write(OURS, seen)
    google.settle()
    assert keys(sheet) == ["k0", "k1"]
    assert not google.faults_waiting


@pytest.mark.parametrize("fault", [Fault.drop_after(), Fault.drop_before(), Fault.hang_after()], ids=str)
def test_what_stays_unknown_is_no_proof_and_nothing_to_make_up_for(
    google: FakeGoogle, sheet: FakeSpreadsheet, fault: Fault
) -> None:
    job, seen = begun(google)
    google.next(fault, when=is_write)
    google.always(Fault.refuse_connection(), when=lambda request: len(google.sheet_requests) > 3)
    with pytest.raises(WorkbookUnavailable, match=r"nothing was sent and nothing written|Try again") as caught:
        job.prove_writable(seen)
    assert not isinstance(caught.value, WorkbookUncertain)
    google.clear_faults()
    again, now = begun(google)
    again.prove_writable(now)
    again.write(OURS, now)
    assert keys(sheet) == ["k0", "k1"]


def test_a_lost_answer_and_another_job_in_between_is_no_proof(google: FakeGoogle, sheet: FakeSpreadsheet) -> None:
    job, seen = begun(google)
    google.next(Fault.drop_after(), when=is_write)
    asked = len(google.sheet_requests)

    def write_in_between(request: RecordedRequest) -> None:
        other, theirs = begun(google)
        other.write(THEIRS, theirs)

    google.before(asked + 2, write_in_between)
    with pytest.raises(WorkbookUnavailable, match="nothing was sent") as caught:
        job.prove_writable(seen)
    assert not isinstance(caught.value, WorkbookUncertain)
    assert keys(sheet) == ["k0", "k2"]


def test_a_workbook_read_again_since_proves_nothing(google: FakeGoogle, sheet: FakeSpreadsheet) -> None:
    job, seen = begun(google)
    job.read()
    with pytest.raises(WorkbookChanged, match="read again"):
        job.prove_writable(seen)


def test_a_spreadsheet_of_charts_alone_has_nobody_to_write_to(google: FakeGoogle) -> None:
    sheet = small_sheet(google, QUEUE)
    sheet.people.add_chart_tab("Grafik")
    sheet.people.delete_tab("Antrean")
    job, seen = begun(google)
    job.prove_writable(seen)
    assert "namedRanges" not in sheet.metadata()
