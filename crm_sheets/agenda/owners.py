"""Whose agenda a task is in: the Staff tab's spelling of who stands in a cell, else the desk's."""

from __future__ import annotations

import polars as pl

from crm_sheets.desk.context import DeskContext
from crm_sheets.handlers import folded
from crm_sheets.queue.row import OWNER_UNKNOWN

NOBODY = frozenset(folded(text) for text in OWNER_UNKNOWN)


class Owners:
    """Answers for the cells of a day; case and spaces do not matter."""

    def __init__(self, context: DeskContext) -> None:
        staff = context.book.table("staff").filter(pl.col("name").is_not_null())
        works = pl.col("active").fill_null(value=True)
        self._all = frozenset(folded(name) for name in staff["name"])
        self._working: dict[str, str] = {}
        for name in staff.filter(works)["name"]:
            self._working.setdefault(folded(name), " ".join(name.split()))
        desk = context.desk_owner
        self._desk = self._working.get(folded(desk), " ".join(desk.split()))

    @property
    def working(self) -> tuple[str, ...]:
        """All who work here, each name once."""
        return tuple(self._working.values())

    def of(self, cell: str | None) -> str:
        """What belongs to nobody, to somebody who has left or whom the Staff tab does not know, is the desk's.

        Without a Staff tab, or a desk, everybody is taken at their name; "" where there is none.
        """
        name = " ".join((cell or "").split())
        if name and folded(name) in self._working:
            return self._working[folded(name)]
        is_somebody = bool(name) and folded(name) not in NOBODY
        is_taken_at_their_name = is_somebody and not (self._all and self._desk)
        return name if is_taken_at_their_name and folded(name) not in self._all else self._desk
