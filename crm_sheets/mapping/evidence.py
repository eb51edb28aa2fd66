"""How sure it is that a header means a column: what its words say, and what the values below it say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from crm_sheets.mapping.samples import Sample
from crm_sheets.mapping.words import header_likeness, is_about_someone_else
from crm_sheets.schema.base import Column, Kind

LEAST = 0.55
"""Below this confidence nothing is proposed."""

SURE = 0.8
"""From this confidence on a proposal is used as it is; below, a person decides."""

DOUBTFUL = 0.7
"""The most confidence where another reading is nearly as good."""

_SOMEONE_ELSE = 0.6
_LEAST_LIKENESS = 0.4
_STRENGTH = {Kind.EMAIL: 0.85, Kind.PHONE: 0.8, Kind.CHOICE: 0.6, Kind.DATE: 0.3, Kind.DATETIME: 0.3, Kind.MONEY: 0.2}
_WEAK, _BIRTHS, _KEY, _REFERENCE = 0.1, 0.6, 0.6, 0.85
_FREE = (Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.URL, Kind.ZONE)
_MOST, _SOME = 0.7, 0.3


@dataclass(frozen=True)
class Evidence:
    """`header` and `values` tell how much each speaks for the column (0 to 1); `against` that the values contradict."""

    header: float
    values: float
    against: bool = False
    someone_else: bool = False

    @property
    def confidence(self) -> float:
        """Both together: 0 no reason, 1 certain."""
        together = 1 - (1 - self.header) * (1 - self.values)
        if self.against:
            together /= 2
        return round(min(together, _SOMEONE_ELSE) if self.someone_else else together, 2)


def weigh(header: str, column: Column, sample: Sample, keys: Mapping[str, pl.Series]) -> Evidence:
    """What speaks for this header meaning this column. `keys` are the key columns' values by "tab.column"."""
    likeness = header_likeness(header, (*column.label, column.name.replace("_", " "), *column.aliases))
    likeness = likeness if likeness >= _LEAST_LIKENESS else 0.0
    someone_else = likeness < 1 and is_about_someone_else(header)
    if not sample.tells:
        return Evidence(likeness, 0.0, someone_else=someone_else)
    values, against = _judge(column, sample, keys)
    return Evidence(likeness, values, against, someone_else)


def _judge(column: Column, sample: Sample, keys: Mapping[str, pl.Series]) -> tuple[float, bool]:
    """How much the values speak for the column, and whether they speak against it."""
    if column.references in keys and len(keys[column.references]):
        share = sample.share_in(keys[column.references])
        return _supports(_REFERENCE, share), share < _SOME
    if column.kind is Kind.ID:
        return (_KEY if column.unique and sample.is_key else 0.0), column.unique and sample.repeats
    if column.kind in _FREE:
        return 0.0, max(sample.phones, sample.emails) >= _MOST
    if column.name == "birth_date":
        return _supports(_BIRTHS, sample.births), sample.dates < _SOME
    return _judge_kind(column, sample)


def _judge_kind(column: Column, sample: Sample) -> tuple[float, bool]:
    share = sample.share_of(column) or 0.0
    if column.kind is Kind.CHOICE and sample.some.n_unique() < 2:
        return 0.0, share < _SOME
    return _supports(_STRENGTH.get(column.kind, _WEAK), share), share < _SOME


def _supports(strength: float, share: float) -> float:
    return strength * share if share >= _MOST else 0.0
