"""One proposed line of `crm.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm_sheets.mapping.evidence import SURE


@dataclass(frozen=True)
class Proposal:
    """This tab of the workbook, or this column of it, stands for one of ours.

    `tab` and `column` are canonical names, `column` is "" for a tab's title; `title` and `header` are as typed in the
    workbook, `cell` is where the header stands. `example` is a masked value. `confidence` goes from 0 to 1.
    """

    tab: str
    title: str
    confidence: float
    column: str = ""
    header: str = ""
    cell: str = ""
    example: str = ""

    @property
    def sure(self) -> bool:
        """False when a person had better look first."""
        return self.confidence >= SURE

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {**{name: getattr(self, name) for name in self.__dataclass_fields__}, "sure": self.sure}
