"""Derived columns: from the typed tables to one profile per customer. Each noun has its file; here they meet."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.enrich.age import birthday_columns
from crm_sheets.enrich.complaints import complaint_facts
from crm_sheets.enrich.completeness import completeness_columns
from crm_sheets.enrich.family import family_facts
from crm_sheets.enrich.frequency import frequency_bin
from crm_sheets.enrich.gifts import gift_columns, gift_facts
from crm_sheets.enrich.lifecycle import lifecycle_columns
from crm_sheets.enrich.policies import policy_columns, policy_facts
from crm_sheets.enrich.profiles import PROFILES
from crm_sheets.enrich.reachability import reachability_columns
from crm_sheets.enrich.recency import recency_columns
from crm_sheets.enrich.referrals import referral_facts
from crm_sheets.enrich.rfm import rfm_columns
from crm_sheets.enrich.surveys import survey_facts
from crm_sheets.enrich.tier import tier_columns
from crm_sheets.enrich.touch import touch_columns, touch_facts
from crm_sheets.enrich.windows import months_before
from crm_sheets.facts import customer_facts
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

__all__ = ["PROFILES", "enrich", "spend_facts"]


def enrich(book: Book, settings: TeamSettings, as_of: date, history: pl.DataFrame | None = None) -> pl.DataFrame:
    """The profiles (PROFILES) on `as_of`: one row per row of the customers tab, in its order.

    The book has its derived columns (see `derive`). Rows of other tabs dated after `as_of` do not exist (law 5).
    `history` (HISTORY) is what the ledger knows; no column depends on it today, because an automatic message is no real
    contact (see `touch`).
    """
    joined = _customers(book.table("customers"), settings, as_of)
    for facts in _facts(book, settings, as_of):
        joined = joined.join(facts, on="customer_id", how="left", maintain_order="left")
    filled = joined.with_columns(
        *_purchase_columns(),
        *policy_columns(as_of),
        *gift_columns(settings, knows_commission=book.has("commissions")),
        pl.col("children", "referrals", "referrals_won").fill_null(0),
        pl.col("open_complaint").fill_null(False),
    )
    derived = filled.with_columns(
        *tier_columns(settings),
        *recency_columns(settings, as_of),
        frequency_bin(pl.col("purchases_window")).alias("frequency_bin"),
        *rfm_columns(),
        *birthday_columns(as_of, settings.leap_day),
        *lifecycle_columns(settings, as_of),
        *touch_columns(as_of),
        *reachability_columns(),
        *completeness_columns(),
    )
    return derived.select(pl.col(name).cast(dtype) for name, dtype in PROFILES.items())


def spend_facts(book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The facts (CUSTOMER_FACTS) that profiles rest on: purchases up to `as_of`, the window as the team set it."""
    return customer_facts(book.table("transactions"), as_of, months_before(as_of, settings.spend_window_months))


def _customers(customers: pl.DataFrame, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The customers with what a blank means put in, and without dates that are still to come."""
    return customers.with_columns(
        pl.col("status").fill_null("active"),
        pl.col("language").fill_null(settings.language),
        *(pl.when(pl.col(name) <= as_of).then(name).alias(name) for name in ("customer_since", "last_verified")),
    )


def _facts(book: Book, settings: TeamSettings, as_of: date) -> list[pl.DataFrame]:
    """What each other tab knows, one row per customer at most."""
    return [
        spend_facts(book, settings, as_of),
        policy_facts(book.table("policies"), as_of),
        family_facts(book.table("family"), as_of),
        touch_facts(book, as_of),
        complaint_facts(book.table("complaints"), as_of),
        gift_facts(book, as_of),
        survey_facts(book.table("surveys"), as_of),
        referral_facts(book.table("referrals"), as_of),
    ]


def _purchase_columns() -> list[pl.Expr]:
    return [
        pl.col("purchases", "purchases_window").fill_null(0),
        pl.col("amount").fill_null(0.0).alias("spend_lifetime"),
        pl.col("amount_window").fill_null(0.0).alias("spend_window"),
    ]
