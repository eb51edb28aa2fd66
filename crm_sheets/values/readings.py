"""How a column is read: vectorised for the usual spellings, carefully for the few distinct others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import polars as pl

from crm_sheets.model import ProblemCode, Severity

FAULTS = pl.Schema({"index": pl.UInt32, "code": pl.String, "severity": pl.String, "hint": pl.String})
"""The troubled cells of one column: 0-based position, ProblemCode, Severity, hint."""

INVISIBLE = r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
"""Marks without width that come along when people paste from chats and web pages."""

_INVISIBLE = re.compile(INVISIBLE)
_SPACES = re.compile(r"\s+")
_DASHES = frozenset("-–—−")


NO_FAULTS = FAULTS.to_frame()
"""The faults of a column without any."""

_FEW = 200
"""So few spellings are read one by one at once: the vectorised stage in between would cost more than it saves."""


class Reading(NamedTuple):
    """One text as understood: the value (None if unusable) and, where there is one, the problem and its hint."""

    value: Any = None
    code: ProblemCode | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR


class Parsed(NamedTuple):
    """A column as understood: typed values, null where blank or unusable, and the faults (schema FAULTS)."""

    values: pl.Series
    faults: pl.DataFrame


def without_invisible(texts: pl.DataFrame) -> pl.DataFrame:
    """The columns without invisible marks; a column of plain ASCII, as most are, costs next to nothing."""
    sizes = texts.select(pl.all().str.len_bytes().sum() != pl.all().str.len_chars().sum())
    unusual = [name for name, more in (sizes.row(0, named=True) if sizes.width else {}).items() if more]
    return texts.with_columns(pl.col(unusual).str.replace_all(INVISIBLE, "")) if unusual else texts


def tidy(text: str) -> str:
    """The text without invisible marks, with single plain spaces, trimmed."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def is_dash(text: str) -> bool:
    """True for "-" and its like, which people type where there is nothing to say."""
    return bool(text) and set(text) <= _DASHES


def read_column(
    texts: pl.Series,
    careful: Callable[[str], Reading],
    quick: Callable[[pl.Series], pl.Series],
    distinct: Callable[[pl.Series], pl.Series] | None = None,
) -> Parsed:
    """Read a column of strings in stages, each only on what the one before left null.

    `quick` is vectorised and sees all rows, `distinct` (optional) is vectorised and sees each missed spelling once,
    `careful` sees one tidied text at a time. A lone dash is a blank.
    """
    values = quick(texts).rename(texts.name)
    missed = (texts.is_not_null() & values.is_null()).arg_true().cast(pl.UInt32)
    if missed.is_empty():
        return Parsed(values, NO_FAULTS)
    spellings = texts.gather(missed)
    readings = _read_distinct(spellings.unique().rename("text"), careful, distinct, values.dtype)
    found = pl.DataFrame({"index": missed, "text": spellings}).join(readings, on="text", how="left")
    faults = found.filter(pl.col("code").is_not_null()).select(*FAULTS).sort("index")
    return Parsed(values.scatter(found["index"], found["value"]), faults)


def _read_distinct(
    texts: pl.Series,
    careful: Callable[[str], Reading],
    distinct: Callable[[pl.Series], pl.Series] | None,
    dtype: pl.DataType,
) -> pl.DataFrame:
    """One row per spelling: text, value, code, severity, hint."""
    schema = {"text": pl.String(), "value": dtype, "code": pl.String(), "severity": pl.String(), "hint": pl.String()}
    easy = pl.DataFrame(schema=schema)
    if distinct is not None and len(texts) > _FEW:
        easy = pl.DataFrame({"text": texts, "value": distinct(texts)}).drop_nulls()
        texts = texts.filter(~texts.is_in(easy["text"].implode()))
    rows = [_row(text, careful) for text in texts]
    return pl.concat([easy, pl.DataFrame(rows, schema=schema, orient="row")], how="diagonal")


def _row(text: str, careful: Callable[[str], Reading]) -> tuple[Any, ...]:
    tidied = tidy(text)
    reading = Reading() if not tidied or is_dash(tidied) else careful(tidied)
    if reading.code is None:
        return text, reading.value, None, None, None
    return text, reading.value, reading.code.value, reading.severity.value, reading.hint
