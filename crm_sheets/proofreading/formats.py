"""Money and dates that would not be shown as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jinja2 import nodes

from crm_sheets.model import Text
from crm_sheets.proofreading.finding import Kind, Remark
from crm_sheets.proofreading.passages import GAP, Passage
from crm_sheets.schema.base import Column
from crm_sheets.schema.base import Kind as ColumnKind

CURRENCY = re.compile(rf"\b(?:Rp|IDR)\.?[ \t]*(?={GAP})", re.IGNORECASE)
MONEY_FILTERS = frozenset({"money", "money_short"})
PLAIN_FILTERS = frozenset({"int", "round", "abs"})
SUMS = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg)
DATE_PARTS = frozenset({"day", "month", "year"})
PARTED_DATE = re.compile(rf"{GAP}[ \t]*[-/.][ \t]*{GAP}")

Columns = Mapping[str, Mapping[str, Column]]
"""The columns that a template can read, by place ("subject") and name."""


def raw_values(passage: Passage, columns: Columns) -> Iterator[Remark]:
    """Gaps whose money or date is written by hand."""
    for found in CURRENCY.finditer(passage.text):
        yield _currency(found, passage.gap_at(found.end()), columns)
    for offset, sign in enumerate(passage.text):
        gap = passage.gap_at(offset) if sign == GAP else None
        if gap is not None and not CURRENCY.search(passage.text[max(0, offset - 5) : offset + 1]):
            yield from _bare_sum(offset, gap, columns)
    for found in PARTED_DATE.finditer(passage.text):
        if _is_date_part(passage.gap_at(found.start())):
            what = Text("tanggal yang disusun sendiri dari angka", "a date put together from numbers")
            remedy = Text("Tulis |date, |day_month, atau |month.", "Write |date, |day_month or |month.")
            yield Remark(found.start(), Kind.FORMAT, "{{ ... }}/{{ ... }}", what, remedy)


def _currency(found: re.Match[str], gap: nodes.Expr | None, columns: Columns) -> Remark:
    value = f"{found[0].strip()} {{{{ ... }}}}"
    if _shows_money(gap, columns):
        what = Text("nilai ini sudah tampil dengan mata uangnya", "this value already shows its currency")
        return Remark(found.start(), Kind.FORMAT, value, what, Text('Hapus "Rp".', 'Take the "Rp" out.'))
    what = Text("uang tanpa titik ribuan", "money without its thousands")
    return Remark(found.start(), Kind.FORMAT, value, what, Text("Tulis {{ ...|money }}.", "Write {{ ...|money }}."))


def _bare_sum(offset: int, gap: nodes.Expr, columns: Columns) -> Iterator[Remark]:
    value = gap
    while isinstance(value, nodes.Filter) and value.name in PLAIN_FILTERS and value.node is not None:
        value = value.node
    is_computed = isinstance(value, SUMS) or value is not gap
    if is_computed and any(_is_money(one, columns) for one in (value, *value.find_all(nodes.Getattr))):
        what = Text("hasil hitungan uang tampil sebagai angka biasa", "computed money shows as a plain number")
        remedy = Text("Tulis {{ (...)|money }}.", "Write {{ (...)|money }}.")
        yield Remark(offset, Kind.FORMAT, "{{ ... }}", what, remedy)


def _shows_money(gap: nodes.Expr | None, columns: Columns) -> bool:
    if isinstance(gap, nodes.Filter):
        return gap.name in MONEY_FILTERS
    return gap is not None and _is_money(gap, columns)


def _is_money(value: nodes.Node, columns: Columns) -> bool:
    if not (isinstance(value, nodes.Getattr) and isinstance(value.node, nodes.Name)):
        return False
    column = columns.get(value.node.name, {}).get(value.attr)
    return column is not None and column.kind is ColumnKind.MONEY


def _is_date_part(value: nodes.Expr | None) -> bool:
    return isinstance(value, nodes.Getattr) and value.attr in DATE_PARTS
