"""Names and other free texts: tidied, never invented."""

from __future__ import annotations

import polars as pl

from crm_sheets.values.readings import NO_FAULTS, Parsed


def parse_texts(texts: pl.Series) -> Parsed:
    """Texts and ids as typed."""
    return Parsed(texts, NO_FAULTS)


def parse_names(texts: pl.Series) -> Parsed:
    """Names on one line with single spaces. Capitals are left alone: "de Vries", "iPin" and "PT ABC" are right."""
    if texts.str.contains(r"\s\s|[^\S ]").any():
        texts = texts.str.replace_all(r"\s+", " ")
    return Parsed(texts, NO_FAULTS)
