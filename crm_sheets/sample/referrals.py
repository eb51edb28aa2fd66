"""People whom customers recommended."""

from __future__ import annotations

from crm_sheets.sample.addresses import mobile
from crm_sheets.sample.cast import cast_id
from crm_sheets.sample.names import draw_name
from crm_sheets.sample.options import Options, Row, day, weighted

REFERRALS = 16
FRESH = "Vivian Sutanto"
"""Recommended somebody yesterday, and has not been thanked yet."""


def make_referrals(options: Options, people: list[Row]) -> list[Row]:
    """The Referrals tab's rows, oldest first; some of those recommended have become customers."""
    random = options.random("referrals")
    statuses = {"new": 30, "contacted": 30, "customer": 25, "declined": 15}
    rows = []
    for days_ago in sorted((random.randint(2, 300) for _ in range(options.scaled(REFERRALS))), reverse=True):
        referrer, referred, status = random.choice(people), random.choice(people), weighted(random, statuses)
        joined = status == "customer" and referred is not referrer
        rows.append(
            {
                "referrer_id": referrer["customer_id"],
                "referred_name": referred["name"] if joined else draw_name(random).full,
                "referred_id": referred["customer_id"] if joined else None,
                "phone": None if joined else mobile(80_000 + days_ago),
                "date": day(-days_ago),
                "status": "customer" if joined else "contacted" if status == "customer" else status,
                "thanked": random.random() < 0.7,
                "owner": referrer["owner"],
            }
        )
    rows += [_fresh(customer) for customer in people if customer["customer_id"] == cast_id(FRESH)]
    return [{"referral_id": f"Y-{number:04d}", **row} for number, row in enumerate(rows, start=1)]


def _fresh(referrer: Row) -> Row:
    return {
        "referrer_id": referrer["customer_id"],
        "referred_name": "Lestari Puspa",
        "referred_id": None,
        "phone": mobile(80_999),
        "date": day(-1),
        "status": "new",
        "thanked": None,
        "owner": referrer["owner"],
    }
