"""Who brought whom: the people of the referrals as trees, each under the one who recommended them first (C9).

Nobody recommends themselves, and nobody comes from somebody whom they brought: such rows are left out and told. These
are objects, not tables: a tree is walked person by person, and there are never many who came by a recommendation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from crm_sheets.enrich.windows import up_to

WON = "customer"


@dataclass
class Person:
    """Somebody who recommended or was brought: `brought` by id, the first first; `generation` 0 for who came alone.

    `thanks_due` is the number of their referrals that nobody has thanked for. `names_self` says that they recommended
    themselves, `in_circle` lists whom they "brought" although they come from them.
    """

    customer_id: str
    brought: list[str] = field(default_factory=list)
    generation: int = 0
    made: int = 0
    thanks_due: int = 0
    names_self: bool = False
    in_circle: list[str] = field(default_factory=list)


def referral_trees(referrals: pl.DataFrame, as_of: date) -> list[Person]:
    """Everybody who recommended or was brought up to `as_of`, each above those they brought: a tree after the other.

    Brought is who became a customer and has a row in the customers tab. Whoever was recommended twice belongs to the
    earlier one. The largest trees come first.
    """
    known = referrals.filter(up_to("date", as_of), pl.col("referrer_id").is_not_null())
    grown = _Trees()
    for row in known.sort("date", nulls_last=True, maintain_order=True).iter_rows(named=True):
        grown.add(row["referrer_id"], row["referred_id"], won=row["status"] == WON, thanked=bool(row["thanked"]))
    return list(grown.in_order())


class _Trees:
    """Trees that grow by one referral after the other."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.parent: dict[str, str] = {}
        self.above: dict[str, str] = {}  # a shortcut towards the root, so that long lines cost nothing

    def add(self, referrer: str, referred: str | None, *, won: bool, thanked: bool) -> None:
        giver = self.people.setdefault(referrer, Person(referrer))
        if referred == referrer:
            giver.names_self = True
            return
        giver.made += 1
        giver.thanks_due += not thanked
        if not won or referred is None or referred in self.parent:
            return
        if self._root(referrer) == referred:
            giver.in_circle.append(referred)
            return
        self.people.setdefault(referred, Person(referred))
        self.parent[referred] = self.above[referred] = referrer
        giver.brought.append(referred)

    def _root(self, one: str) -> str:
        path = []
        while one in self.above:
            path.append(one)
            one = self.above[one]
        self.above.update(dict.fromkeys(path, one))
        return one

    def in_order(self) -> Iterator[Person]:
        sizes = subtree_sums(list(self._walk()), dict.fromkeys(self.people, 1.0))
        roots = sorted((one for one in self.people if one not in self.parent), key=lambda one: (-sizes[one], one))
        yield from self._walk(roots)

    def _walk(self, roots: list[str] | None = None) -> Iterator[Person]:
        """Everybody, parents first, without recursion."""
        waiting = list(reversed(roots if roots is not None else [one for one in self.people if one not in self.parent]))
        while waiting:
            person = self.people[waiting.pop()]
            parent = self.parent.get(person.customer_id)
            person.generation = self.people[parent].generation + 1 if parent else 0
            yield person
            waiting.extend(reversed(person.brought))


def subtree_sums(people: list[Person], values: dict[str, float]) -> dict[str, float]:
    """For each person the sum of the values of all whom they brought, directly or through others, without their own.

    `people` are parents first, as `referral_trees` gives them; whoever has no value adds nothing.
    """
    sums: dict[str, float] = {}
    for person in reversed(people):
        sums[person.customer_id] = sum(values.get(one, 0.0) + sums[one] for one in person.brought)
    return sums
