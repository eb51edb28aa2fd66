"""The peer's tables: rows as openpyxl gives them, read, checked and turned into pandas frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from peer_cells import FORMULA_ERRORS, BadCell, letters, reader

Rules = dict[str, Any]
DATES = ("date", "month", "datetime")
NUMBERS = ("money", "number", "integer", "percent")
FREE_TEXTS = ("id", "text", "name", "long_text", "url")


@dataclass
class Checked:
    """The frames by tab, the problems found, and which columns each tab has (name -> letter)."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    places: dict[str, dict[str, str]] = field(default_factory=dict)


def read_rows(path: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every tab's rows, header included; formulas as the values they showed."""
    workbook = load_workbook(path, read_only=True, data_only=True)
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in workbook.worksheets}
    workbook.close()
    return rows


def check_tabs(sheets: dict[str, list[tuple[Any, ...]]], rules: Rules, as_of: date) -> Checked:
    """Read every known tab, then look whether ids and names that tabs take from one another exist."""
    checked = Checked()
    for name, tab in rules["tabs"].items():
        if tab["title"] in sheets:
            _read_tab(checked, name, tab, sheets[tab["title"]], as_of)
    for name, tab in rules["tabs"].items():
        if tab["is_team"] and name in checked.tables:
            _check_references(checked, name, tab)
    return checked


def _read_tab(checked: Checked, name: str, tab: Rules, rows: list[tuple[Any, ...]], as_of: date) -> None:
    headers = [str(header or "").strip() for header in rows[0]]
    columns = [column for column in tab["columns"] if column["header"] in headers]
    cells = pd.DataFrame(rows[1:], columns=range(len(headers)), dtype=object)
    cells = cells[[headers.index(column["header"]) for column in columns]]
    cells.columns = [column["name"] for column in columns]
    cells.insert(0, "row", range(2, len(cells) + 2))
    for column in columns:
        cells[column["name"]] = pd.Series([_tidied(cell) for cell in cells[column["name"]]], dtype=object)
    boxes = [column["name"] for column in columns if column["kind"] == "yes_no"]
    filled = cells.drop(columns=["row", *boxes]).notna().any(axis=1) | cells[boxes].eq(True).any(axis=1)
    cells = cells[filled].reset_index(drop=True)
    checked.places[name] = {
        column["name"]: get_column_letter(headers.index(column["header"]) + 1) for column in columns
    }
    before = len(checked.problems)
    table = _read_columns(checked, name, tab, cells, as_of)
    if not tab["is_team"]:
        del checked.problems[before:]
    else:
        table = _check_rows(checked, name, tab, table, as_of)
    checked.tables[name] = table


def _tidied(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    return cell.strip() or None


def _read_columns(checked: Checked, name: str, tab: Rules, cells: pd.DataFrame, as_of: date) -> pd.DataFrame:
    table = {"row": cells["row"]}
    for column in tab["columns"]:
        column_name, kind = column["name"], column["kind"]
        values: list[Any] = [None] * len(cells)
        if column_name in cells:
            values = _read_cells(checked, name, column, cells, reader(column, as_of))
        if kind == "phone":
            table[f"{column_name}_kind"] = pd.Series([value and value[1] for value in values], dtype=object)
            values = [value and value[0] for value in values]
        table[column_name] = _series(values, kind)
    return pd.DataFrame(table)


def _read_cells(
    checked: Checked, name: str, column: Rules, cells: pd.DataFrame, read: Callable[[Any], Any]
) -> list[Any]:
    values = []
    dash_is_blank = column["kind"] not in FREE_TEXTS
    for row, cell in zip(cells["row"], cells[column["name"]], strict=True):
        if cell is None or (dash_is_blank and cell == "-"):
            values.append(None)
            continue
        if isinstance(cell, str) and cell in FORMULA_ERRORS:
            add_problem(checked, name, column["name"], row, "formula_error", cell)
            values.append(None)
            continue
        try:
            values.append(read(cell))
        except BadCell as bad:
            add_problem(checked, name, column["name"], row, bad.code, cell)
            values.append(bad.value)
    return values


def _series(values: list[Any], kind: str) -> pd.Series:
    if kind in DATES:
        return pd.to_datetime(pd.Series(values, dtype=object))
    if kind in NUMBERS:
        return pd.Series(values, dtype="float64")
    return pd.Series(values, dtype=object)


def add_problem(checked: Checked, tab: str, column: str, row: int, code: str, value: Any) -> None:
    """Note one faulty cell."""
    letter = checked.places[tab][column]
    found = {"tab": tab, "column": column, "cell": f"{letter}{row}", "value": str(value)[:200], "code": code}
    checked.problems.append(found)


def _check_rows(checked: Checked, name: str, tab: Rules, table: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Required, past, range, order of dates, unique; without the rows that have no key of their own."""
    present = [column for column in tab["columns"] if column["name"] in checked.places[name]]
    accused = {(found["column"], found["cell"]) for found in checked.problems if found["tab"] == name}
    for column in present:
        values = table[column["name"]]
        if column["required"]:
            _accuse_missing(checked, name, column, table[values.isna()], accused)
        if column["past"]:
            _accuse(checked, name, column, table, values > pd.Timestamp(as_of), "future_date")
        _accuse(checked, name, column, table, _outside(table, column), "out_of_range")
    for column in present:
        if column["after"] in checked.places[name]:
            wrong = table[column["name"]] < table[column["after"]]
            _accuse(checked, name, column, table, wrong, "date_order")
    for column in present:
        if column["unique"]:
            values = table[column["name"]]
            later = values.notna() & values.duplicated()
            for row, value in zip(table.loc[later, "row"], values[later], strict=True):
                add_problem(checked, name, column["name"], row, "duplicate_value", value)
            if column["name"] == tab["key"]:
                table = table[~later]
    key = next((column for column in tab["columns"] if column["name"] == tab["key"]), None)
    return table[table[key["name"]].notna()] if key and key["required"] else table


def _accuse_missing(
    checked: Checked, name: str, column: Rules, blank: pd.DataFrame, accused: set[tuple[str, str]]
) -> None:
    letter = checked.places[name][column["name"]]
    for row in blank["row"]:
        if (column["name"], f"{letter}{row}") not in accused:
            add_problem(checked, name, column["name"], row, "missing_value", "")


def _outside(table: pd.DataFrame, column: Rules) -> pd.Series:
    values = table[column["name"]]
    outside = pd.Series(False, index=table.index)
    if column["minimum"] is not None:
        outside |= values < column["minimum"]
    if column["maximum"] is not None:
        outside |= values > column["maximum"]
    return outside


def _accuse(checked: Checked, name: str, column: Rules, table: pd.DataFrame, wrong: pd.Series, code: str) -> None:
    """Note the wrong values and blank them."""
    if not wrong.any():
        return
    for row, value in zip(table.loc[wrong, "row"], table.loc[wrong, column["name"]], strict=True):
        add_problem(checked, name, column["name"], row, code, value)
    table.loc[wrong, column["name"]] = None


def _check_references(checked: Checked, name: str, tab: Rules) -> None:
    table = checked.tables[name]
    for column in tab["columns"]:
        column_name, (parent, _, key) = column["name"], column["references"].partition(".")
        if parent in checked.tables and column_name in checked.places[name]:
            known = checked.tables[parent][key].dropna()
            if column["kind"] == "name":
                spelled = {letters(value): value for value in reversed(known.tolist())}
                table[column_name] = table[column_name].map(
                    lambda value, spelled=spelled: value and spelled.get(letters(value), value)
                )
            unknown = table[column_name].notna() & ~table[column_name].isin(known)
            for row, value in zip(table.loc[unknown, "row"], table.loc[unknown, column_name], strict=True):
                add_problem(checked, name, column_name, row, "unknown_reference", value)
            if column["kind"] != "name":
                table.loc[unknown, column_name] = None
        if column["required"] and column["references"]:
            table = table[table[column_name].notna()]
    checked.tables[name] = table.reset_index(drop=True)
