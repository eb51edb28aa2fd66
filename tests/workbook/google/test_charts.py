"""Native charts: ours are made once and kept up to date, people's are theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest
from discovery import checked

from crm_sheets.content import Block, Chart, ChartKind, Format, JobTab, ShownColumn
from crm_sheets.workbook.google.charts import chart_requests
from crm_sheets.workbook.google.ids import chart_id
from crm_sheets.workbook.google.looks import colour_style
from crm_sheets.workbook.google.outline import outline_of
from crm_sheets.workbook.layout import lay_out

SHEET = 77
FRAME = pl.DataFrame({"tier": ["Gold", "Silver"], "count": [3, 5], "before": [2, 4]})
COLUMNS = (ShownColumn("tier", "Tingkat"), ShownColumn("count", "Jumlah"), ShownColumn("before", "Dulu"))


def tab(*charts: Chart, frame: pl.DataFrame = FRAME) -> JobTab:
    return JobTab("Segmen", (Block(frame, COLUMNS, "Judul"),), charts)


def chart(kind: ChartKind = ChartKind.COLUMN, *series: str) -> Chart:
    return Chart("Pelanggan", kind, 0, "tier", series or ("count",))


def requests(content: JobTab, *charts: Mapping[str, Any], elsewhere: int = 0) -> list[tuple[str, Any]]:
    sheets = [{"properties": {"sheetId": SHEET, "title": "Segmen"}, "charts": [*charts]}]
    sheets.append({"properties": {"sheetId": 1, "title": "Lain"}, "charts": [{"chartId": elsewhere}]})
    outline = outline_of({"spreadsheetId": "s", "sheets": sheets})
    return checked(chart_requests(content, lay_out(content), SHEET, outline))


def at(row: int, column: int, number: int = 0) -> dict[str, Any]:
    anchor = {"sheetId": SHEET, "rowIndex": row, "columnIndex": column}
    place = {"overlayPosition": {"anchorCell": {name: value for name, value in anchor.items() if value}}}
    return {"chartId": chart_id(SHEET, number), "position": place}


def spec(content: JobTab) -> Any:
    ((kind, body),) = requests(content)
    assert kind == "addChart"
    return body["chart"]["spec"]


def test_a_new_chart_stands_where_the_layout_says_under_an_id_of_ours() -> None:
    ((kind, body),) = requests(tab(chart()))
    assert kind == "addChart"
    assert body["chart"]["chartId"] == chart_id(SHEET, 0)
    assert body["chart"]["position"]["overlayPosition"] == {
        "anchorCell": {"sheetId": SHEET, "rowIndex": 0, "columnIndex": 3},
        "offsetXPixels": 24,
        "offsetYPixels": 0,
        "widthPixels": 480,
        "heightPixels": 288,
    }


def test_a_chart_looks_at_its_columns_with_their_headers() -> None:
    drawn = spec(tab(chart(ChartKind.COLUMN, "count", "before")))["basicChart"]
    (domain,) = drawn["domains"][0]["domain"]["sourceRange"]["sources"]
    rows = {"sheetId": SHEET, "startRowIndex": 1, "endRowIndex": 4}
    assert domain == {**rows, "startColumnIndex": 0, "endColumnIndex": 1}
    assert [one["series"]["sourceRange"]["sources"] for one in drawn["series"]] == [
        [{**rows, "startColumnIndex": 1, "endColumnIndex": 2}],
        [{**rows, "startColumnIndex": 2, "endColumnIndex": 3}],
    ]
    assert (drawn["headerCount"], drawn["legendPosition"]) == (1, "BOTTOM_LEGEND")
    assert [one["colorStyle"] for one in drawn["series"]] == [colour_style("44607C"), colour_style("3F8F6F")]


@pytest.mark.parametrize(
    ("kind", "kind_there", "axis", "stacked"),
    [
        (ChartKind.COLUMN, "COLUMN", "LEFT_AXIS", None),
        (ChartKind.BAR, "BAR", "BOTTOM_AXIS", None),
        (ChartKind.LINE, "LINE", "LEFT_AXIS", None),
        (ChartKind.STACKED, "COLUMN", "LEFT_AXIS", "STACKED"),
    ],
)
def test_every_kind_becomes_its_own(kind: ChartKind, kind_there: str, axis: str, stacked: str | None) -> None:
    drawn = spec(tab(chart(kind)))["basicChart"]
    assert drawn["chartType"] == kind_there
    assert drawn["series"][0]["targetAxis"] == axis
    assert drawn.get("stackedType") == stacked
    assert ("lineStyle" in drawn["series"][0]) == (kind is ChartKind.LINE)
    assert ("dataLabel" in drawn["series"][0]) == (kind in (ChartKind.COLUMN, ChartKind.BAR))


def test_a_pie_has_its_records_only() -> None:
    drawn = spec(tab(chart(ChartKind.PIE)))["pieChart"]
    (values,) = drawn["series"]["sourceRange"]["sources"]
    assert (values["startRowIndex"], values["endRowIndex"], values["startColumnIndex"]) == (2, 4, 1)


def test_a_chart_that_is_there_gets_its_new_content_and_stays_where_it_is() -> None:
    ((kind, body),) = requests(tab(chart()), at(0, 3))
    assert (kind, body["chartId"]) == ("updateChartSpec", chart_id(SHEET, 0))


def test_a_chart_that_stands_elsewhere_is_put_where_it_covers_nothing() -> None:
    (update, (kind, body)) = requests(tab(chart()), at(5, 0))
    assert update[0] == "updateChartSpec"
    assert (kind, body["objectId"]) == ("updateEmbeddedObjectPosition", chart_id(SHEET, 0))
    assert body["newPosition"]["overlayPosition"]["anchorCell"] == {"sheetId": SHEET, "rowIndex": 0, "columnIndex": 3}
    assert "sheetId" not in body["newPosition"]


def test_charts_of_ours_that_are_no_longer_wanted_go_and_peoples_stay() -> None:
    theirs = {"chartId": 5, "position": {"overlayPosition": {}}}
    found = requests(tab(chart()), theirs, at(0, 3), at(20, 3, 1), at(40, 3, 20))
    assert [kind for kind, _ in found] == ["deleteEmbeddedObject", "deleteEmbeddedObject", "updateChartSpec"]
    assert [body["objectId"] for _, body in found[:2]] == [chart_id(SHEET, 1), chart_id(SHEET, 20)]


def test_a_chart_of_ours_that_people_moved_to_another_tab_stays_there_and_a_new_one_is_made() -> None:
    ((kind, body),) = requests(tab(chart()), elsewhere=chart_id(SHEET, 0))
    assert (kind, body["chart"]["chartId"]) == ("addChart", chart_id(SHEET, 1))


def test_a_chart_without_rows_is_left_out_and_taken_away() -> None:
    assert not requests(tab(chart(), frame=FRAME.clear()))
    ((kind, _),) = requests(tab(chart(), frame=FRAME.clear()), at(0, 3))
    assert kind == "deleteEmbeddedObject"


def test_a_chart_of_a_column_that_is_not_shown_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match='needs the column "secret"'):
        requests(tab(chart(ChartKind.LINE, "secret")))


def test_a_line_of_many_days_has_no_markers() -> None:
    frame = pl.DataFrame({"day": [date(2026, 1, 1 + n) for n in range(30)], "n": range(30)})
    columns = (ShownColumn("day", "Hari", Format.DATE), ShownColumn("n", "N"))
    content = JobTab("Segmen", (Block(frame, columns),), (Chart("c", ChartKind.LINE, 0, "day", ("n",)),))
    assert "pointStyle" not in spec(content)["basicChart"]["series"][0]


def test_an_axis_begins_at_zero_unless_there_are_losses() -> None:
    drawn = spec(tab(chart(ChartKind.BAR)))["basicChart"]
    window = {"viewWindowMin": 0, "viewWindowMode": "EXPLICIT"}
    assert drawn["axis"] == [{"position": "BOTTOM_AXIS", "viewWindowOptions": window}]
    loss = FRAME.with_columns(before=pl.Series([-2, 4]))
    assert "axis" not in spec(tab(chart(ChartKind.COLUMN, "count", "before"), frame=loss))["basicChart"]
