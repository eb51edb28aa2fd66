"""Quotes, orders and invoices, down to the ones that nobody has paid yet."""

from __future__ import annotations

from random import Random

from crm_sheets.sample.options import Options, Row, day, often, weighted
from crm_sheets.sample.products import ON_SALE

QUOTES, ORDERS, INVOICES = 24, 30, 36
AGES = {"new": 8, "current": 8, "30": 7, "60": 5, "90": 4, "older": 4}
"""How invoices are spread over the ages of receivables."""
DAYS_OVERDUE = {
    "new": (-29, -15),
    "current": (-14, 0),
    "30": (1, 30),
    "60": (31, 60),
    "90": (61, 90),
    "older": (91, 160),
}


def make_quotes(options: Options, people: list[Row], deals: list[Row]) -> list[Row]:
    """The Quotes tab's rows; half belong to a deal."""
    random = options.random("quotes")
    rows = []
    for number in range(1, options.scaled(QUOTES) + 1):
        date_days = random.randint(3, 150)
        deal = random.choice(deals) if number % 2 else None
        customer = random.choice(people)
        row = {
            "quote_id": f"Q-{number:04d}",
            "customer_id": deal["customer_id"] if deal else customer["customer_id"],
            "deal_id": deal["deal_id"] if deal else None,
            "date": day(-date_days),
            "valid_until": day(30 - date_days),
            "owner": deal["owner"] if deal else customer["owner"],
        }
        rows.append(row | _goods(random) | {"status": _quote_status(random, date_days)})
    return rows


def _quote_status(random: Random, days_ago: int) -> str:
    if days_ago > 30:
        return str(weighted(random, {"accepted": 45, "rejected": 30, "expired": 25}))
    return str(weighted(random, {"draft": 25, "sent": 75}))


def _goods(random: Random, *, quantity: bool = False) -> Row:
    product = random.choice(ON_SALE)
    count = random.choice((1, 1, 2, 3, 5, 10))
    goods: Row = {"product_id": product.product_id, "amount": product.price * count}
    return goods | {"quantity": count} if quantity else goods


def make_orders(options: Options, people: list[Row], quotes: list[Row]) -> list[Row]:
    """The Orders tab's rows, from just in to delivered."""
    random = options.random("orders")
    accepted = [quote for quote in quotes if quote["status"] == "accepted"]
    rows = []
    for number in range(1, options.scaled(ORDERS) + 1):
        days_ago = random.randint(0, 60)
        quote = accepted[number] if number < len(accepted) else None
        customer = random.choice(people)
        row = {
            "order_id": f"O-{number:04d}",
            "customer_id": quote["customer_id"] if quote else customer["customer_id"],
            "quote_id": quote["quote_id"] if quote else None,
            "date": day(-days_ago),
            "promised_date": day(7 - days_ago),
            "owner": quote["owner"] if quote else customer["owner"],
        }
        rows.append(row | _goods(random, quantity=True) | _progress(random, days_ago))
    return rows


def _progress(random: Random, days_ago: int) -> Row:
    if days_ago < 3:
        return {"status": "new"}
    if days_ago < 9:
        return {"status": weighted(random, {"processing": 1, "shipped": 1})}
    if random.random() < 0.1:
        return {"status": "cancelled"}
    return {"status": "delivered", "delivered_date": day(random.randint(4, 9) - days_ago)}


def make_invoices(options: Options, people: list[Row], orders: list[Row]) -> list[Row]:
    """The Invoices tab's rows, of every age, paid, partly paid and unpaid."""
    random = options.random("invoices")
    rows = []
    for number in range(1, options.scaled(INVOICES) + 1):
        overdue = random.randint(*DAYS_OVERDUE[weighted(random, AGES)])
        order = random.choice(orders) if number % 3 == 0 else None
        customer = random.choice(people)
        row = {
            "invoice_id": f"F-{number:04d}",
            "customer_id": order["customer_id"] if order else customer["customer_id"],
            "order_id": order["order_id"] if order else None,
            "date": day(-overdue - 30),
            "due_date": day(-overdue),
            "amount": order["amount"] if order else _goods(random)["amount"],
            "owner": order["owner"] if order else customer["owner"],
        }
        rows.append(row | _payment(random, row, overdue))
    return rows


def _payment(random: Random, row: Row, overdue: int) -> Row:
    paid = weighted(random, {"full": 50, "part": 18, "none": 32})
    if paid == "none":
        return {}
    amount = row["amount"] if paid == "full" else row["amount"] // 2
    paid_on = day(-random.randint(0, overdue + 30))
    return {"paid_amount": amount, "paid_date": paid_on if paid == "full" else often(random, 0.8, paid_on)}
