"""Visits planned and made."""

from __future__ import annotations

from random import Random

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row, day, often, weighted

PURPOSES = (
    Text("Tinjau polis tahunan", "Yearly policy review"),
    Text("Perkenalan produk", "Product introduction"),
    Text("Antar hadiah ulang tahun", "Birthday gift"),
    Text("Bantu klaim", "Help with a claim"),
    Text("Silaturahmi", "Courtesy visit"),
)
RESULTS = {"met": 60, "sold": 14, "rescheduled": 10, "not_in": 10, "refused": 6}
VISITS = 56


def make_visits(options: Options, people: list[Row], deals: list[Row]) -> list[Row]:
    """The Visits tab's rows, from four months ago to a month ahead."""
    random = options.random("visits")
    rows = []
    for days_ago in sorted((random.randint(-30, 120) for _ in range(options.scaled(VISITS))), reverse=True):
        deal = random.choice(deals) if random.random() < 0.3 else None
        customer = random.choice(people)
        row = {
            "customer_id": deal["customer_id"] if deal else customer["customer_id"],
            "planned_date": day(-days_ago),
            "owner": deal["owner"] if deal else customer["owner"],
            "purpose": options.say(random.choice(PURPOSES)),
            "deal_id": deal["deal_id"] if deal else None,
        }
        rows.append(row | _realisation(random, days_ago))
    return [{"visit_id": f"V-{number:04d}", **row} for number, row in enumerate(rows, start=1)]


def _realisation(random: Random, days_ago: int) -> Row:
    if days_ago <= 0 or random.random() < 0.15:
        return {}
    late = min(days_ago, random.choice((0, 0, 0, 1, 2, 5)))
    cost = random.choice((35, 50, 75, 120, 180)) * 1000
    return {
        "visited_date": day(late - days_ago),
        "result": weighted(random, RESULTS),
        "cost": often(random, 0.85, cost),
    }
