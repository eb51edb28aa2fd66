"""What a plan has to reckon with beside the workbook and the ledger's history."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from crm_sheets.model import Medium
from crm_sheets.tables import CLOSED


@dataclass(frozen=True)
class Circumstances:
    """How messages go out at present.

    `live` is True when they go to people, not to files. `media` are those that can be used; only message channels can
    be missing, for work that people do needs none. `closed` (CLOSED) are the ways to customers that are shut.
    """

    live: bool = False
    media: frozenset[Medium] = frozenset(Medium)
    closed: pl.DataFrame = field(default_factory=CLOSED.to_frame)

    @property
    def missing_channels(self) -> tuple[Medium, ...]:
        """The message media that are not set up."""
        return tuple(medium for medium in Medium if medium.is_message and medium not in self.media)
