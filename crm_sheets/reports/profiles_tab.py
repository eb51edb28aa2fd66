"""The tab with everything that is derived about each customer, one row a customer, in the team's words."""

from __future__ import annotations

import polars as pl

from crm_sheets.content import Block, Format, JobTab
from crm_sheets.enrich.profiles import PROFILES
from crm_sheets.model import Text
from crm_sheets.reports import titles
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.labels import (
    LIFECYCLES,
    PHONE_KINDS,
    choice_labels,
    column_label,
    frequency_label,
    media_label,
    recency_label,
)
from crm_sheets.reports.shown import Heading, relabel, relabel_by, shown, texts, with_customer_link, yes_no
from crm_sheets.schema import TABS

HEADINGS = (
    Heading("customer_id", TABS["customers"].by_name["customer_id"].label, width=12),
    Heading("name", TABS["customers"].by_name["name"].label, Format.LINK, 31, link_column="customer_link"),
    Heading("salutation", TABS["customers"].by_name["salutation"].label, width=9),
    Heading("type", TABS["customers"].by_name["type"].label, width=16),
    Heading("status", TABS["customers"].by_name["status"].label, width=14),
    Heading("owner", TABS["customers"].by_name["owner"].label, width=20),
    Heading("branch", TABS["customers"].by_name["branch"].label, width=12),
    Heading("city", TABS["customers"].by_name["city"].label, width=14),
    Heading("tier", Text("Tingkatan", "Tier"), width=11),
    Heading("lifecycle", Text("Tahap", "Stage"), width=13),
    Heading("spend_window", Text("Belanja {months} bulan", "Spend in {months} months"), Format.MONEY, 17),
    Heading("purchases_window", Text("Pembelian {months} bulan", "Purchases in {months} months"), Format.INTEGER, 12),
    Heading("last_purchase", Text("Pembelian terakhir", "Last purchase"), Format.DATE, 13),
    Heading("recency_bin", Text("Terakhir membeli", "Last bought"), width=21),
    Heading("frequency_bin", Text("Seberapa sering", "How often"), width=12),
    Heading("rfm", Text("RFM", "RFM"), width=7),
    Heading("premium_yearly", Text("Premi per tahun", "Premium a year"), Format.MONEY, 16),
    Heading("policies_inforce", Text("Polis aktif", "Policies in force"), Format.INTEGER, 10),
    Heading("reachable_by", Text("Dapat dihubungi lewat", "Reachable by"), width=30),
    Heading("contactable", Text("Boleh dihubungi", "Contactable"), width=12),
    Heading("last_contact", Text("Kontak terakhir", "Last contact"), Format.DATE, 13),
    Heading("days_since_contact", Text("Hari sejak kontak", "Days since contact"), Format.INTEGER, 11),
    Heading("completeness", Text("Kelengkapan", "Completeness"), Format.PERCENT, 13),
    Heading("next_question", Text("Tanyakan berikutnya", "Ask next"), width=20),
    Heading("open_complaint", Text("Keluhan terbuka", "Open complaint"), width=11),
    Heading("next_birthday", Text("Ulang tahun berikutnya", "Next birthday"), Format.DATE, 13),
    Heading("days_to_birthday", Text("Hari ke ulang tahun", "Days to birthday"), Format.INTEGER, 11),
    Heading("age", Text("Umur", "Age"), Format.INTEGER, 8),
    Heading("children", Text("Anak", "Children"), Format.INTEGER, 9),
    Heading("tenure_days", Text("Lama menjadi pelanggan (hari)", "Customer for (days)"), Format.INTEGER, 15),
    Heading("tier_lifetime", Text("Tingkatan sepanjang waktu", "Tier of all years"), width=14),
    Heading("spend_lifetime", Text("Belanja sepanjang waktu", "Spend of all years"), Format.MONEY, 17),
    Heading("purchases", Text("Jumlah pembelian", "Purchases"), Format.INTEGER, 11),
    Heading("first_purchase", Text("Pembelian pertama", "First purchase"), Format.DATE, 13),
    Heading("days_since_purchase", Text("Hari sejak pembelian", "Days since purchase"), Format.INTEGER, 11),
    Heading("rfm_recency", Text("Nilai R", "R score"), Format.INTEGER, 8),
    Heading("rfm_frequency", Text("Nilai F", "F score"), Format.INTEGER, 8),
    Heading("rfm_monetary", Text("Nilai M", "M score"), Format.INTEGER, 8),
    Heading("policies", Text("Jumlah polis", "Policies"), Format.INTEGER, 9),
    Heading("days_since_issue", Text("Hari sejak polis terbit", "Days since issue"), Format.INTEGER, 12),
    Heading("untouched_since_issue", Text("Belum disapa sejak terbit", "Untouched since issue"), width=14),
    Heading("monthly_payer", Text("Bayar bulanan", "Pays monthly"), width=11),
    Heading("language", TABS["customers"].by_name["language"].label, width=11),
    Heading("phone", TABS["customers"].by_name["phone"].label, width=17),
    Heading("phone_kind", Text("Jenis nomor", "Kind of number"), width=14),
    Heading("email", TABS["customers"].by_name["email"].label, width=28),
    Heading("last_verified", TABS["customers"].by_name["last_verified"].label, Format.DATE, 13),
)

CHOICES = ("salutation", "type", "status", "language")
YES_NO_COLUMNS = tuple(name for name, dtype in PROFILES.items() if dtype == pl.Boolean)


def profiles_tab(source: ReportInput) -> JobTab:
    """One row per customer, in the order of the customers tab; each name leads to the person's row there."""
    language = source.language
    localised = _localised(source.profiles, language)
    frame = with_customer_link(source.profiles, source.book).with_columns(localised)
    columns = [*(heading.name for heading in HEADINGS), "customer_link"]
    block = Block(frame.select(columns), shown(_headings(source.settings.spend_window_months), language))
    return JobTab(titles.PROFILES.in_language(language), (block,), frozen_columns=2)


def _headings(months: int) -> list[Heading]:
    """The headings with the length of the team's window put in."""
    return [
        heading._replace(header=Text(*(text.format(months=months) for text in heading.header))) for heading in HEADINGS
    ]


def _localised(profiles: pl.DataFrame, language: str) -> list[pl.Expr]:
    """The columns whose values have names, each in `language`."""
    return [
        *(relabel(name, choice_labels("customers", name, language)) for name in CHOICES),
        *(yes_no(name, language) for name in YES_NO_COLUMNS),
        relabel("lifecycle", texts(LIFECYCLES, language)),
        relabel("phone_kind", texts(PHONE_KINDS, language)),
        relabel_by(profiles, "recency_bin", lambda value: recency_label(value, language)),
        relabel_by(profiles, "frequency_bin", lambda value: frequency_label(value, language)),
        relabel_by(profiles, "reachable_by", lambda value: media_label(value, language)),
        relabel_by(profiles, "next_question", lambda value: column_label("customers", value, language)),
    ]
