"""Who of the team gets a piece of work: the customer's owner, that owner's leader, or somebody who may give advice.

Who no longer works (`active` is no) gets none: it goes to their leader. Whoever is not in the Staff tab is taken at
their name, for the tab may be missing (A2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import polars as pl

from crm_sheets.model import HandledBy, ProblemCode, Program, Severity
from crm_sheets.problems import problem
from crm_sheets.tables import Book


class Member(NamedTuple):
    """One row of the Staff tab, as far as work is given out by it."""

    name: str
    branch: str
    is_management: bool
    leader: str
    may_advise: bool
    is_active: bool


class Handlers:
    """The team, by name."""

    def __init__(self, staff: pl.DataFrame) -> None:
        """`staff` is the Staff tab; of two rows of one name the first counts."""
        self._members: dict[str, Member] = {}
        for row in staff.filter(pl.col("name").is_not_null()).iter_rows(named=True):
            self._members.setdefault(folded(row["name"]), _member(row))
        self._known: dict[tuple[HandledBy, str, str], str] = {}

    @property
    def has_adviser(self) -> bool:
        """True when anybody who works here may give advice."""
        return any(self._advisers())

    def who(self, handled_by: HandledBy, owner: str, branch: str = "") -> str:
        """The name of who does it; "" for nobody. `owner` answers for the customer, `branch` is the customer's."""
        key = handled_by, owner, branch
        if key not in self._known:
            self._known[key] = self._found(*key)
        return self._known[key]

    def _found(self, handled_by: HandledBy, owner: str, branch: str) -> str:
        if handled_by is HandledBy.LEADER:
            return self._leader(owner, branch)
        return self._adviser(owner, branch) if handled_by is HandledBy.ADVISER else self._working(owner)

    def _member(self, name: str) -> Member | None:
        return self._members.get(folded(name))

    def _working(self, name: str) -> str:
        """The person, or the first above them who still works; "" when there is none."""
        seen: set[str] = set()
        while (member := self._member(name)) and not member.is_active:
            if member.name in seen:
                return ""
            seen.add(member.name)
            name = self._above(member)
        return name

    def _above(self, member: Member) -> str:
        """The leader who is noted, else the management of their branch; "" for who has nobody above them."""
        return member.leader or self._management(member.branch, member.name)

    def _management(self, branch: str, but: str = "") -> str:
        found = (one.name for one in self._members.values() if one.is_management and one.is_active)
        return next((name for name in found if name != but and self._branch(name, "") == branch), "") if branch else ""

    def _leader(self, owner: str, branch: str) -> str:
        """Who has nobody above them leads themselves; a customer without an owner is led by their branch."""
        member = self._member(owner)
        above = self._above(member) if member else self._management(branch)
        return self._working(above) or self._working(owner)

    def _adviser(self, owner: str, branch: str) -> str:
        """The owner, the owner's leader, one of the branch, or any: the first of them who may give advice."""
        advisers = list(self._advisers())
        near = (self._working(owner), self._leader(owner, branch))
        own_branch = self._branch(owner, branch)
        of_branch = (member for member in advisers if own_branch and member.branch == own_branch)
        first = next((member for name in near for member in advisers if folded(member.name) == folded(name)), None)
        found = first or next(of_branch, None) or next(iter(advisers), None)
        return found.name if found else ""

    def _advisers(self) -> Iterator[Member]:
        return (member for member in self._members.values() if member.may_advise and member.is_active)

    def _branch(self, name: str, otherwise: str) -> str:
        member = self._member(name)
        return (member.branch if member else "") or otherwise


def unhandled_problems(programs: Sequence[Program], book: Book) -> list[dict[str, Any]]:
    """A warning for each program that somebody who may give advice should handle, where nobody may."""
    if Handlers(book.table("staff")).has_adviser:
        return []
    wanted = [program for program in programs if program.handled_by is HandledBy.ADVISER]
    code, warning = ProblemCode.NO_ADVISER, Severity.WARNING
    return [
        problem(book, "programs", program.row or None, "handled_by", HandledBy.ADVISER.value, code, severity=warning)
        for program in wanted
    ]


def _member(row: dict[str, Any]) -> Member:
    return Member(
        name=row["name"],
        branch=row["branch"] or "",
        is_management=row["unit"] == "management",
        leader=row["leader"] or "",
        may_advise=bool(row["authorised_for_advice"]),
        is_active=row["active"] is not False,
    )


def folded(name: str) -> str:
    """A name as it is compared with others: neither case nor spaces matter."""
    return " ".join(name.split()).casefold()
