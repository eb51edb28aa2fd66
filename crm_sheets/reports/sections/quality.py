"""How good the data is on the day of the run (catalogue A5, A6, F6)."""

from __future__ import annotations

import polars as pl

from crm_sheets.model import Severity, Text
from crm_sheets.periods import Span
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import PERCENT, Figures, Measure, Section, count, share

WITH_LEADS = Text("termasuk prospek", "with leads")
SEE_TAB = Text("lihat tab Masalah", "see the Problems tab")

MEASURES = (
    Measure("quality.customers", Text("Baris pelanggan", "Customer rows"), note=WITH_LEADS),
    Measure("quality.errors", Text("Data yang salah", "Errors"), note=SEE_TAB),
    Measure("quality.warnings", Text("Data yang perlu dilihat", "To be checked")),
    Measure("quality.completeness", Text("Kelengkapan profil", "Completeness of profiles"), PERCENT),
    Measure("quality.mobile", Text("Punya nomor ponsel", "With a mobile number"), PERCENT),
    Measure("quality.email", Text("Punya e-mail", "With an e-mail address"), PERCENT),
    Measure("quality.contactable", Text("Dapat dihubungi", "Contactable")),
    Measure("quality.contactable_share", Text("Dapat dihubungi", "Contactable"), PERCENT),
)


def figures(source: ReportInput, span: Span) -> Figures:
    """How the data stands; nothing about days that do not end with the day of the run."""
    if not source.is_current(span):
        return {}
    profiles, problems = source.profiles, source.problems
    contactable = count(profiles, pl.col("contactable"))
    mean = profiles["completeness"].mean()
    return {
        "quality.customers": profiles.height,
        "quality.errors": count(problems, pl.col("severity") == Severity.ERROR.value),
        "quality.warnings": count(problems, pl.col("severity") == Severity.WARNING.value),
        "quality.completeness": 100 * mean if isinstance(mean, float) else None,
        "quality.mobile": share(count(profiles, pl.col("phone_kind") == "mobile"), profiles.height),
        "quality.email": share(count(profiles, pl.col("email").is_not_null()), profiles.height),
        "quality.contactable": contactable,
        "quality.contactable_share": share(contactable, profiles.height),
    }


SECTION = Section(Text("Mutu data", "Data quality"), ("customers",), MEASURES, figures)
