"""Names and texts stay as people wrote them."""

from __future__ import annotations

import polars as pl

from crm_sheets.values.names import parse_names, parse_texts
from crm_sheets.values.readings import without_invisible


def test_a_name_loses_only_superfluous_spaces() -> None:
    typed = pl.Series(["Budi  Santoso", "Siti\tAminah", "de Vries", "PT ABC\n(Persero)", "Sukarno", None])
    tidied = ["Budi Santoso", "Siti Aminah", "de Vries", "PT ABC (Persero)", "Sukarno", None]
    assert parse_names(typed).values.to_list() == tidied


def test_a_text_keeps_its_lines_and_spaces() -> None:
    assert parse_texts(pl.Series(["Jl. Melati 5\nBandung  40123"])).values.to_list() == ["Jl. Melati 5\nBandung  40123"]


def test_marks_without_width_are_taken_out_of_every_column() -> None:
    typed = pl.DataFrame({"id": ["C1\u200b", "\ufeffC2"], "name": ["Budi", "Sári"]})
    assert without_invisible(typed).to_dict(as_series=False) == {"id": ["C1", "C2"], "name": ["Budi", "Sári"]}
