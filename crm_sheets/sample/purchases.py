"""Three years of purchases in the health shop: how often people buy, and how much they spend."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from random import Random

from crm_sheets.sample.cast import persona_of
from crm_sheets.sample.options import AS_OF, Options, Row, day
from crm_sheets.sample.people import is_organisation
from crm_sheets.sample.products import ON_SALE, Product
from crm_sheets.sample.staff import BY_BRANCH

ONCE, TWICE, SEVERAL, OFTEN = 0.72, 0.16, 0.07, 0.05
"""Shares of the active customers by purchases a year: 1, 2, 3-5, more than 5."""
ACTIVE, DORMANT = 0.74, 0.19
YEAR = 365
YEARS = 3

TIERS = {"platinum": (108, 240), "gold": (54, 94), "silver": (22, 46), "bronze": (0.2, 14)}
"""Spend in twelve months, in millions of rupiah."""
TIER_SHARES = {
    "often": {"platinum": 45, "gold": 55},
    "several": {"gold": 50, "silver": 35, "bronze": 15},
    "twice": {"gold": 8, "silver": 24, "bronze": 68},
    "once": {"silver": 7, "bronze": 93},
}
_PRICES = [product.price for product in ON_SALE]


@dataclass
class Buyer:
    """One customer's habits: purchase days, and rupiah a year; `exact` amounts are settled already (the cast)."""

    customer: Row
    days: list[int] = field(default_factory=list)  # days before the sample's own day
    spend: float = 0
    exact: dict[int, int] = field(default_factory=dict)
    often: bool = False


def make_purchases(options: Options, people: list[Row]) -> list[Row]:
    """The Transactions tab's rows, oldest first."""
    random = options.random("purchases")
    buyers = [*_cast(people), *_drawn(random, people)]
    _reach_total(random, buyers, options.transactions)
    rows = [row for buyer in buyers for row in _purchases(random, buyer)]
    rows.sort(key=lambda row: (row["date"], row["customer_id"]))
    return [{"transaction_id": f"T-{number:06d}", **row} for number, row in enumerate(rows, start=1)]


def _cast(people: list[Row]) -> list[Buyer]:
    buyers = []
    for number, customer in enumerate(people):
        persona = persona_of(number)
        if persona is not None and persona.purchases is not None:
            exact = dict(persona.purchases)
            buyers.append(Buyer(customer, list(exact), exact=exact))
    return buyers


def _drawn(random: Random, people: list[Row]) -> list[Buyer]:
    drawn = [customer for number, customer in enumerate(people) if _may_be_drawn(number, customer)]
    random.shuffle(drawn)
    drawn.sort(key=lambda customer: not is_organisation(customer))  # organisations buy most often
    active = drawn[: round(len(drawn) * ACTIVE)]
    dormant = drawn[len(active) : len(active) + round(len(drawn) * DORMANT)]
    return [*_active(random, active), *(_dormant(random, customer) for customer in dormant)]


def _may_be_drawn(number: int, customer: Row) -> bool:
    persona = persona_of(number)
    return customer["type"] != "lead" and (persona is None or persona.purchases is None)


def _active(random: Random, customers: list[Row]) -> list[Buyer]:
    """Active customers by fixed shares, so that a small sample shows the source's distribution too."""
    total = len(customers)
    bounds = [round(total * share) for share in (OFTEN, OFTEN + SEVERAL, OFTEN + SEVERAL + TWICE)]
    buyers = []
    for number, customer in enumerate(customers):
        habit = ("often", "several", "twice", "once")[bisect_right(bounds, number)]
        year = {"often": random.randint(6, 9), "several": random.randint(3, 5), "twice": 2, "once": 1}[habit]
        tiers = TIER_SHARES[habit]
        low, high = TIERS[random.choices(list(tiers), list(tiers.values()))[0]]
        spend = (random.triangular(low, high, low) if low < 1 else random.uniform(low, high)) * 1_000_000
        days = [day for back in range(YEARS) for day in _days_in_year(random, back, year)]
        buyers.append(Buyer(customer, days, spend, often=habit == "often"))
    return buyers


def _days_in_year(random: Random, back: int, count: int) -> list[int]:
    """Purchase days in the year that lies `back` years behind; earlier years vary, the last one is as asked."""
    if back:
        count = random.randint(max(0, count - 1), count + 1)
    return [back * YEAR + random.randint(1, YEAR - 1) for _ in range(count)]


def _dormant(random: Random, customer: Row) -> Buyer:
    last = random.randint(YEAR + 2, 900)
    days = [last, *(random.randint(last, YEARS * YEAR) for _ in range(random.choice((0, 1, 1, 2))))]
    return Buyer(customer, days, random.triangular(0.2, 12, 0.8) * 1_000_000)


def _reach_total(random: Random, buyers: list[Buyer], wanted: int) -> None:
    """Let those who buy often buy more, or drop purchases of earlier years, until there are `wanted`."""
    missing = wanted - sum(len(buyer.days) for buyer in buyers)
    regulars = [buyer for buyer in buyers if buyer.often]
    for number in range(missing if regulars else 0):
        regulars[number % len(regulars)].days.append(random.randint(1, YEARS * YEAR - 1))
    earlier = [(buyer, on) for buyer in buyers if not buyer.exact for on in sorted(buyer.days)[1:] if on >= YEAR]
    for buyer, on in random.sample(earlier, min(len(earlier), max(0, -missing))):
        buyer.days.remove(on)


def _purchases(random: Random, buyer: Buyer) -> list[Row]:
    in_year = Counter(on // YEAR for on in buyer.days)
    return [
        _purchase(random, buyer.customer, on, buyer.exact.get(on) or _budget(random, buyer, in_year[on // YEAR]))
        for on in buyer.days
        if day(-on) <= AS_OF
    ]


def _budget(random: Random, buyer: Buyer, purchases: int) -> float:
    return buyer.spend / purchases * random.uniform(0.92, 1.12)


def _purchase(random: Random, customer: Row, days_ago: int, budget: float) -> Row:
    product, quantity = _basket(random, budget)
    colleagues = BY_BRANCH[customer["branch"]]
    return {
        "customer_id": customer["customer_id"],
        "date": _on(days_ago),
        "product_id": product.product_id,
        "quantity": quantity,
        "amount": product.price * quantity,
        "cost": product.cost * quantity,
        "branch": customer["branch"],
        "staff": customer["owner"] if random.random() < 0.8 else random.choice(colleagues),
    }


def _on(days_ago: int) -> date:
    return day(-days_ago)


def _basket(random: Random, budget: float) -> tuple[Product, int]:
    """A product and a quantity that cost about `budget`."""
    affordable = max(1, bisect_right(_PRICES, budget))
    dearest = ON_SALE[max(0, affordable - 8) : affordable]
    product = random.choice(dearest)
    return product, max(1, round(budget / product.price))
