"""The policies: how they are paid, and when the next payment is due."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from crm_sheets.sample.cast import persona_of
from crm_sheets.sample.funds import FUNDS
from crm_sheets.sample.options import AS_OF, Options, Row, day, often, round_to, same_day_in_month, weighted
from crm_sheets.sample.products import POLICY_PRODUCTS

MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
FREQUENCIES = {"monthly": 46, "quarterly": 10, "half_yearly": 12, "yearly": 27, "single": 5}
STATUSES = {"inforce": 82, "grace": 6, "lapsed": 8, "surrendered": 2, "matured": 2}
DAYS_OF_MONTH = {5: 14, 8: 8, 10: 14, 12: 6, 15: 14, 17: 6, 20: 12, 25: 12, 27: 5, 28: 5, 1: 2, 3: 1, 23: 1, 24: 1}
"""Most people pay soon after their salary comes."""
COUNTS = {0: 14, 1: 33, 2: 32, 3: 21}
UNIT_LINK = "A-104"


def make_policies(options: Options, people: list[Row]) -> list[Row]:
    """The Policies tab's rows, in the order of the customers."""
    random = options.random("policies")
    rows: list[Row] = []
    for number, customer in enumerate(people):
        persona = persona_of(number)
        if persona is not None:
            drawn = [_complete(random, row) for row in persona.policies]
        elif customer["type"] == "lead":
            continue
        else:
            drawn = [_draw(random, customer) for _ in range(weighted(random, COUNTS))]
        rows += [{"customer_id": customer["customer_id"], **row} for row in drawn]
    return [{"policy_id": _policy_id(number, row), **row} for number, row in enumerate(rows, start=1)]


def _policy_id(number: int, row: Row) -> str:
    return f"MSS-{row['issue_date']:%y}-{number:05d}"


def _draw(random: Random, customer: Row) -> Row:
    frequency = weighted(random, FREQUENCIES)
    status = weighted(random, STATUSES)
    since = customer["customer_since"] or date(2020, 1, 1)
    issued = since + timedelta(days=random.randrange(max(1, (AS_OF - since).days - 40)))
    issued = max(since, issued.replace(day=weighted(random, DAYS_OF_MONTH)))
    row = {
        "status": status,
        "issue_date": issued,
        "payment_frequency": frequency,
        "premium": _premium(random, frequency),
        "next_due": _next_due(random, status, frequency, issued),
        "wants_call": often(random, 0.05, True),
        **_payment(random),
    }
    return _with_payment(row | _cover(random, row))


def _with_payment(row: Row) -> Row:
    """The row with the day on which its last premium was paid, two days after it was due."""
    step, due = MONTHS.get(row["payment_frequency"]), row["next_due"]
    paid = same_day_in_month(due, -step) + timedelta(days=2) if step and due else None
    return row | ({"last_paid": paid} if paid and row["issue_date"] <= paid <= AS_OF else {})


def _complete(random: Random, row: Row) -> Row:
    """A row of the cast's with what follows from its frequency and next due date."""
    years = random.randint(1, 6)
    row = {"issue_date": row["next_due"].replace(year=row["next_due"].year - years), **row}
    return _with_payment(_cover(random, row) | row)


def _premium(random: Random, frequency: str) -> int:
    monthly = random.triangular(250_000, 1_600_000, 450_000)
    if frequency == "single":
        return round_to(monthly * 60, 1_000_000)
    return round_to(monthly * MONTHS[frequency] * (1.6 if frequency == "yearly" else 1), 25_000)


def _next_due(random: Random, status: str, frequency: str, issued: date) -> date | None:
    if frequency == "single" or status in ("surrendered", "matured"):
        return None
    step = MONTHS[frequency]
    passed = (AS_OF.year - issued.year) * 12 + AS_OF.month - issued.month
    periods = max(1, passed // step)
    due = same_day_in_month(issued, periods * step)
    if due <= AS_OF:
        due = same_day_in_month(issued, (periods + 1) * step)
    if status == "grace":
        return max(issued, day(-random.randint(1, 28)))
    return max(issued, day(-random.randint(40, 700))) if status == "lapsed" else due


def _payment(random: Random) -> Row:
    method = weighted(random, {"transfer": 45, "auto_debit": 25, "credit_card": 22, "cash": 8})
    if method != "credit_card":
        return {"payment_method": method}
    year, month = random.choice(((2026, 12), (2027, 2), (2027, 5), (2027, 9), (2028, 3), (2028, 11), (2029, 7)))
    failed = often(random, 0.06, day(-random.randint(1, 6)))
    return {"payment_method": method, "card_expiry": date(year, month, 1), "debit_failed": failed}


def _cover(random: Random, row: Row) -> Row:
    product = random.choice(POLICY_PRODUCTS).product_id
    yearly = row["premium"] * 12 / MONTHS.get(row["payment_frequency"], 12)
    cover: Row = {"product_id": product, "sum_assured": round_to(yearly * random.randint(12, 30), 5_000_000)}
    if product == UNIT_LINK:
        cover |= {"fund_id": random.choice(FUNDS).fund_id, "fund_units": round(yearly * random.uniform(1, 4) / 1600, 4)}
    return cover
