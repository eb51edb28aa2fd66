"""The one conditional write that Google Sheets can be made to do: a pointer that each job's write moves on.

A named range with an id of its own points at the last write that a job made. A batch update that writes first deletes
the pointer that was there when the job read and then makes the next one; both fail when somebody else has moved it,
and with them the whole batch, because a batch is applied whole or not at all. So

- two jobs that read the same state cannot both write;
- a write whose answer was lost is known by the pointer's name: when it is there, the write was made, and when it is
  not, repeating it can never make it twice, even if the first one arrives late.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crm_sheets.workbook.google.ids import stable_id, stable_name
from crm_sheets.workbook.google.outline import Outline
from crm_sheets.workbook.google.requests import Request

_BEGINNINGS = 10**8

_NAME = re.compile(r"crm_sheets_write_(\d+)_\w+")


@dataclass(frozen=True)
class Pointer:
    """The last write of a job: how many there were, and its named range; number 0 when there is none."""

    number: int = 0
    range_id: str = ""
    name: str = ""

    def next(self, token: str, seed: str) -> Pointer:
        """The pointer that the write called `token` makes.

        Without a pointer the count begins anew at a number that comes from `seed`, what was read of the workbook: two
        jobs that read the same begin at the same one, and only one of them can.
        """
        return _pointer(self.number + 1 if self.number else _number_from(seed), token)

    def far_from(self, token: str) -> Pointer:
        """A pointer that nobody has had before.

        For a write that is refused again and again: an id whose named range was lost with its tab is never free again.
        """
        return _pointer(self.number + _number_from(token), token)

    def since(self, number: int) -> Pointer:
        """The same, counted on from `number`: people may have taken the named range away."""
        return replace(self, number=max(self.number, number))


def _pointer(number: int, token: str) -> Pointer:
    return Pointer(number, stable_name("write", str(number)), f"crm_sheets_write_{number}_{token}")


def _number_from(text: str) -> int:
    return stable_id("beginning", text) % _BEGINNINGS + 1


def pointer_of(outline: Outline) -> Pointer:
    """The pointer that stands in the spreadsheet."""
    found = [
        Pointer(int(match.group(1)), range_id, name)
        for range_id, name in outline.named_ranges.items()
        if (match := _NAME.fullmatch(name))
    ]
    return max(found, key=lambda pointer: pointer.number, default=Pointer())


def is_made(outline: Outline, token: str) -> bool:
    """True when the write called `token` is among those that were made and not followed by another."""
    return any(_NAME.fullmatch(name) and name.endswith(f"_{token}") for name in outline.named_ranges.values())


def move_requests(before: Pointer, after: Pointer, sheet_id: int) -> tuple[Request, Request | None]:
    """What makes the new pointer, on a cell of this tab, and what first takes the old one away (None without one)."""
    place = {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    named = {"namedRangeId": after.range_id, "name": after.name, "range": place}
    remove = Request.of("deleteNamedRange", {"namedRangeId": before.range_id}) if before.range_id else None
    return Request.of("addNamedRange", {"namedRange": named}), remove
