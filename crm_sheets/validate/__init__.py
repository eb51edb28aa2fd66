"""Raw tabs become typed tables and problems: every cell is read, nothing is guessed, one bad row stops no other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from crm_sheets.model import ProblemCode
from crm_sheets.schema.base import Owner
from crm_sheets.tables import PROBLEMS, Book, RawTab
from crm_sheets.team_settings import read_country
from crm_sheets.validate.binding import BoundTab, bind
from crm_sheets.validate.own import own_columns
from crm_sheets.validate.references import check_references
from crm_sheets.validate.strays import without_strays
from crm_sheets.validate.typed import read_tab
from crm_sheets.validate.unreachable import unreachable_problems
from crm_sheets.validate.wrong_addresses import noted_wrong

__all__ = ["noted_wrong", "unreachable_problems", "validate"]


def validate(
    tabs: Mapping[str, RawTab],
    as_of: date,
    *,
    country: str = "ID",
    column_maps: Mapping[str, Mapping[str, str]] | None = None,
    titles: Mapping[str, str] | None = None,
) -> Book:
    """The workbook's typed tables and everything that is wrong in its cells.

    `tabs` is keyed by title; tabs that the schema does not know are ignored. `country` (ISO code) decides how phones,
    dates and numbers are read, unless the Settings tab names one. `column_maps` names headers that the aliases do not
    cover: canonical tab -> canonical column -> header; `titles` the same for tabs: canonical tab -> title.

    Out of the typed tables stay blank rows, rows without key, later rows with the same key, and rows whose required
    reference is missing or unknown. An unusable value is null; an unknown name of a person is kept as typed, with a
    warning. Only people's own columns of the queue, the outbox and the logs are checked.
    """
    bound, book, problems = bind(tabs, column_maps or {}, titles)
    country = _country_of(bound, as_of) or country
    typed = {name: without_strays(read_tab(tab, as_of, country)) for name, tab in bound.items()}
    typed = check_references(typed)
    found = [_located(bound[name], tab.faults) for name, tab in typed.items()]
    structure = pl.DataFrame(problems, schema=PROBLEMS, orient="row")
    return Book(
        tables={name: tab.kept() for name, tab in typed.items()},
        problems=pl.concat([structure, *found]),
        titles=book.titles,
        headers=book.headers,
        letters=book.letters,
        own={name: columns for name, tab in bound.items() if (columns := own_columns(tab))},
        country=country,
    )


def _country_of(bound: Mapping[str, BoundTab], as_of: date) -> str:
    """The country that the team set, "" where it set none that can be used."""
    if "settings" not in bound:
        return ""
    settings = read_tab(bound["settings"], as_of, "").kept()
    named = settings.filter(pl.col("setting").str.to_lowercase() == "country")["value"].drop_nulls()
    try:
        return read_country(named[0]) if named.len() else ""
    except ValueError:
        return ""


def _located(bound: BoundTab, faults: pl.DataFrame) -> pl.DataFrame:
    """The faults of one tab as PROBLEMS, in reading order; of shared tabs and logs only those in people's columns."""
    if bound.tab.owner in (Owner.SHARED, Owner.LOG):
        theirs = [column.name for column in bound.tab.columns if column.people_fill]
        faults = faults.filter(pl.col("column").is_in(theirs) | (pl.col("code") == ProblemCode.STRAY_ROW))
    if faults.is_empty():
        return PROBLEMS.to_frame()
    column = pl.col("column")
    places = faults.with_columns(
        tab=pl.lit(bound.tab.name),
        title=pl.lit(bound.raw.title),
        header=column.replace_strict(bound.headers),
        cell=column.replace_strict(bound.letters) + pl.col("row").cast(pl.String),
        position=column.replace_strict(bound.positions),
    )
    return places.sort("row", "position", maintain_order=True).select(*PROBLEMS)
