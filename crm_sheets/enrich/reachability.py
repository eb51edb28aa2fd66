"""By what somebody can be reached, and whether they may be (catalogue A5)."""

from __future__ import annotations

import polars as pl

CLOSED_STATUSES = ("do_not_contact", "deceased")
MEASURES = ("customers", "phone", "mobile", "landline", "email", "social", "contactable", "active")


def reachability_columns() -> list[pl.Expr]:
    """`reachable_by` ("sms, whatsapp, email, call", in this order, "" for nothing) and `contactable`.

    A mobile number takes SMS, WhatsApp and calls, any other number calls only. Contactable is who can be reached by
    something and is neither deceased nor marked not to be contacted. Consent and opt-outs are the plan's to check:
    they differ by channel and purpose.
    """
    has_phone, has_email = pl.col("phone").is_not_null(), pl.col("email").is_not_null()
    is_mobile = has_phone & (pl.col("phone_kind") == "mobile").fill_null(False)
    media = {"sms": is_mobile, "whatsapp": is_mobile, "email": has_email, "call": has_phone}
    listed = [pl.when(usable).then(pl.lit(medium)) for medium, usable in media.items()]
    open_to_contact = pl.col("status").is_in(CLOSED_STATUSES).not_().fill_null(True)
    return [
        pl.concat_str(listed, separator=", ", ignore_nulls=True).alias("reachable_by"),
        (open_to_contact & (has_phone | has_email)).alias("contactable"),
    ]


def reachability(profiles: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Of all customers how many can be reached by what, are contactable, are active (A5).

    Columns: measure (MEASURES, in that order), customers, share (of all). `customers` is the typed customers tab
    that the profiles were made of, row for row.
    """
    phone_kind = pl.col("phone_kind")
    measures = {
        "customers": pl.lit(True),
        "phone": pl.col("phone").is_not_null(),
        "mobile": phone_kind == "mobile",
        "landline": phone_kind == "landline",
        "email": pl.col("email").is_not_null(),
        "social": pl.col("social").is_not_null(),
        "contactable": pl.col("contactable"),
        "active": pl.col("purchases_window") > 0,
    }
    known = profiles.with_columns(customers["social"])
    counts = [known.filter(measures[name]).height for name in MEASURES]
    shares = [count / known.height if known.height else 0.0 for count in counts]
    return pl.DataFrame(
        {"measure": MEASURES, "customers": counts, "share": shares},
        schema={"measure": pl.String, "customers": pl.Int64, "share": pl.Float64},
    )
