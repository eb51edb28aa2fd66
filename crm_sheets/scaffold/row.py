"""The row of a new program, under the headers that the Programs tab of this workbook has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from crm_sheets.content import Append, Format, ShownColumn
from crm_sheets.model import Text
from crm_sheets.programs.names import Known, Sort
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Kind
from crm_sheets.tables import Book

PROGRAMS = TABS["programs"]
YES_NO = {True: Text("Ya", "Yes"), False: Text("Tidak", "No")}
FORMATS = {Kind.INTEGER: Format.INTEGER, Kind.DATE: Format.DATE, Kind.PERCENT: Format.PERCENT}


class LacksColumn(ValueError):
    """The Programs tab has no column for a value that was given: `column` as declared."""

    def __init__(self, column: Column) -> None:
        self.column = column
        super().__init__(column.name)


def row_of(values: Mapping[str, Any], book: Book, language: str) -> Append:
    """One row with these values by canonical column, to be put under the last row of the Programs tab.

    Choices and yes/no are written as people choose them, in `language`; columns without a value stay blank, and may be
    missing. Raises LacksColumn.
    """
    headers = book.headers["programs"]
    given = {name: value for name, value in values.items() if value is not None and value != ""}
    for name in given:
        if name not in headers:
            raise LacksColumn(PROGRAMS.by_name[name])
    columns = [column for column in PROGRAMS.columns if column.name in given]
    cells = {column.name: _cell(column, given[column.name], language) for column in columns}
    shown = tuple(
        ShownColumn(column.name, headers[column.name], FORMATS.get(column.kind, Format.TEXT)) for column in columns
    )
    return Append(book.titles["programs"], pl.DataFrame([cells]), shown, key=PROGRAMS.key)


def _cell(column: Column, value: Any, language: str) -> Any:
    if column.kind is Kind.YES_NO:
        return YES_NO[bool(value)].in_language(language)
    if column.kind is Kind.CHOICE:
        parts = str(value).split(",") if column.many else [str(value)]
        return ", ".join(_label(column, part.strip(), language) for part in parts)
    return value


def _label(column: Column, typed: str, language: str) -> str:
    """A choice as people call it; what is no choice stays as it was typed, for the check to find it."""
    known = Known("", column.name, Sort.TEXT, column.choices).canonical(typed)
    labels = {choice.value: choice.label.in_language(language) for choice in column.choices}
    return labels.get(known or "", typed)
