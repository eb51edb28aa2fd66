"""What one can choose on the page: programs, owners and what happens; each has a number, by which the page hides.

Whatever stands on the page carries classes for its program (`p3`), its owner (`o2`) and what happens to it (`r1`). The
page's style hides what lacks the class that is chosen, so choices combine without any script.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """One thing on the page by what can be chosen: a program's id, an owner's name, a group or a reason."""

    program: str
    owner: str
    outcome: str


@dataclass(frozen=True)
class Choices:
    """The numbers of programs, owners and outcomes from 1 on, and how many entries each has."""

    programs: Mapping[str, int]
    owners: Mapping[str, int]
    outcomes: Mapping[str, int]
    counts: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Choices:
        """Numbers in the order in which the entries come; owners by name, those without one last."""
        known = list(entries)
        counts: Counter[tuple[str, str]] = Counter()
        for entry in known:
            counts.update(zip(Entry._fields, entry, strict=True))
        owners = sorted({entry.owner for entry in known}, key=lambda name: (not name, name.casefold()))
        return cls(
            _numbered(entry.program for entry in known),
            _numbered(owners),
            _numbered(entry.outcome for entry in known),
            counts,
        )

    def classes(self, program: str = "", owner: str | None = None, outcome: str = "") -> str:
        """The classes of one thing; what is not given stands for none, an `owner` of "" is nobody."""
        found = [f"p{self.programs[program]}"] if program else []
        found += [f"o{self.owners[owner]}"] if owner is not None else []
        found += [f"r{self.outcomes[outcome]}"] if outcome else []
        return " ".join(found)

    def pair(self, program: str, owner: str) -> str:
        """The class of a box that holds something of this program for this owner."""
        return f"p{self.programs[program]}o{self.owners[owner]}"

    def box(self, entries: Iterable[Entry]) -> str:
        """The classes of what holds these entries: it stays while it holds one that is chosen."""
        found: dict[str, None] = {}
        for entry in entries:
            found |= dict.fromkeys([*self.classes(*entry).split(), self.pair(entry.program, entry.owner)])
        return " ".join(found)

    def pairs(self, entries: Iterable[Entry]) -> list[tuple[int, int]]:
        """The numbers of program and owner that occur together."""
        return sorted({(self.programs[entry.program], self.owners[entry.owner]) for entry in entries})

    def listed(self, kind: str, labels: Mapping[str, str]) -> list[dict[str, Any]]:
        """The choices of one kind ("program", "owner", "outcome") as the page lists them."""
        numbers = {"program": self.programs, "owner": self.owners, "outcome": self.outcomes}[kind]
        return [
            {"number": number, "label": labels.get(name, name), "count": self.counts[kind, name]}
            for name, number in numbers.items()
        ]


def tallies(
    choices: Choices, counts: Mapping[Entry, int], outcome: str = "", program: str = ""
) -> list[dict[str, Any]]:
    """How many there are for each choice of program and owner; with `program` all are of that one.

    The page shows the one of them that fits what is chosen.
    """
    sums: Counter[tuple[str, str | None]] = Counter()
    for entry, count in counts.items():
        for place in {("", None), (entry.program, None), ("", entry.owner), (entry.program, entry.owner)}:
            sums[place] += count
    return [
        {"classes": _tally_classes(choices, *place, outcome, program), "count": count}
        for place, count in sums.items()
        if count and not (program and place[0])
    ]


def _tally_classes(choices: Choices, program: str, owner: str | None, outcome: str, only: str) -> str:
    when = ["with-program"] * bool(program) + ["with-owner"] * (owner is not None)
    return " ".join([*when, choices.classes(program or only, owner, outcome)])


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names), start=1)}
