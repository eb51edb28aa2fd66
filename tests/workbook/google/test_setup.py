"""What makes a spreadsheet ready: all that is missing, nothing that is there, and the same again makes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from setup_books import SetupBook, understood

from crm_sheets.errors import WorkbookChanged
from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workbook.google.outline import Outline
from crm_sheets.workbook.google.setup import (
    ColumnPlan,
    Condition,
    Formula,
    FoundTab,
    Highlight,
    Line,
    Look,
    PageCell,
    PagePlan,
    ProfileColumn,
    ProfileLookup,
    Protection,
    SetupPlan,
    TabPlan,
    Typing,
    requests_for,
    setup_id,
    todo_of,
)
from crm_sheets.workbook.google.setup.lookup import lookup_formula
from crm_sheets.workbook.google.setup.protection import areas_of
from crm_sheets.workbook.layout import column_pixels

TEXT = Look(ink="#1F2933", number=("TEXT", "@"))
HEAD = Look(ink="#FFFFFF", ground="#1E5C45", bold=True, wrapped=True, align="LEFT")
WARNING = Protection("warning", why="please leave it")


def column(header: str, **more: Any) -> ColumnPlan:
    return ColumnPlan(header, 14, HEAD, more.pop("look", TEXT), **more)


CUSTOMERS = TabPlan(
    "customers",
    "Pelanggan",
    setup_id("customers"),
    (
        column("ID", note="Yours."),
        column("Telepon"),
        column("Lahir", look=Look(number=("DATE", "dd/mm/yyyy"))),
        column("Petugas", typing=Typing(Condition.RANGE, ("'Staf'!$A$2:$A",))),
    ),
    rows=(("C1", "0812", date(2008, 5, 24), None), ("C2", "=1+1", None, Formula("=NA()"))),
    colour="#3F8F6F",
    band="#F4F8F6",
    highlights=(Highlight('=$A2="x"', Look(ink="#92400E", ground="#FEF3C7", struck=True), 0, 4),),
    named=True,
)
QUEUE = TabPlan(
    "queue",
    "Antrean",
    setup_id("queue"),
    (
        column("Tanggal", guarded=True),
        column("Selesai?", typing=Typing(Condition.TICK, ("Ya",))),
        column("Hasil", typing=Typing(Condition.LIST, ("Ya", "Tidak"))),
        column("Kunci", guarded=True),
    ),
)
LOG = TabPlan("contact_log", "Log kontak", setup_id("contact_log"), (column("Waktu"),), frozen_columns=0, whole=True)
PAGE = PagePlan(
    ("Mulai di sini", "Start here"),
    setup_id("start_here"),
    "#1B4965",
    (2, 30),
    (Line(40, (PageCell("", Look(size=12)), PageCell("Pelanggan", Look(bold=True), leads_to="customers"))),),
)
PLAN = SetupPlan((QUEUE, CUSTOMERS, LOG), PAGE, protection=WARNING)


def empty_book() -> SetupBook:
    return SetupBook({"Sheet1": []})


def made(plan: SetupPlan, book: SetupBook) -> SetupBook:
    book.apply(requests_for(plan, book.outline()))
    return book


def kinds(book: SetupBook) -> list[str]:
    return [kind for kind, _ in book.batches[-1]]


def test_an_empty_spreadsheet_gets_everything_in_order_and_loses_its_blank_tab() -> None:
    book = made(replace(PLAN, blank="Sheet1", properties={"locale": "id_ID", "timeZone": "Asia/Jakarta"}), empty_book())
    assert book.titles() == ["Mulai di sini", "Antrean", "Pelanggan", "Log kontak"]
    assert book.outline().locale == "id_ID"
    assert book.outline().timezone == "Asia/Jakarta"


def test_the_same_again_finds_nothing_to_do() -> None:
    plan = replace(PLAN, blank="Sheet1", properties={"locale": "id_ID"})
    book = made(plan, empty_book())
    assert not todo_of(plan, book.outline())
    assert requests_for(plan, book.outline()) == []


def test_all_tabs_are_there_before_a_drop_down_looks_into_one() -> None:
    order = kinds(made(PLAN, empty_book()))
    last_made = max(place for place, kind in enumerate(order) if kind == "addSheet")
    assert order.index("setDataValidation") > last_made
    assert order.index("updateCells") > last_made


def test_the_blank_tab_goes_last_and_only_while_it_is_the_only_one() -> None:
    plan = replace(PLAN, blank="Sheet1")
    book = made(plan, empty_book())
    assert kinds(book)[-1] == "deleteSheet"
    busy = SetupBook({"Sheet1": [], "Ide": []})
    assert "deleteSheet" not in kinds(made(plan, busy))


def test_a_tab_that_somebody_made_meanwhile_is_left_alone() -> None:
    book = SetupBook({"pelanggan": [["Nama"]]})
    made(PLAN, book)
    assert "Pelanggan" not in book.titles()
    assert not writes_to(book, 0)


def test_a_tab_of_ours_that_people_renamed_is_not_made_twice() -> None:
    book = made(PLAN, empty_book())
    book.sheet("Pelanggan")["properties"]["title"] = "Nasabah"
    assert not todo_of(PLAN, book.outline()).tabs


def test_a_guide_in_the_other_language_is_a_guide() -> None:
    assert todo_of(PLAN, SetupBook({"Start here": []}).outline()).page is None


def test_what_people_typed_is_text_whatever_it_looks_like() -> None:
    book = made(PLAN, empty_book())
    start = {"sheetId": CUSTOMERS.sheet_id, "rowIndex": 1, "columnIndex": 0}
    rows = next(body["rows"] for body in book.bodies("updateCells") if body["start"] == start)
    values = [[cell.get("userEnteredValue") for cell in row["values"]] for row in rows]
    assert values == [
        [{"stringValue": "C1"}, {"stringValue": "0812"}, {"numberValue": 39592}, None],
        [{"stringValue": "C2"}, {"stringValue": "=1+1"}, None, {"formulaValue": "=NA()"}],
    ]


def test_a_phone_keeps_its_zero_because_its_column_is_text() -> None:
    formats = made(PLAN, empty_book()).bodies("repeatCell")
    where = {"sheetId": CUSTOMERS.sheet_id, "startRowIndex": 1, "endColumnIndex": 2}
    found = next(body for body in formats if body["range"] == where)
    assert found["cell"]["userEnteredFormat"]["numberFormat"] == {"type": "TEXT", "pattern": "@"}
    assert found["fields"] == "userEnteredFormat"


def test_people_may_type_what_no_list_has_and_an_unticked_box_is_blank() -> None:
    plan = replace(PLAN, tabs=(replace(QUEUE, rows=((None, "Ya"), (None, None))), CUSTOMERS))
    rules = {body["rule"]["condition"]["type"]: body["rule"] for body in made(plan, empty_book()).bodies(VALIDATION)}
    assert not any(rule["strict"] for rule in rules.values())
    assert rules["BOOLEAN"]["condition"]["values"] == [{"userEnteredValue": "Ya"}]
    assert rules["ONE_OF_RANGE"]["condition"]["values"] == [{"userEnteredValue": "='Staf'!$A$2:$A"}]
    assert len(rules["ONE_OF_LIST"]["condition"]["values"]) == 2


VALIDATION = "setDataValidation"


def test_only_rows_with_content_have_tick_boxes() -> None:
    def ticked(tab: TabPlan) -> list[dict[str, Any]]:
        bodies = made(replace(PLAN, tabs=(tab, CUSTOMERS)), empty_book()).bodies(VALIDATION)
        return [body["range"] for body in bodies if body["rule"]["condition"]["type"] == "BOOLEAN"]

    assert ticked(QUEUE) == []
    (area,) = ticked(replace(QUEUE, rows=((None, "Ya"), (None, None))))
    assert (area["startRowIndex"], area["endRowIndex"]) == (1, 3)


def test_numbers_among_texts_show_as_amounts() -> None:
    rows = (("Biro", None), (100_000_000, None), (50_000_000, None), (0.2, None))
    tab = TabPlan("settings", "Pengaturan", 5, (column("Nilai", amounts=True), column("Lain")), rows=rows)
    found = [
        (body["range"]["startRowIndex"], body["range"]["endRowIndex"], body["cell"]["userEnteredFormat"])
        for body in made(replace(PLAN, tabs=(tab,), page=None), empty_book()).bodies("repeatCell")
        if body["fields"] == "userEnteredFormat.numberFormat"
    ]
    assert found == [
        (2, 4, {"numberFormat": {"type": "NUMBER", "pattern": "#,##0"}}),
        (4, 5, {"numberFormat": {"type": "NUMBER", "pattern": "0.####"}}),
    ]


def sizes(book: SetupBook, dimension: str) -> list[tuple[dict[str, int], int]]:
    found = book.bodies("updateDimensionProperties")
    return [
        (body["range"], body["properties"]["pixelSize"]) for body in found if body["range"]["dimension"] == dimension
    ]


def test_a_list_of_long_texts_has_rows_of_the_height_that_it_asks_for() -> None:
    tab = replace(QUEUE, row_height=102)
    below = {"sheetId": QUEUE.sheet_id, "dimension": "ROWS", "startIndex": 1}
    assert (below, 102) in sizes(made(replace(PLAN, tabs=(tab, CUSTOMERS)), empty_book()), "ROWS")


def test_a_header_is_never_cut_and_stands_beside_the_button_of_the_filter() -> None:
    tab = TabPlan("x", "X", 5, (column("Pertanggungjawabannya"), column("Satu dua tiga empat lima enam")))
    book = made(replace(PLAN, tabs=(tab,), page=None), empty_book())
    (first, second) = (size for _, size in sizes(book, "COLUMNS"))
    assert first > column_pixels(14) == second
    assert [size for where, size in sizes(book, "ROWS") if where["sheetId"] == 5] == [66]


def test_the_guide_leads_to_tabs_by_their_ids() -> None:
    cells = [cell for body in made(PLAN, empty_book()).bodies("updateCells") for cell in body["rows"][0]["values"]]
    links = [cell["userEnteredFormat"]["textFormat"].get("link") for cell in cells if "userEnteredFormat" in cell]
    assert {"uri": f"#gid={CUSTOMERS.sheet_id}"} in links


@pytest.mark.parametrize(("there", "sheet_id"), [({}, job_tab_id("Masalah")), ({"Masalah": [["Di mana"]]}, None)])
def test_the_guide_leads_to_what_jobs_write_also_before_the_first_run(there: dict[str, Any], sheet_id: int) -> None:
    page = replace(PAGE, lines=(Line(28, (PageCell("Masalah", leads_to="Masalah"),)),), job_tabs=("Masalah",))
    book = SetupBook({"Sheet1": []} | there)
    wanted = sheet_id or book.outline().id_of("Masalah")
    bodies = made(replace(PLAN, tabs=(), page=page), book).bodies("updateCells")
    (link,) = [cell["userEnteredFormat"]["textFormat"]["link"] for cell in bodies[-1]["rows"][0]["values"]]
    assert link == {"uri": f"#gid={wanted}"}


# --- protection ---


def as_found(*tabs: TabPlan) -> tuple[FoundTab, ...]:
    return tuple(
        FoundTab(
            tab.name,
            tab.title,
            len(tab.columns),
            guarded=tuple(place for place, column in enumerate(tab.columns) if column.guarded),
            whole=tab.whole,
            named=tab.named,
        )
        for tab in tabs
    )


THERE = replace(PLAN, tabs=(), found=as_found(QUEUE, CUSTOMERS, LOG))
"""The same once the tabs are there."""


def areas(book: SetupBook, title: str) -> list[dict[str, Any]]:
    found = book.sheet(title).get("protectedRanges", [])
    return [{name: place for name, place in area["range"].items() if name != "sheetId"} for area in found]


def test_what_people_fill_stays_open_and_the_rest_warns() -> None:
    book = made(PLAN, empty_book())
    assert areas(book, "Antrean") == [
        {"endRowIndex": 1},
        {"startRowIndex": 1, "endColumnIndex": 1},
        {"startRowIndex": 1, "startColumnIndex": 3, "endColumnIndex": 4},
    ]
    assert areas(book, "Log kontak") == [{}]
    assert areas(book, "Pelanggan") == []
    assert all(body["protectedRange"]["warningOnly"] for body in book.bodies("addProtectedRange"))


def test_locked_areas_name_who_may_edit_them_because_otherwise_all_may() -> None:
    plan = replace(PLAN, protection=Protection("locked", ("job@example.com", "ana@example.com")))
    for body in made(plan, empty_book()).bodies("addProtectedRange"):
        assert body["protectedRange"]["editors"]["users"] == ["ana@example.com", "job@example.com"]
        assert not body["protectedRange"]["warningOnly"]


def test_another_mode_takes_the_place_of_the_one_before() -> None:
    book = made(PLAN, empty_book())
    before = areas(book, "Antrean")
    made(replace(THERE, protection=Protection("locked", ("job@example.com",))), book)
    assert areas(book, "Antrean") == before
    assert not any(area["warningOnly"] for area in book.sheet("Antrean")["protectedRanges"])
    made(replace(THERE, protection=Protection("none")), book)
    assert areas(book, "Antrean") == areas(book, "Log kontak") == []


def test_without_a_wish_areas_stay_as_they_are() -> None:
    locked = replace(PLAN, protection=Protection("locked", ("job@example.com",)))
    book = made(locked, empty_book())
    again = replace(THERE, protection=Protection("locked", ("other@example.com",), keep=True))
    assert requests_for(again, book.outline()) == []


def test_more_editors_are_taken_in() -> None:
    book = made(replace(PLAN, protection=Protection("locked", ("job@example.com",))), empty_book())
    made(replace(THERE, protection=Protection("locked", ("job@example.com", "ana@example.com"))), book)
    editors = [area["editors"]["users"] for area in book.sheet("Antrean")["protectedRanges"]]
    assert editors == [["ana@example.com", "job@example.com"]] * 3


def test_what_people_protected_is_theirs() -> None:
    book = made(PLAN, empty_book())
    theirs = {"protectedRangeId": 7, "range": {"sheetId": QUEUE.sheet_id}, "description": "crm_sheets is nice"}
    book.sheet("Antrean")["protectedRanges"].append(theirs)
    made(replace(PLAN, protection=Protection("none")), book)
    assert book.sheet("Antrean")["protectedRanges"] == [theirs]


def test_job_tabs_are_protected_whole_once_they_are_there() -> None:
    book = SetupBook({"Masalah": [["Di mana"]]})
    made(SetupPlan((), None, job_tabs=(0, 5), protection=WARNING), book)
    assert areas(book, "Masalah") == [{}]


def test_a_tab_that_is_there_is_protected_like_a_new_one() -> None:
    book = made(PLAN, empty_book())
    assert requests_for(THERE, book.outline()) == []


def test_a_renamed_tab_keeps_its_protection() -> None:
    book = made(PLAN, empty_book())
    book.sheet("Antrean")["properties"]["title"] = "Tugas"
    locked = replace(PLAN, found=as_found(LOG), tabs=(), protection=Protection("locked", ("job@example.com",)))
    made(locked, book)
    assert [area["warningOnly"] for area in book.sheet("Tugas")["protectedRanges"]] == [True] * 3


@given(st.sets(st.integers(0, 30)), st.integers(0, 4))
def test_exactly_the_columns_that_jobs_write_are_protected(guarded: set[int], header_row: int) -> None:
    book = SetupBook({"Antrean": [["x"]]})
    found = FoundTab("queue", "Antrean", 31, header_row, tuple(guarded))
    areas = [area.range for area in areas_of(SetupPlan((), None, (found,)), (), book.outline())]
    below = [area for area in areas if area.get("startRowIndex") == header_row + 1]
    covered = {place for area in below for place in range(area.get("startColumnIndex", 0), area["endColumnIndex"])}
    assert covered == guarded
    assert len(areas) == len(below) + bool(guarded), "and the header row"


# --- named ranges ---


def test_the_teams_tabs_have_names_for_their_formulas() -> None:
    book = made(PLAN, empty_book())
    assert list(book.outline().named_ranges.values()) == ["crm_customers"]
    assert book.bodies("addNamedRange")[0]["namedRange"]["range"] == {
        "sheetId": CUSTOMERS.sheet_id,
        "endColumnIndex": 4,
    }


def test_a_name_that_people_use_stays_theirs() -> None:
    book = empty_book()
    book.metadata["namedRanges"].append({"namedRangeId": "theirs", "name": "CRM_Customers", "range": {"sheetId": 0}})
    made(PLAN, book)
    assert book.bodies("addNamedRange") == []


def test_a_name_follows_the_new_tab_when_the_old_one_is_gone() -> None:
    book = made(PLAN, empty_book())
    book.metadata["sheets"].remove(book.sheet("Pelanggan"))
    made(PLAN, book)
    assert list(book.outline().named_ranges.values()) == ["crm_customers"]
    assert len(book.bodies("addNamedRange")) == 2


def test_an_existing_customers_tab_is_named_and_otherwise_untouched() -> None:
    book = SetupBook({"Nasabah": [["Nama"]]})
    plan = replace(PLAN, tabs=(QUEUE,), found=(FoundTab("customers", "Nasabah", 1, named=True),))
    made(plan, book)
    assert "crm_customers" in book.outline().named_ranges.values()
    assert not writes_to(book, 0)


def writes_to(book: SetupBook, sheet_id: int) -> list[str]:
    """The kinds of requests that change cells, their looks, or the shape of a tab."""
    harmless = ("addNamedRange", "addProtectedRange")
    return [kind for batch in book.batches for kind, body in batch if kind not in harmless and mentions(body, sheet_id)]


def mentions(body: Any, sheet_id: int) -> bool:
    if isinstance(body, dict):
        return body.get("sheetId") == sheet_id or any(mentions(value, sheet_id) for value in body.values())
    return isinstance(body, list) and any(mentions(value, sheet_id) for value in body)


# --- Profiles beside the customers ---

LOOKUP = ProfileLookup(
    customers="Nasabah",
    key_letter="B",
    header_row=1,
    position=3,
    columns_seen=26,
    profiles="Profil 'A'",
    profiles_width=28,
    profiles_key="ID Pelanggan",
    columns=(
        ProfileColumn("Tingkatan", 14, Look(), HEAD),
        ProfileColumn("Umur", 14, Look(number=("NUMBER", "0")), HEAD),
    ),
)
BESIDE = SetupPlan((), None, lookup=LOOKUP)


def nasabah(columns: int = 26) -> SetupBook:
    book = SetupBook({})
    book.add("Nasabah", [["Nama", "ID", "Kota"]], 4, columns)
    return book


def test_profile_columns_are_inserted_so_that_nothing_can_be_overwritten() -> None:
    book = made(BESIDE, nasabah())
    where = {"sheetId": 4, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 5}
    assert kinds(book)[0] == "insertDimension"
    assert book.bodies("insertDimension")[0]["range"] == where
    (written,) = book.bodies("updateCells")
    assert written["start"] == {"sheetId": 4, "rowIndex": 0, "columnIndex": 3}
    assert [len(row["values"]) for row in written["rows"]] == [2]
    assert all(body["range"].get("startColumnIndex", 0) >= 3 for body in book.bodies("repeatCell"))


def test_a_tab_without_spare_columns_gets_some() -> None:
    book = made(replace(BESIDE, lookup=replace(LOOKUP, columns_seen=3)), nasabah(columns=3))
    assert book.bodies("appendDimension") == [{"sheetId": 4, "dimension": "COLUMNS", "length": 2}]


@pytest.mark.parametrize("book", [nasabah(columns=27), SetupBook({"Lain": []})], ids=["moved", "renamed"])
def test_columns_that_moved_meanwhile_stop_it(book: SetupBook) -> None:
    with pytest.raises(WorkbookChanged, match="Nasabah"):
        requests_for(BESIDE, book.outline())


def test_the_formula_begins_with_its_own_row_and_finds_columns_by_their_headers() -> None:
    assert lookup_formula(LOOKUP, 'Tingkat "A"').text == (
        '=ARRAYFORMULA(IF(ROW($B$1:$B)=ROW($B$1);"Tingkat ""A""";IF($B$1:$B="";;IFNA(XLOOKUP(TRIM($B$1:$B&"");'
        "INDEX('Profil ''A'''!$A:$AB;0;MATCH(\"ID Pelanggan\";'Profil ''A'''!$A$1:$AB$1;0));"
        "INDEX('Profil ''A'''!$A:$AB;0;MATCH(\"Tingkat \"\"A\"\"\";'Profil ''A'''!$A$1:$AB$1;0)))))))"
    )


def test_a_header_in_row_three_is_where_the_formula_begins() -> None:
    lower = replace(LOOKUP, header_row=3)
    assert "ROW($B$3:$B)=ROW($B$3)" in lookup_formula(lower, "Umur").text


def test_google_understands_every_request() -> None:
    outline: Outline = SetupBook({"Sheet1": [], "Nasabah": [["Nama", "ID", "Kota"]]}).outline()
    plan = replace(PLAN, properties={"locale": "id_ID"}, lookup=LOOKUP, job_tabs=(0,))
    requests: Iterable[Any] = requests_for(plan, outline)
    assert len([understood(request) for request in requests]) > 30
