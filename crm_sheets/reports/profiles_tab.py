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
from crm_sheets.schema.profiles import PROFILE_LABELS

HEADINGS = (
    Heading("customer_id", TABS["customers"].by_name["customer_id"].label, width=14),
    Heading("name", TABS["customers"].by_name["name"].label, Format.LINK, 31, link_column="customer_link"),
    Heading("salutation", TABS["customers"].by_name["salutation"].label, width=9),
    Heading("type", TABS["customers"].by_name["type"].label, width=18),
    Heading("status", TABS["customers"].by_name["status"].label, width=22),
    Heading("owner", TABS["customers"].by_name["owner"].label, width=22),
    Heading("branch", TABS["customers"].by_name["branch"].label, width=12),
    Heading("city", TABS["customers"].by_name["city"].label, width=17),
    Heading("tier", PROFILE_LABELS["tier"], width=11),
    Heading("lifecycle", PROFILE_LABELS["lifecycle"], width=13),
    Heading("spend_window", PROFILE_LABELS["spend_window"], Format.MONEY, 17),
    Heading("purchases_window", PROFILE_LABELS["purchases_window"], Format.INTEGER, 12),
    Heading("last_purchase", PROFILE_LABELS["last_purchase"], Format.DATE, 13),
    Heading("recency_bin", PROFILE_LABELS["recency_bin"], width=21),
    Heading("frequency_bin", PROFILE_LABELS["frequency_bin"], width=12),
    Heading("rfm", PROFILE_LABELS["rfm"], width=7),
    Heading("premium_yearly", PROFILE_LABELS["premium_yearly"], Format.MONEY, 16),
    Heading("policies_inforce", PROFILE_LABELS["policies_inforce"], Format.INTEGER, 10),
    Heading("reachable_by", PROFILE_LABELS["reachable_by"], width=30),
    Heading("contactable", PROFILE_LABELS["contactable"], width=12),
    Heading("last_contact", PROFILE_LABELS["last_contact"], Format.DATE, 13),
    Heading("days_since_contact", PROFILE_LABELS["days_since_contact"], Format.INTEGER, 11),
    Heading("completeness", PROFILE_LABELS["completeness"], Format.PERCENT, 13),
    Heading("next_question", PROFILE_LABELS["next_question"], width=20),
    Heading("open_complaint", PROFILE_LABELS["open_complaint"], width=11),
    Heading("next_birthday", PROFILE_LABELS["next_birthday"], Format.DATE, 13),
    Heading("days_to_birthday", PROFILE_LABELS["days_to_birthday"], Format.INTEGER, 11),
    Heading("age", PROFILE_LABELS["age"], Format.INTEGER, 8),
    Heading("children", PROFILE_LABELS["children"], Format.INTEGER, 9),
    Heading("tenure_days", PROFILE_LABELS["tenure_days"], Format.INTEGER, 15),
    Heading("tier_lifetime", PROFILE_LABELS["tier_lifetime"], width=14),
    Heading("spend_lifetime", PROFILE_LABELS["spend_lifetime"], Format.MONEY, 17),
    Heading("purchases", PROFILE_LABELS["purchases"], Format.INTEGER, 11),
    Heading("first_purchase", PROFILE_LABELS["first_purchase"], Format.DATE, 13),
    Heading("days_since_purchase", PROFILE_LABELS["days_since_purchase"], Format.INTEGER, 11),
    Heading("rfm_recency", PROFILE_LABELS["rfm_recency"], Format.INTEGER, 8),
    Heading("rfm_frequency", PROFILE_LABELS["rfm_frequency"], Format.INTEGER, 8),
    Heading("rfm_monetary", PROFILE_LABELS["rfm_monetary"], Format.INTEGER, 8),
    Heading("policies", PROFILE_LABELS["policies"], Format.INTEGER, 9),
    Heading("days_since_issue", PROFILE_LABELS["days_since_issue"], Format.INTEGER, 12),
    Heading("untouched_since_issue", PROFILE_LABELS["untouched_since_issue"], width=14),
    Heading("monthly_payer", PROFILE_LABELS["monthly_payer"], width=11),
    Heading("unit_link", PROFILE_LABELS["unit_link"], width=12),
    Heading("overdue_policies", PROFILE_LABELS["overdue_policies"], Format.INTEGER, 12),
    Heading("commission_window", PROFILE_LABELS["commission_window"], Format.MONEY, 16),
    Heading("gifts_window", PROFILE_LABELS["gifts_window"], Format.MONEY, 16),
    Heading("gift_budget", PROFILE_LABELS["gift_budget"], Format.MONEY, 16),
    Heading("nps", PROFILE_LABELS["nps"], Format.INTEGER, 9),
    Heading("csat", PROFILE_LABELS["csat"], Format.INTEGER, 9),
    Heading("referrals", PROFILE_LABELS["referrals"], Format.INTEGER, 11),
    Heading("referrals_won", PROFILE_LABELS["referrals_won"], Format.INTEGER, 12),
    Heading("language", TABS["customers"].by_name["language"].label, width=11),
    Heading("phone", TABS["customers"].by_name["phone"].label, width=17),
    Heading("phone_kind", PROFILE_LABELS["phone_kind"], width=14),
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
