"""Which headers of a tab, not understood so far, mean which of our columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from crm_sheets.mapping.evidence import DOUBTFUL, LEAST, weigh
from crm_sheets.mapping.masking import all_masked, masked
from crm_sheets.mapping.proposal import Proposal
from crm_sheets.mapping.samples import Sample, sample_of
from crm_sheets.schema.base import Column, Tab
from crm_sheets.tables import RawTab, column_letter
from crm_sheets.values.choices import normalise

_NEARLY = 0.05


@dataclass(frozen=True)
class Reader:
    """Looks at the columns of raw tabs, at each once. `keys` are the key columns' values, by "tab.column"."""

    as_of: date
    country: str
    keys: dict[str, pl.Series] = field(default_factory=dict)
    _samples: dict[tuple[str, int], Sample] = field(default_factory=dict)

    def sample(self, raw: RawTab, position: int) -> Sample:
        """The values of a tab's column."""
        place = raw.title, position
        if place not in self._samples:
            self._samples[place] = sample_of(self._cells(raw, position), self.as_of, self.country)
        return self._samples[place]

    def _cells(self, raw: RawTab, position: int) -> pl.Series:
        """The cells; none for a header that stands beyond them."""
        name = column_letter(position)
        return raw.cells[name] if name in raw.cells.columns else pl.Series(name, [], pl.String)


@dataclass(frozen=True)
class _Pair:
    position: int
    column: Column
    confidence: float


def propose_columns(tab: Tab, raw: RawTab, bound: Mapping[str, int], reader: Reader) -> list[Proposal]:
    """A column of ours for headers that none is bound to, no column twice; by position.

    `bound` gives the position of the columns that are understood.
    """
    pairs = sorted(_pairs(tab, raw, bound, reader), key=lambda pair: (-pair.confidence, pair.position))
    chosen: list[_Pair] = []
    for pair in pairs:
        if all(pair.position != other.position and pair.column != other.column for other in chosen):
            chosen.append(_less_sure(pair, pairs, chosen))
    return [_proposal(pair, tab, raw, reader) for pair in sorted(chosen, key=lambda pair: pair.position)]


def _pairs(tab: Tab, raw: RawTab, bound: Mapping[str, int], reader: Reader) -> Iterator[_Pair]:
    """Every header with every column that it may well mean."""
    free = [column for column in tab.columns if column.name not in bound]
    for position in _unknown_headers(tab, raw, bound.values()):
        sample = reader.sample(raw, position)
        for column in free:
            confidence = weigh(raw.header[position], column, sample, reader.keys).confidence
            if confidence >= LEAST:
                yield _Pair(position, column, confidence)


def _unknown_headers(tab: Tab, raw: RawTab, bound: Collection[int]) -> Iterator[int]:
    """The positions of headers that say something which is no name of any of the tab's columns, each spelling once."""
    known = {normalise(name) for column in tab.columns for name in (*column.label, column.name, *column.aliases)}
    known |= {"", *(normalise(raw.header[position]) for position in bound)}
    for position, header in enumerate(raw.header):
        if position not in bound and normalise(header) not in known:
            known.add(normalise(header))
            yield position


def _less_sure(pair: _Pair, pairs: list[_Pair], chosen: list[_Pair]) -> _Pair:
    """A pair is doubtful when its header or its column goes nearly as well with another one that is still free."""
    taken = {other.position for other in chosen}, {other.column.name for other in chosen}
    rivals = [
        other
        for other in pairs
        if (other.position == pair.position) != (other.column == pair.column)
        and other.position not in taken[0]
        and other.column.name not in taken[1]
        and other.confidence > pair.confidence - _NEARLY
    ]
    return replace(pair, confidence=min(pair.confidence, DOUBTFUL)) if rivals else pair


def _proposal(pair: _Pair, tab: Tab, raw: RawTab, reader: Reader) -> Proposal:
    value, header = reader.sample(raw, pair.position).first, raw.header[pair.position].strip()
    cell = f"{column_letter(pair.position)}{max(raw.first_row - 1, 1)}"
    example = all_masked(value) if pair.column.sensitive else masked(value)
    return Proposal(tab.name, raw.title, pair.confidence, pair.column.name, header, cell, example)
