"""How a contact is made: the first of the program's media that is allowed and has an address.

The customer's preferred channel goes first if it is among them. SMS and WhatsApp need a mobile number, e-mail an
address, a call any number, a letter a postal address, a note on social media an account; visits and gifts need none.
Selling by message or call needs an explicit consent once the workbook keeps consents, and so does whatever looks at
sensitive data; anything else may be done until it is withdrawn. Who asked to stop has withdrawn it; a medium by which
an address does not work, by which this very contact has failed for good, or whose channel is not set up gives way to
the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from crm_sheets.model import Medium, Program, Purpose, SkipReason
from crm_sheets.plan.circumstances import Circumstances
from crm_sheets.plan.closures import dead_addresses, failures, withdrawals
from crm_sheets.plan.consent import GRANTED, WITHDRAWN, consent_states
from crm_sheets.plan.sensitive import sensitive_grants
from crm_sheets.plan.texts import NOT_SET_UP, detail, medium_label
from crm_sheets.tables import Book

NEEDS_GRANT = (Medium.SMS, Medium.WHATSAPP, Medium.EMAIL, Medium.CALL)
REFUSALS = (
    SkipReason.OPTED_OUT,
    SkipReason.SENSITIVE_DATA,
    SkipReason.NO_CONSENT,
    SkipReason.REFUSED,
    SkipReason.NO_CHANNEL,
)
"""Where several media are refused, the first of these is told."""


def choose_media(
    rows: pl.DataFrame,
    programs: Sequence[Program],
    book: Book,
    as_of: date,
    language: str,
    circumstances: Circumstances,
) -> pl.DataFrame:
    """Per row (column `offer`): `medium`, `address`, and where there is none, `no_medium` and `no_medium_detail`.

    `rows` have `offer`, `key`, `program`, `purpose`, `customer_id`, `is_sensitive` and of the customer `phone`,
    `phone_kind`, `email`, `postal`, `social` and `preferred_channel`.
    """
    judged = _judged(_offers(rows, programs), book, as_of, language, circumstances)
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


def _judged(offers: pl.DataFrame, book: Book, as_of: date, language: str, circumstances: Circumstances) -> pl.DataFrame:
    """The offers with `refusal`, why this medium may not be used (null: it may), and a `note` about that."""
    closed = circumstances.closed
    consents = pl.concat([book.table("consents"), withdrawals(closed, language)], how="diagonal")
    known = (
        offers.join(consent_states(offers, consents, as_of), on=["offer", "medium"], how="left")
        .join(sensitive_grants(offers, consents, as_of), on=["offer", "medium"], how="left")
        .join(dead_addresses(closed, language), on=["customer_id", "medium"], how="left")
        .join(failures(closed, language), on=["key", "medium"], how="left")
        .with_columns(is_missing=pl.col("medium").is_in(circumstances.missing_channels))
    )
    return known.with_columns(refusal=_refusal(must_ask=book.has("consents")), note=_note(language))


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
        "key",
        "customer_id",
        "purpose",
        "medium",
        is_sensitive=pl.col("is_sensitive").fill_null(value=False),
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
    lacks_own_grant = pl.lit(must_ask) & pl.col("is_sensitive") & pl.col("may_use").is_null()
    return (
        pl.when(consent == WITHDRAWN)
        .then(pl.lit(SkipReason.OPTED_OUT))
        .when(pl.col("dead").is_not_null())
        .then(pl.lit(SkipReason.NO_ADDRESS))
        .when(pl.col("failed").is_not_null())
        .then(pl.lit(SkipReason.REFUSED))
        .when(lacks_own_grant)
        .then(pl.lit(SkipReason.SENSITIVE_DATA))
        .when(needs_grant & consent.ne_missing(pl.lit(GRANTED)))
        .then(pl.lit(SkipReason.NO_CONSENT))
        .when("is_missing")
        .then(pl.lit(SkipReason.NO_CHANNEL))
    )


def _note(language: str) -> pl.Expr:
    not_set_up = pl.when("is_missing").then(detail(NOT_SET_UP, language))
    return pl.when(pl.col("consent") == WITHDRAWN).then("note").otherwise(pl.coalesce("dead", "failed", not_set_up))


def _why_none(judged: pl.DataFrame, language: str) -> pl.DataFrame:
    """Why no medium is possible: a refusal of one that has an address, else the lack of an address."""
    reached = pl.col("address").is_not_null()
    reasons = [pl.when((reached & (pl.col("refusal") == reason)).any()).then(pl.lit(reason)) for reason in REFUSALS]
    label, note = medium_label("medium", language), pl.when(reached).then("note")
    shown = pl.when(note.is_null()).then(label).otherwise(pl.format("{} ({})", label, note))
    media = judged.sort("offer", "rank").with_columns(shown=shown)
    return media.group_by("offer", maintain_order=True).agg(
        no_medium=pl.coalesce(*reasons, pl.lit(SkipReason.NO_ADDRESS)),
        no_medium_detail=pl.col("shown").unique(maintain_order=True).str.join(", "),
    )
