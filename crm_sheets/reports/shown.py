"""How a table becomes a block people read: localised headers and values, and links to the cells it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

import polars as pl

from crm_sheets.content import Format, ShownColumn, Tone
from crm_sheets.model import Text
from crm_sheets.tables import ROW, Book

Value = TypeVar("Value", bound=str)

YES_NO = {True: Text("Ya", "Yes"), False: Text("Tidak", "No")}


class Heading(NamedTuple):
    """One column as declared: its frame column, its header in both languages, its format and width (characters)."""

    name: str
    header: Text
    format: Format = Format.TEXT
    width: int = 14
    link_column: str = ""
    note: Text | None = None


def shown(headings: Iterable[Heading], language: str) -> tuple[ShownColumn, ...]:
    """The declared columns with their headers in `language`."""
    return tuple(
        ShownColumn(
            heading.name,
            heading.header.in_language(language),
            heading.format,
            heading.width,
            link_column=heading.link_column,
            note=heading.note.in_language(language) if heading.note else "",
        )
        for heading in headings
    )


def with_tones(columns: Iterable[ShownColumn], name: str, tones: Mapping[str, Tone]) -> tuple[ShownColumn, ...]:
    """The columns with the values of one of them coloured; `tones` is by the value as it is shown."""
    coloured = tuple(tones.items())
    return tuple(replace(column, tones=coloured) if column.name == name else column for column in columns)


def texts(mapping: Mapping[Value, Text], language: str) -> dict[Value, str]:
    """A mapping of texts in one language."""
    return {value: text.in_language(language) for value, text in mapping.items()}


def relabel(column: str, labels: Mapping[Value, str]) -> pl.Expr:
    """The column with each value replaced by its label; a value without one stays as it is."""
    return pl.col(column).replace(dict(labels)) if labels else pl.col(column)


def relabel_by(frame: pl.DataFrame, column: str, label: Callable[[str], str]) -> pl.Expr:
    """The column with each value replaced by `label(value)`; for columns of few different values."""
    different = frame[column].drop_nulls().unique().to_list()
    return relabel(column, {value: label(value) for value in different})


def only_saying(frame: pl.DataFrame, column: str, text: str) -> pl.DataFrame:
    """One row in the shape of `frame` that says a text and nothing else, for a list that is empty."""
    return pl.DataFrame([{column: text}], schema=frame.schema)


def yes_no(column: str, language: str) -> pl.Expr:
    """A yes/no column in words; null stays null."""
    yes, no = (YES_NO[value].in_language(language) for value in (True, False))
    known = pl.when(pl.col(column)).then(pl.lit(yes)).otherwise(pl.lit(no))
    return pl.when(pl.col(column).is_not_null()).then(known).alias(column)


def cell_links(title: pl.Expr, cell: pl.Expr) -> pl.Expr:
    """Link targets to cells of this workbook: "#'Pelanggan'!C5"; null where title or cell is null."""
    return pl.concat_str(pl.lit("#'"), title.str.replace_all("'", "''", literal=True), pl.lit("'!"), cell)


def cell_link(title: str, cell: str) -> str:
    """The link target to one cell of this workbook."""
    return "#'" + title.replace("'", "''") + "'!" + cell


def with_customer_link(frame: pl.DataFrame, book: Book) -> pl.DataFrame:
    """`frame` (with `customer_id`) and a column `customer_link` to the customer's name in the customers tab."""
    letter = book.letters.get("customers", {}).get("name", "A")
    title = book.titles.get("customers", "Pelanggan")
    rows = book.table("customers").select("customer_id", pl.col(ROW).alias("_customer_row"))
    rows = rows.unique("customer_id", keep="first", maintain_order=True)
    link = cell_links(pl.lit(title), pl.lit(letter) + pl.col("_customer_row").cast(pl.String))
    return (
        frame.join(rows, on="customer_id", how="left", maintain_order="left")
        .with_columns(customer_link=link)
        .drop("_customer_row")
    )
