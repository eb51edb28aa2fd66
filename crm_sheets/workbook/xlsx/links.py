"""Links of cells: to a cell of the same workbook, or to an address outside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from crm_sheets.tables import column_letter
from crm_sheets.workbook.xlsx import markup
from crm_sheets.workbook.xlsx.cells import CellColumn
from crm_sheets.workbook.xlsx.relations import OFFICE, NewRelation

MOST_LINKS = 65_530
"""The most links that Excel accepts on one tab; cells beyond it show their text without a link."""

LONGEST_ADDRESS = 2_079
SCHEMES = r"(?i)^(https?://|mailto:|tel:|sms:|whatsapp:)\S"
INSIDE = "#"

_UNSAFE = {" ": "%20", '"': "%22", "<": "%3C", ">": "%3E", "\\": "%5C", "^": "%5E", "`": "%60", "{": "%7B", "|": "%7C"}
_UNSAFE |= {"}": "%7D", "\n": "%0A", "\r": "%0D", "\t": "%09"}
_LONE_PERCENT = r"%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)"


class Link(NamedTuple):
    """A link of one cell: `target` starts with "#" for a place in this workbook."""

    cell: str
    target: str


def safe_target(name: str) -> pl.Expr:
    """The link target in the frame column `name`, null where it is none that a cell may have.

    Only places in the workbook and harmless kinds of address are links: never a file or a script.
    """
    target = pl.col(name)
    outside = target.str.strip_chars()
    outside = pl.when(outside.str.contains(_LONE_PERCENT)).then(outside.str.replace_all("%", "%25")).otherwise(outside)
    outside = outside.str.replace_many(list(_UNSAFE), list(_UNSAFE.values()))
    allowed = outside.str.contains(SCHEMES) & (outside.str.len_chars() <= LONGEST_ADDRESS)
    inside = target.str.starts_with(INSIDE) & (target.str.len_chars() > 1)
    return pl.when(inside).then(target).when(allowed).then(outside)


def find_links(values: pl.DataFrame, columns: Sequence[CellColumn], first_row: int, room: int) -> list[Link]:
    """The links of the records in sheet rows from `first_row` on, at most `room`."""
    found: list[Link] = []
    for column in columns:
        if column.style.links:
            cell = pl.lit(column_letter(column.position)) + (pl.int_range(pl.len()) + first_row).cast(pl.String)
            links = values.select(cell, pl.col(column.style.links).alias("target")).drop_nulls("target")
            found += [Link(*row) for row in links.head(max(room - len(found), 0)).rows()]
    return found


def outside_links(links: Sequence[Link]) -> list[NewRelation]:
    """The references that the sheet needs, one for each link to the outside, in order."""
    return [
        NewRelation("hyperlink", link.target.partition("#")[0], external=True)
        for link in links
        if not link.target.startswith(INSIDE)
    ]


def link_markup(links: Sequence[Link], ids: Sequence[str], prefix: str = "") -> str:
    """The `<hyperlink>` elements; `ids` are the references made for `outside_links`."""
    waiting = iter(ids)
    return "".join(
        _inside(link, prefix) if link.target.startswith(INSIDE) else _outside(link, next(waiting), prefix)
        for link in links
    )


def _inside(link: Link, prefix: str) -> str:
    return f'<{prefix}hyperlink ref="{link.cell}" location="{markup.attribute(link.target[1:])}"/>'


def _outside(link: Link, identifier: str, prefix: str) -> str:
    fragment = link.target.partition("#")[2]
    location = f' location="{markup.attribute(fragment)}"' if fragment else ""
    return f'<{prefix}hyperlink xmlns:r="{OFFICE}" ref="{link.cell}" r:id="{identifier}"{location}/>'
