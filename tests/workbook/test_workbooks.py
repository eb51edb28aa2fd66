"""What every workbook does, in a file or in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from google_samples import SPREADSHEET_ID, small_sheet, workbook_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from workbook_builders import plain_workbook, profiles, queue_rows, report

from crm_sheets.content import Block, Changes, Format, JobTab, ShownColumn
from crm_sheets.errors import WorkbookChanged, WorkbookError
from crm_sheets.tables import RawTab, column_letter
from crm_sheets.testing.google import FakeGoogle
from crm_sheets.values.serial_dates import with_serial_dates
from crm_sheets.workbook.memory import MemoryWorkbook
from crm_sheets.workbook.protocol import Workbook
from crm_sheets.workbook.raw import raw_tab
from crm_sheets.workbook.xlsx import XlsxWorkbook

Tabs = Mapping[str, Sequence[Sequence[str | None]]]
Maker = Callable[[Tabs], Workbook]


def in_memory(tabs: Tabs, *, takes_edits: bool = False) -> Workbook:
    found = {}
    for title, rows in tabs.items():
        width = max((len(row) for row in rows), default=0)
        padded = [[*row, *[None] * (width - len(row))] for row in rows]
        schema = {column_letter(position): pl.String for position in range(width)}
        found[title] = raw_tab(title, pl.DataFrame(padded, schema, orient="row"))
    return MemoryWorkbook(found, takes_edits=takes_edits)


def in_google(google: FakeGoogle, tabs: Tabs) -> Workbook:
    google.forget(SPREADSHEET_ID)
    small_sheet(google, tabs)
    return workbook_in(google)


@pytest.fixture(params=["memory", "shared memory", "xlsx", "google"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Maker]:
    if request.param == "google":
        with FakeGoogle() as google:
            google.quota = None
            yield lambda tabs: in_google(google, tabs)
    elif request.param == "xlsx":
        yield lambda tabs: XlsxWorkbook(plain_workbook(tmp_path / "book.xlsx", tabs))
    else:
        yield lambda tabs: in_memory(tabs, takes_edits=request.param != "memory")


PEOPLE: Tabs = {"Pelanggan": [["ID", "Nama"], ["C1", "Budi"]]}
QUEUE: Tabs = {**PEOPLE, "Antrean": [["Kunci", "Catatan saya", "Pelanggan", "Selesai?"], ["k0", "baik", "Budi", "ya"]]}


def with_dates(tab: RawTab, *letters: str) -> pl.DataFrame:
    """The cells, with dates in these columns for the serial numbers that a spreadsheet may give instead."""
    return with_serial_dates(tab.cells, letters) if tab.serial_dates else tab.cells


def rows_of(workbook: Workbook, title: str) -> list[tuple[str | None, ...]]:
    return workbook.read().tabs[title].cells.rows()


def test_a_job_tab_is_made_and_then_rewritten_whole(make: Maker) -> None:
    workbook = make(PEOPLE)
    workbook.write(Changes((profiles(3),)), workbook.read())
    workbook.write(Changes((profiles(1),)), workbook.read())
    snapshot = workbook.read()
    assert snapshot.order == ("Pelanggan", "Profil")
    assert snapshot.tabs["Profil"].header == ("Kolom id", "Kolom tier")
    assert snapshot.tabs["Profil"].cells.rows() == [("C1", "Gold")]
    assert snapshot.tabs["Pelanggan"].cells.rows() == [("C1", "Budi")]


def test_a_report_reads_from_top_to_bottom_the_same_everywhere(make: Maker) -> None:
    workbook = make(PEOPLE)
    workbook.write(Changes((report("Segmen kita"),)), workbook.read())
    tab = workbook.read().tabs["Segmen"]
    assert tab.header == ("Segmen kita", "")
    assert tab.cells.rows() == [
        ("per hari ini", None),
        (None, None),
        ("Per tingkat", None),
        ("Semua cabang", None),
        ("Tingkat", "Jumlah"),
        ("Gold", "3"),
        ("Silver", "5"),
        (None, None),
        ("Lagi", None),
        ("Tingkat", "Jumlah"),
        ("Gold", "3"),
        ("Silver", "5"),
    ]


def test_appended_rows_go_under_the_last_one_and_under_their_own_headers(make: Maker) -> None:
    workbook = make(QUEUE)
    workbook.write(Changes(appends=(queue_rows("k1", "k2"),)), workbook.read())
    assert rows_of(workbook, "Antrean") == [
        ("k0", "baik", "Budi", "ya"),
        ("k1", None, "Nama k1", None),
        ("k2", None, "Nama k2", None),
    ]


def test_headers_are_found_whatever_their_case_and_spacing(make: Maker) -> None:
    workbook = make({"Antrean": [["  kunci ", "PELANGGAN", "selesai?"], ["k0", "Budi", ""]]})
    workbook.write(Changes(appends=(queue_rows("k1"),)), workbook.read())
    assert rows_of(workbook, "Antrean")[-1] == ("k1", "Nama k1", None)


def test_a_missing_shared_tab_is_made_with_its_header(make: Maker) -> None:
    workbook = make(PEOPLE)
    workbook.write(Changes(appends=(queue_rows("k1"),)), workbook.read())
    tab = workbook.read().tabs["Antrean"]
    assert tab.header == ("Pelanggan", "Selesai?", "Kunci")
    assert tab.cells.rows() == [("Nama k1", None, "k1")]
    workbook.write(Changes(appends=(queue_rows("k2"),)), workbook.read())
    assert [row[2] for row in rows_of(workbook, "Antrean")] == ["k1", "k2"]


def test_two_appends_to_one_tab_follow_one_another(make: Maker) -> None:
    workbook = make(PEOPLE)
    workbook.write(Changes(appends=(queue_rows("k1"), queue_rows("k2"))), workbook.read())
    assert [row[2] for row in rows_of(workbook, "Antrean")] == ["k1", "k2"]


def test_a_shared_tab_that_lacks_a_header_is_named_with_it_and_nothing_is_written(make: Maker) -> None:
    workbook = make({"Antrean": [["Pelanggan", "Selesai?"], ["Budi", "ya"]]})
    before = workbook.read()
    with pytest.raises(WorkbookError, match=r'"Antrean" has no column with the header "Kunci"'):
        workbook.write(Changes((profiles(),), (queue_rows("k1"),)), before)
    assert workbook.read().order == ("Antrean",)


def test_a_column_that_people_fill_may_be_missing_as_long_as_we_have_nothing_for_it(make: Maker) -> None:
    workbook = make({"Antrean": [["Kunci", "Pelanggan"], ["k0", "Budi"]]})
    workbook.write(Changes(appends=(queue_rows("k1"),)), workbook.read())
    assert rows_of(workbook, "Antrean")[-1] == ("k1", "Nama k1")
    with pytest.raises(WorkbookError, match="Selesai"):
        workbook.write(Changes(appends=(queue_rows("k2", done=["ya"]),)), workbook.read())


def test_a_tab_of_the_teams_with_a_job_tabs_title_is_not_touched(make: Maker) -> None:
    workbook = make({"profil": [["Profil perusahaan"], ["Berdiri 1999"]]})
    with pytest.raises(WorkbookError, match='a tab "profil" that was not made by a job'):
        workbook.write(Changes((profiles(),)), workbook.read())
    assert rows_of(workbook, "profil") == [("Berdiri 1999",)]


@pytest.mark.parametrize("title", ["", "x" * 32, "a/b", "a[1]", "'a'", "apa?"])
def test_a_title_that_no_tab_can_have_is_refused(make: Maker, title: str) -> None:
    workbook = make(PEOPLE)
    with pytest.raises(WorkbookError, match="A tab cannot be called"):
        workbook.write(Changes((JobTab(title, profiles().blocks),)), workbook.read())
    assert workbook.read().order == ("Pelanggan",)


def test_a_job_tab_is_known_again_by_its_header_row_when_its_mark_was_lost(make: Maker) -> None:
    workbook = make({"Profil": [["Kolom id", "Kolom tier"], ["C9", "Bronze"]]})
    workbook.write(Changes((profiles(1),)), workbook.read())
    assert rows_of(workbook, "Profil") == [("C1", "Gold")]


def test_a_write_after_somebody_elses_is_refused_where_edits_are(make: Maker) -> None:
    workbook = make(PEOPLE)
    before = workbook.read()
    workbook.write(Changes((profiles(1),)), before)
    if workbook.takes_edits:
        workbook.write(Changes((profiles(2),)), before)
        assert len(rows_of(workbook, "Profil")) == 2
        return
    with pytest.raises(WorkbookChanged, match="nothing was written"):
        workbook.write(Changes((profiles(2),)), before)
    assert len(rows_of(workbook, "Profil")) == 1


def test_nothing_to_write_leaves_the_version_as_it_is(make: Maker) -> None:
    workbook = make(PEOPLE)
    before = workbook.read()
    workbook.write(Changes(), before)
    assert workbook.read().tabs.keys() == before.tabs.keys()
    assert workbook.takes_edits or workbook.read().version == before.version


# --- whether we may write, before messages go out


def test_proving_that_we_may_write_changes_nothing_and_the_write_goes_on_from_there(make: Maker) -> None:
    workbook = make(QUEUE)
    before = workbook.read()
    workbook.prove_writable(before)
    workbook.prove_writable(before)
    assert workbook.reread(["Antrean"], before).keys() == ({"Antrean"} if workbook.takes_edits else set())
    workbook.check(Changes(appends=(queue_rows("k1"),)), before)
    workbook.write(Changes((profiles(1),), (queue_rows("k1"),)), before)
    after = workbook.read()
    assert [title for title in after.order if not title.startswith("_")] == ["Pelanggan", "Antrean", "Profil"]
    assert after.tabs["Pelanggan"].cells.rows() == before.tabs["Pelanggan"].cells.rows()
    assert rows_of(workbook, "Antrean") == [("k0", "baik", "Budi", "ya"), ("k1", None, "Nama k1", None)]


def test_a_proof_leaves_what_is_there_as_it_is(make: Maker) -> None:
    workbook = make(QUEUE)
    before = workbook.read()
    workbook.prove_writable(before)
    after = workbook.read()
    assert after.order == before.order
    assert all(after.tabs[title].cells.equals(tab.cells) for title, tab in before.tabs.items())


def test_nothing_is_proven_of_a_workbook_that_was_changed_since(make: Maker) -> None:
    workbook = make(PEOPLE)
    before = workbook.read()
    workbook.write(Changes((profiles(1),)), before)
    if workbook.takes_edits:
        workbook.prove_writable(before)  # by ourselves, that is
        return
    with pytest.raises(WorkbookChanged, match="nothing was written"):
        workbook.prove_writable(before)


def test_every_kind_of_value_reads_back_in_the_agreed_form(make: Maker) -> None:
    workbook = make(PEOPLE)
    serial = workbook.read().tabs["Pelanggan"].serial_dates
    long_ago = date(1907, 1, 1) if serial else date(1900, 3, 1)  # a small number may as well be a year
    values = {
        "text": ["1.234", "0812345678", "=1+1", " ruang ", None],
        "whole": [0, -5, 1234567890123, None, 7],
        "number": [1.234, -12.345, 0.5, float("nan"), 1e21],
        "flag": [True, False, None, True, False],
        "day": [date(2024, 5, 24), long_ago, date(1875, 1, 2), None, date(2099, 12, 31)],
        "moment": [
            datetime(2024, 5, 24, 8, 30, 59),
            datetime(2026, 1, 1),
            None,
            None,
            datetime(1999, 12, 31, 23, 59, 59),
        ],
    }
    workbook.write(Changes((profiles(5, **values),)), workbook.read())
    columns = with_dates(workbook.read().tabs["Profil"], "G", "H").select(pl.nth(range(2, 8))).to_dict(as_series=False)
    assert list(columns.values()) == [
        values["text"],
        ["0", "-5", "1234567890123", None, "7"],
        ["1.2340", "-12.3450", "0.5", None, "1000000000000000000000"],
        ["true", "false", None, "true", "false"],
        ["2024-05-24 00:00:00", f"{long_ago} 00:00:00", "1875-01-02", None, "2099-12-31 00:00:00"],
        ["2024-05-24 08:30:59", "2026-01-01 00:00:00", None, None, "1999-12-31 23:59:59"],
    ]


CHARACTER = st.characters(codec="utf-8", exclude_characters="\ufffe\uffff")
SPELLING = st.sampled_from(
    ["_x0041_", "_x000D_", "&amp;", "<t>", "]]>", "=1+1", "\r\n", "\n", "\t", "  ", "\x07", "😀", "1.234"]
)
CELL_TEXT = st.lists(CHARACTER | SPELLING, max_size=12).map("".join)
WILD = st.lists(
    st.tuples(
        CELL_TEXT | st.none(),
        st.integers(-(2**53), 2**53) | st.none(),
        st.datetimes(datetime(1907, 1, 1), datetime(2173, 1, 1)),
    ),
    min_size=1,
    max_size=8,
)
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=WILD)
def test_wild_values_come_back_as_they_went_in(
    rows: list[tuple[str | None, int | None, datetime]], make: Maker
) -> None:
    frame = pl.DataFrame(rows, {"text": pl.String, "number": pl.Int64, "moment": pl.Datetime("us")}, orient="row")
    frame = frame.with_columns(pl.col("moment").dt.truncate("1s")).with_row_index("id")
    columns = tuple(ShownColumn(name, name, Format.WRAP) for name in ("text", "number", "moment", "id"))
    workbook = make(PEOPLE)
    workbook.write(Changes((JobTab("Liar", (Block(frame, columns),)),)), workbook.read())
    expected = [
        (
            (text or "").translate(CONTROL) or None,
            None if number is None else str(number),
            moment.replace(microsecond=0).strftime("%Y-%m-%d %H:%M:%S").zfill(19),
            str(index),
        )
        for index, (text, number, moment) in enumerate(rows)
    ]
    assert with_dates(workbook.read().tabs["Liar"], "C").rows() == expected


def test_both_workbooks_read_the_same_after_the_same_writes(tmp_path: Path) -> None:
    file, memory = XlsxWorkbook(plain_workbook(tmp_path / "book.xlsx", QUEUE)), in_memory(QUEUE)
    for workbook in (file, memory):
        workbook.write(Changes((profiles(), report()), (queue_rows("k1"),)), workbook.read())
        workbook.write(Changes((report("Lain"), profiles(2)), (queue_rows("k2", "k3"),)), workbook.read())
    one, other = file.read(), memory.read()
    assert one.order == other.order
    for title, tab in one.tabs.items():
        assert tab.header == other.tabs[title].header
        assert_frame_equal(tab.cells, other.tabs[title].cells)
