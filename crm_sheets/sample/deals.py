"""Deals under way, won and lost, some to be followed up on the sample's own day."""

from __future__ import annotations

from random import Random

from crm_sheets.model import Text
from crm_sheets.sample.cast import cast_id
from crm_sheets.sample.options import Options, Row, day, round_to, weighted
from crm_sheets.sample.products import GOODS, POLICY_PRODUCTS

STAGES = {"open": 22, "proposal": 16, "negotiation": 12, "postponed": 14, "won": 22, "lost": 14}
CHANCES = {"open": 0.2, "proposal": 0.4, "negotiation": 0.65, "postponed": 0.15, "won": 1.0, "lost": 0.0}
LOST_REASONS = {"price": 35, "competitor": 20, "no_need": 25, "no_answer": 20}
NOTES = (
    Text("Minta ilustrasi manfaat", "Asked for an illustration of benefits"),
    Text("Menunggu bonus akhir tahun", "Waiting for the year-end bonus"),
    Text("Berunding dengan keluarga", "Talking it over with the family"),
    Text("Bandingkan dengan polis lama", "Comparing with the old policy"),
)
FOLLOW_UPS = (
    ("Kevin Lim", "A-104", 0, "postponed", 24_000_000),
    ("Klinik Pratama Sumber Sehat", "B-215", 0, "open", 37_500_000),
    ("Lilian Tanujaya", "A-105", 1, "open", 9_600_000),
)
DEALS = 38
_NAMES = {product.product_id: product.name for product in (*POLICY_PRODUCTS, *GOODS)}


def make_deals(options: Options, people: list[Row]) -> list[Row]:
    """The Deals tab's rows, oldest first."""
    random = options.random("deals")
    by_id = {customer["customer_id"]: customer for customer in people}
    rows = [_draw(options, random, random.choice(people)) for _ in range(options.scaled(DEALS))]
    for name, product_id, due, stage, value in FOLLOW_UPS:
        if customer := by_id.get(cast_id(name)):
            row = _deal(options, random, customer, product_id, stage, value)
            rows.append(row | {"follow_up_date": day(due)})
    rows.sort(key=lambda row: row["opened"])
    return [{"deal_id": f"L-{number:04d}", **row} for number, row in enumerate(rows, start=1)]


def _draw(options: Options, random: Random, customer: Row) -> Row:
    product_id = random.choice(list(_NAMES))
    value = round_to(random.triangular(2_000_000, 60_000_000, 8_000_000), 500_000)
    return _deal(options, random, customer, product_id, weighted(random, STAGES), value)


def _deal(options: Options, random: Random, customer: Row, product_id: str, stage: str, value: int) -> Row:
    age = random.randint(12, 240)
    row: Row = {
        "customer_id": customer["customer_id"],
        "name": f"{options.say(_NAMES[product_id])} - {customer['name']}",
        "product_id": product_id,
        "stage": stage,
        "stage_since": day(-random.randint(1, age)),
        "value": value,
        "probability": CHANCES[stage],
        "opened": day(-age),
        "expected_close": day(random.randint(5, 120)),
        "owner": customer["owner"],
        "notes": options.say(random.choice(NOTES)) if random.random() < 0.4 else None,
    }
    return row | _closing(random, row, stage)


def _closing(random: Random, row: Row, stage: str) -> Row:
    if stage == "won":
        return {"closed": row["stage_since"], "expected_close": row["stage_since"]}
    if stage == "lost":
        return {"closed": row["stage_since"], "lost_reason": weighted(random, LOST_REASONS)}
    return {"follow_up_date": day(random.randint(2, 45))}
