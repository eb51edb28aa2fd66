"""How a contact is made: the first of the program's media that is allowed and has an address.

The customer's preferred channel goes first if it is among them. SMS and WhatsApp need a mobile number, e-mail an
address, a call any number, a letter a postal address, a note on social media an account; visits and gifts need none.
Selling by message or call needs an explicit consent once the workbook keeps consents; anything else may be done until
it is withdrawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from crm_sheets.model import Medium, Program, Purpose, SkipReason
from crm_sheets.plan.consent import GRANTED, WITHDRAWN, consent_states
from crm_sheets.plan.texts import medium_label
from crm_sheets.tables import Book

NEEDS_GRANT = (Medium.SMS, Medium.WHATSAPP, Medium.EMAIL, Medium.CALL)


def choose_media(
    rows: pl.DataFrame, programs: Sequence[Program], book: Book, as_of: date, language: str
) -> pl.DataFrame:
    """Per row (column `offer`): `medium`, `address`, and where there is none, `no_medium` and `no_medium_detail`.

    `rows` have `offer`, `program`, `purpose`, `customer_id` and of the customer `phone`, `phone_kind`, `email`,
    `postal`, `social` and `preferred_channel`.
    """
    offers = _offers(rows, programs)
    states = consent_states(offers, book.table("consents"), as_of)
    judged = offers.join(states, on=["offer", "medium"], how="left").with_columns(
        refusal=_refusal(must_ask=book.has("consents"))
    )
    usable = judged.filter(pl.col("address").is_not_null(), pl.col("refusal").is_null())
    chosen = usable.sort("offer", "rank").unique("offer", keep="first", maintain_order=True)
    return (
        rows.select("offer")
        .join(chosen.select("offer", "medium", "address"), on="offer", how="left", maintain_order="left")
        .join(_why_none(judged, language), on="offer", how="left", maintain_order="left")
        .with_columns(
            pl.col("medium", "address").fill_null(""),
            no_medium=pl.when(pl.col("medium").is_null()).then("no_medium"),
        )
    )


def _offers(rows: pl.DataFrame, programs: Sequence[Program]) -> pl.DataFrame:
    """One row per due contact and medium of its program, with `rank` (lowest first) and `address` (null: no way)."""
    media = pl.DataFrame(
        [(program.program_id, medium.value, rank) for program in programs for rank, medium in enumerate(program.media)],
        schema={"program": pl.String, "medium": pl.String, "rank": pl.Int64},
        orient="row",
    )
    is_preferred = (pl.col("medium") == pl.col("preferred_channel")).fill_null(value=False)
    return rows.join(media, on="program").select(
        "offer",
        "customer_id",
        "purpose",
        "medium",
        rank=pl.when(is_preferred).then(-1).otherwise("rank"),
        address=_address(),
    )


def _address() -> pl.Expr:
    medium = pl.col("medium")
    return (
        pl.when(medium.is_in([Medium.SMS, Medium.WHATSAPP]))
        .then(pl.when(pl.col("phone_kind") == "mobile").then("phone"))
        .when(medium == Medium.EMAIL)
        .then("email")
        .when(medium == Medium.CALL)
        .then("phone")
        .when(medium == Medium.LETTER)
        .then(pl.when(pl.col("postal").is_not_null()).then(pl.lit("")))
        .when(medium == Medium.SOCIAL)
        .then(pl.when(pl.col("social").is_not_null()).then(pl.lit("")))
        .otherwise(pl.lit(""))
    )


def _refusal(*, must_ask: bool) -> pl.Expr:
    consent = pl.col("consent")
    needs_grant = pl.lit(must_ask) & (pl.col("purpose") == Purpose.SELLING) & pl.col("medium").is_in(NEEDS_GRANT)
    return (
        pl.when(consent == WITHDRAWN)
        .then(pl.lit(SkipReason.OPTED_OUT))
        .when(needs_grant & consent.ne_missing(pl.lit(GRANTED)))
        .then(pl.lit(SkipReason.NO_CONSENT))
    )


def _why_none(judged: pl.DataFrame, language: str) -> pl.DataFrame:
    """Why no medium is possible: a refusal of one that has an address, else the lack of an address."""
    reached = pl.col("address").is_not_null()
    reason = (
        pl.when((reached & (pl.col("refusal") == SkipReason.OPTED_OUT)).any())
        .then(pl.lit(SkipReason.OPTED_OUT))
        .when((reached & (pl.col("refusal") == SkipReason.NO_CONSENT)).any())
        .then(pl.lit(SkipReason.NO_CONSENT))
        .otherwise(pl.lit(SkipReason.NO_ADDRESS))
    )
    media = judged.sort("offer", "rank").with_columns(label=medium_label("medium", language))
    return media.group_by("offer", maintain_order=True).agg(
        no_medium=reason, no_medium_detail=pl.col("label").unique(maintain_order=True).str.join(", ")
    )
