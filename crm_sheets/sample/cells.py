"""Cells that are not just a value."""

from __future__ import annotations

from typing import NamedTuple


class BrokenFormula(NamedTuple):
    """A formula that shows an error, such as =1/0 showing #DIV/0!."""

    formula: str
    shown: str
