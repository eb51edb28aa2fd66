"""A job tab as requests: every step is possible, the tab ends up whole, and what people did to it is heeded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest
from discovery import checked, checked_body
from workbook_builders import profiles, report

from crm_sheets.content import GREEN, Block, Chart, ChartKind, Format, JobTab, ShownColumn, Tone
from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workbook.google.job_tabs import write_job_tab
from crm_sheets.workbook.google.looks import colour_style
from crm_sheets.workbook.google.outline import Outline, outline_of
from crm_sheets.workbook.google.requests import TabWrite, body_of

OURS = job_tab_id("Profil")


def outline(*sheets: Mapping[str, Any]) -> Outline:
    return outline_of({"spreadsheetId": "s", "sheets": [*sheets]})


def sheet(
    sheet_id: int = OURS, title: str = "Profil", rows: int = 1000, columns: int = 26, **more: Any
) -> dict[str, Any]:
    grid = {"rowCount": rows, "columnCount": columns}
    return {"properties": {"sheetId": sheet_id, "title": title, "gridProperties": grid}, **more}


def of_kind(write: TabWrite, kind: str) -> list[Any]:
    return [body for name, body in checked(write.requests) if name == kind]


def written(tab: JobTab, *sheets: Mapping[str, Any], limit: int = 1_500_000, **sheet_ids: int) -> TabWrite:
    return write_job_tab(tab, outline(*sheets), sheet_ids, limit=limit)


def grid_of(write: TabWrite) -> dict[str, Any]:
    """The grid that the tab ends up with."""
    updates = [
        body["properties"] for kind, body in checked(write.structure) if kind != "updateCells" and "properties" in body
    ]
    return dict([update["gridProperties"] for update in updates if "gridProperties" in update][-1])


def texts_of(write: TabWrite) -> dict[tuple[int, int], Any]:
    """Value by row and column, counted from 0, as the requests for rows put them."""
    found = {}
    for kind, body in checked(write.rows):
        assert kind == "updateCells"
        start = body["start"]
        for row, data in enumerate(body["rows"], start["rowIndex"]):
            for column, cell in enumerate(data["values"], start["columnIndex"]):
                if "userEnteredValue" in cell:
                    ((_, value),) = cell["userEnteredValue"].items()
                    assert (row, column) not in found
                    found[row, column] = value
    return found


def large(rows: int, **columns: Any) -> JobTab:
    return profiles(rows, text=["panjang " * 20] * rows, **columns)


def test_a_missing_tab_is_made_at_the_end_as_large_as_it_must_be() -> None:
    write = written(profiles(3))
    ((kind, body),) = checked(write.structure)
    assert kind == "addSheet"
    grid = {"rowCount": 5, "columnCount": 2, "frozenRowCount": 1, "frozenColumnCount": 0, "hideGridlines": False}
    assert body["properties"] == {
        "sheetId": OURS,
        "title": "Profil",
        "hidden": False,
        "tabColorStyle": colour_style("44607C"),
        "gridProperties": grid,
    }
    assert (write.sheet_id, write.title) == (OURS, "Profil")


def test_a_tab_that_is_there_is_emptied_before_it_is_filled_and_nothing_of_it_is_left() -> None:
    write = written(profiles(3), sheet())
    kinds = [kind for kind, _ in checked(write.structure)]
    unmerge, clear = kinds.index("unmergeCells"), kinds.index("updateCells")
    assert kinds[0] == "updateSheetProperties"
    assert unmerge < clear < len(kinds)
    assert checked(write.structure)[clear][1] == {
        "range": {"sheetId": OURS},
        "fields": "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns",
    }
    assert "addSheet" not in kinds


def test_frozen_rows_are_let_go_before_the_grid_changes() -> None:
    write = written(profiles(1), sheet(rows=400_000))
    grids = [body["properties"]["gridProperties"] for body in of_kind(write, "updateSheetProperties")]
    assert grids[0] == {"frozenRowCount": 0, "frozenColumnCount": 0}
    assert (grids[1]["rowCount"], grids[1]["frozenRowCount"]) == (3, 1)


def test_a_grid_with_some_room_to_spare_is_left_so_that_formulas_into_it_hold() -> None:
    grid = grid_of(written(profiles(3), sheet(rows=500, columns=30)))
    assert (grid["rowCount"], grid["columnCount"]) == (500, 30)


def test_a_grid_with_far_too_many_cells_shrinks_and_one_too_small_grows() -> None:
    shrunk = grid_of(written(profiles(3), sheet(rows=100_000)))
    grown = grid_of(written(profiles(3), sheet(rows=2, columns=1)))
    assert [(grid["rowCount"], grid["columnCount"]) for grid in (shrunk, grown)] == [(5, 2), (5, 2)]


def test_a_shrinking_grid_keeps_the_cells_under_peoples_charts() -> None:
    place = {"overlayPosition": {"anchorCell": {"sheetId": OURS, "rowIndex": 40, "columnIndex": 9}}}
    grid = grid_of(written(profiles(3), sheet(rows=100_000, charts=[{"chartId": 5, "position": place}])))
    assert (grid["rowCount"], grid["columnCount"]) == (42, 10)


def test_a_renamed_tab_of_ours_is_followed_and_keeps_its_name() -> None:
    write = written(profiles(1), sheet(title="Profil pelanggan"))
    assert (write.sheet_id, write.title) == (OURS, "Profil pelanggan")
    assert not any("title" in body["properties"] for body in of_kind(write, "updateSheetProperties"))


def test_a_tab_with_that_title_is_taken_over_under_its_own_id() -> None:
    write = written(profiles(1), sheet(sheet_id=9, title="PROFIL"))
    assert write.sheet_id == 9
    assert {body["start"]["sheetId"] for body in of_kind(write, "updateCells") if "start" in body} == {9}


def test_a_plain_list_has_its_header_on_top_and_its_records_below() -> None:
    assert texts_of(written(profiles(2))) == {
        (0, 0): "Kolom id",
        (0, 1): "Kolom tier",
        (1, 0): "C1",
        (1, 1): "Gold",
        (2, 0): "C2",
        (2, 1): "Gold",
    }


def test_a_report_stands_as_the_layout_says() -> None:
    texts = texts_of(written(report()))
    assert [texts[row, 0] for row in (0, 1, 3, 4, 5, 6)] == [
        "Laporan",
        "per hari ini",
        "Per tingkat",
        "Semua cabang",
        "Tingkat",
        "Gold",
    ]
    assert texts[6, 1] == 3


def test_what_looks_like_a_formula_is_written_as_text() -> None:
    write = written(profiles(1, tier=["=1+1"]))
    assert "formulaValue" not in body_of(write.requests).decode()
    assert texts_of(write)[1, 1] == "=1+1"


def test_columns_have_their_formats_and_colours_of_values_survive_them() -> None:
    frame = pl.DataFrame({"day": [date(2026, 1, 2)], "share": [0.5], "state": ["Salah"], "count": [3]})
    columns = (
        ShownColumn("day", "Hari", Format.DATE),
        ShownColumn("share", "Bagian", Format.PERCENT),
        ShownColumn("state", "Keadaan", tones=(("Salah", Tone.BAD),)),
        ShownColumn("count", "Angka dalam kolom teks"),
    )
    write = written(JobTab("Profil", (Block(frame, columns),)))
    looks = {body["range"]["startColumnIndex"]: body for body in of_kind(write, "repeatCell")}
    formats = [looks[place]["cell"]["userEnteredFormat"].get("numberFormat") for place in range(4)]
    assert formats == [
        {"type": "DATE", "pattern": "dd/mm/yyyy"},
        {"type": "PERCENT", "pattern": "0.0%"},
        {"type": "TEXT"},
        None,
    ]
    assert "textFormat" not in looks[2]["fields"]
    assert any(
        body["fields"] == "userEnteredValue,userEnteredFormat.textFormat" for body in of_kind(write, "updateCells")
    )


def test_neighbours_that_look_alike_take_one_request() -> None:
    (body,) = of_kind(written(profiles(3)), "repeatCell")
    area = {"sheetId": OURS, "startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 2}
    assert body["range"] == area


def test_a_header_has_its_note_and_the_colour_of_its_owner() -> None:
    columns = (ShownColumn("a", "Kepala", note="Dari Pelanggan"), ShownColumn("b", "Anda isi", people_fill=True))
    write = written(JobTab("Profil", (Block(pl.DataFrame({"a": ["x"], "b": [None]}), columns),)))
    (header,) = [body for body in of_kind(write, "updateCells") if body["fields"] == "userEnteredFormat,note"]
    first, second = header["rows"][0]["values"]
    assert (first["note"], "note" in second) == ("Dari Pelanggan", False)
    assert first["userEnteredFormat"]["backgroundColorStyle"] == colour_style("44607C")
    assert second["userEnteredFormat"]["backgroundColorStyle"] == colour_style(GREEN)


def test_links_lead_to_tabs_by_their_ids() -> None:
    frame = pl.DataFrame({"name": ["Budi"], "to": ["#'Pelanggan'!C5"]})
    tab = JobTab("Profil", (Block(frame, (ShownColumn("name", "Nama", Format.LINK, link_column="to"),)),))
    assert '"uri":"#gid=44&range=C5"' in body_of(written(tab, Pelanggan=44).rows).decode()


def test_a_new_list_gets_a_filter_over_its_rows() -> None:
    (body,) = of_kind(written(profiles(3)), "setBasicFilter")
    area = {"sheetId": OURS, "startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 2}
    assert body == {"filter": {"range": area}}


@pytest.mark.parametrize(
    "end", [{}, {"endRowIndex": 4, "endColumnIndex": 2}, {"endRowIndex": 900, "endColumnIndex": 26}]
)
def test_a_filter_that_covers_the_rows_is_left_alone(end: Mapping[str, int]) -> None:
    write = written(profiles(3), sheet(basicFilter={"range": {"sheetId": OURS, **end}}))
    assert not of_kind(write, "setBasicFilter")
    assert not of_kind(write, "clearBasicFilter")


def test_a_filter_that_is_too_short_is_set_anew_with_what_people_chose() -> None:
    by_tier = {"columnIndex": 1, "filterCriteria": {"hiddenValues": ["Silver"]}}
    gone = {"columnIndex": 7, "filterCriteria": {"hiddenValues": ["x"]}}
    order = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]
    area = {"sheetId": OURS, "endRowIndex": 2, "endColumnIndex": 2}
    now = {"range": area, "filterSpecs": [by_tier, gone], "sortSpecs": order}
    (body,) = of_kind(written(profiles(3), sheet(basicFilter=now)), "setBasicFilter")
    assert body["filter"]["filterSpecs"] == [by_tier]
    assert body["filter"]["sortSpecs"] == order
    assert body["filter"]["range"]["endRowIndex"] == 4


def test_a_filter_that_hides_rows_is_applied_anew_to_what_stands_there_now() -> None:
    now = {"range": {"sheetId": OURS}, "criteria": {"1": {"hiddenValues": ["Silver"]}}}
    (body,) = of_kind(written(profiles(3), sheet(basicFilter=now)), "setBasicFilter")
    assert body["filter"]["filterSpecs"] == [{"columnIndex": 1, "filterCriteria": {"hiddenValues": ["Silver"]}}]


def test_a_report_loses_a_filter_that_would_hide_its_lines() -> None:
    write = written(report(), sheet(job_tab_id("Segmen"), "Segmen", basicFilter={"range": {"startRowIndex": 5}}))
    assert checked(write.structure)[0] == ("clearBasicFilter", {"sheetId": job_tab_id("Segmen")})
    assert not of_kind(write, "setBasicFilter")


def test_a_table_that_people_made_of_the_tab_goes_before_anything_else_is_done() -> None:
    area = {"startRowIndex": 0, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 2}
    tables = [{"tableId": "a", "range": area}, {"tableId": "b", "range": area}]
    for tab in (profiles(2), report()):
        steps = checked(written(tab, sheet(job_tab_id(tab.title), tab.title, tables=tables)).structure)
        assert steps[:2] == [("deleteTable", {"tableId": "a"}), ("deleteTable", {"tableId": "b"})]
        assert "deleteTable" not in dict(steps[2:])


def test_the_filter_of_a_table_goes_with_it_but_what_people_chose_stays() -> None:
    spec = {"columnIndex": 1, "filterCriteria": {"hiddenValues": ["x"]}}
    backed = {"tableId": "a", "range": {"endRowIndex": 900, "endColumnIndex": 26}, "filterSpecs": [spec]}
    write = written(profiles(3), sheet(basicFilter=backed))
    (body,) = of_kind(write, "setBasicFilter")
    assert body["filter"]["filterSpecs"] == [spec]
    assert "tableId" not in body["filter"]
    assert of_kind(written(profiles(3), sheet(basicFilter={**backed, "filterSpecs": []})), "setBasicFilter")
    assert not of_kind(written(report(), sheet(job_tab_id("Segmen"), "Segmen", basicFilter=backed)), "clearBasicFilter")


def test_a_report_has_no_gridlines_and_rows_as_high_as_its_charts_count_on() -> None:
    write = written(report())
    assert grid_of(write)["hideGridlines"]
    rows = [body for body in of_kind(write, "updateDimensionProperties") if body["range"]["dimension"] == "ROWS"]
    assert (rows[0]["range"]["startIndex"], rows[0]["properties"]) == (0, {"pixelSize": 24})
    heights = {body["range"]["startIndex"]: body["properties"]["pixelSize"] for body in rows[1:]}
    assert (heights[0], heights[3], heights[5]) == (35, 29, 32)


def test_beside_charts_a_row_with_a_long_text_is_higher() -> None:
    frame = pl.DataFrame({"a": ["x", "y"], "n": [1, 2], "note": ["pendek", "panjang " * 10]})
    columns = (ShownColumn("a", "A"), ShownColumn("n", "N"), ShownColumn("note", "Catatan", Format.WRAP, 20))
    chart = Chart("c", ChartKind.BAR, 0, "a", ("n",))
    write = written(JobTab("Profil", (Block(frame, columns),), (chart,)))
    rows = [body for body in of_kind(write, "updateDimensionProperties") if body["range"]["dimension"] == "ROWS"]
    assert (rows[-1]["range"]["startIndex"], rows[-1]["properties"]["pixelSize"]) == (2, 24 + 4 * 17)


def test_every_chart_has_cells_under_it() -> None:
    grid = grid_of(written(report()))
    anchors = [
        body["chart"]["position"]["overlayPosition"]["anchorCell"] for body in of_kind(written(report()), "addChart")
    ]
    assert all(anchor["rowIndex"] < grid["rowCount"] for anchor in anchors)
    assert all(anchor["columnIndex"] < grid["columnCount"] for anchor in anchors)


def test_no_request_reaches_beyond_the_grid() -> None:
    for tab in (profiles(0), profiles(3), report(), JobTab("Kosong", ()), JobTab("Judul", (), heading="Judul")):
        write = written(tab)
        grid = grid_of(write)
        for _, body in checked(write.requests):
            area = body.get("range", body.get("filter", {}).get("range", {}))
            assert area.get("endRowIndex", 0) <= grid["rowCount"]
            assert area.get("endColumnIndex", 0) <= grid["columnCount"]
            if area.get("dimension"):
                assert area.get("endIndex", 0) <= grid["rowCount" if area["dimension"] == "ROWS" else "columnCount"]
        assert grid["rowCount"] > grid["frozenRowCount"]
        assert grid["columnCount"] > grid["frozenColumnCount"]


def test_rows_come_in_requests_of_a_bearable_size() -> None:
    write = written(large(5_000), limit=10_000_000)
    assert max(request.size for request in write.rows) < 520_000
    assert len(write.rows) > 2
    assert len(texts_of(write)) == 5_001 * 3
    assert not write.values


def test_a_tab_too_large_for_one_batch_becomes_bare_values_with_the_same_content() -> None:
    tab = large(5_000, number=[None if row % 2 else row / 4 for row in range(5_000)])
    cells, values = texts_of(written(tab, limit=10_000_000)), written(tab)
    assert not values.rows
    assert of_kind(values, "repeatCell")
    found = {}
    for body in map(bytes, values.values):
        assert len(body) < 2_000_000
        content = checked_body("BatchUpdateValuesByDataFilterRequest", body)
        assert content["valueInputOption"] == "RAW"
        for area in content["data"]:
            grid, rows = area["dataFilter"]["gridRange"], area["values"]
            assert grid["endRowIndex"] - grid["startRowIndex"] == len(rows)
            for row, line in enumerate(rows, grid["startRowIndex"]):
                assert len(line) == grid["endColumnIndex"]
                found |= {(row, column): value for column, value in enumerate(line) if value is not None}
    assert found == cells


def test_the_same_content_makes_the_same_requests() -> None:
    assert body_of(written(report()).requests) == body_of(written(report()).requests)
