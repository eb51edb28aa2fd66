"""The spreadsheet as it was last seen: structure, pointer, header rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crm_sheets.tables import RawTab
from crm_sheets.workbook.google.fence import Pointer, pointer_of
from crm_sheets.workbook.google.outline import Outline


@dataclass(frozen=True)
class View:
    """`headers` are the header rows by sheet id; `tabs` are what was read of some tabs to see them, by title.

    `seed` is what our own hidden tab said when it was read.
    """

    outline: Outline
    pointer: Pointer
    headers: Mapping[int, tuple[str, ...]]
    tabs: Mapping[str, RawTab] = field(default_factory=dict)
    seed: str = ""

    @classmethod
    def of(
        cls, outline: Outline, headers: Mapping[int, tuple[str, ...]], tabs: Mapping[str, RawTab] | None = None
    ) -> View:
        """What these say."""
        return cls(outline, pointer_of(outline), dict(headers), tabs or {})

    def with_headers(self, headers: Mapping[int, tuple[str, ...]]) -> View:
        """The same with newer header rows for some tabs."""
        return replace(self, headers={**self.headers, **headers})

    def with_known_headers(self, before: View) -> View:
        """The same with the header rows that were seen `before`, of tabs whose header rows it has not seen itself."""
        return replace(self, headers={**before.headers, **self.headers})

    def at(self, pointer: Pointer) -> View:
        """The same with the pointer moved on."""
        return replace(self, pointer=pointer)
