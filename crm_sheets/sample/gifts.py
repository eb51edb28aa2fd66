"""Gifts to good customers, within what their commission allows; and that commission."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row, day, round_to, same_day_in_month
from crm_sheets.sample.policies import MONTHS

GIFTS = (
    (Text("Bingkisan buah", "Fruit basket"), 350_000),
    (Text("Buku masak sehat", "Healthy cookbook"), 165_000),
    (Text("Voucher belanja", "Shopping voucher"), 250_000),
    (Text("Tanaman hias", "Potted plant"), 225_000),
    (Text("Mainan edukasi anak", "Educational toy"), 190_000),
)
OCCASIONS = (
    Text("Ulang tahun", "Birthday"),
    Text("Lebaran", "Eid"),
    Text("Natal", "Christmas"),
    Text("Terima kasih atas referensi", "Thanks for a referral"),
)
GIVEN = 22
COMMISSIONS = 140
RATE = 0.08


def make_gifts(options: Options, people: list[Row]) -> list[Row]:
    """The Gifts tab's rows, oldest first."""
    random = options.random("gifts")
    rows = []
    for days_ago in sorted((random.randint(10, 340) for _ in range(options.scaled(GIVEN))), reverse=True):
        customer, (gift, price) = random.choice(people), random.choice(GIFTS)
        rows.append(
            {
                "date": day(-days_ago),
                "customer_id": customer["customer_id"],
                "gift": options.say(gift),
                "occasion": options.say(random.choice(OCCASIONS)),
                "cost": price,
                "budget": round_to(price * random.uniform(0.9, 1.6), 50_000),
                "delivered": days_ago > 25 or random.random() < 0.5,
                "owner": customer["owner"],
            }
        )
    return [{"gift_id": f"H-{number:04d}", **row} for number, row in enumerate(rows, start=1)]


def make_commissions(options: Options, people: list[Row], policies: list[Row]) -> list[Row]:
    """The Commissions tab's rows: a share of the premiums of policies in force, oldest first."""
    owners = {customer["customer_id"]: customer["owner"] for customer in people}
    rows = []
    for policy in policies:
        step = MONTHS.get(policy["payment_frequency"])
        if policy["status"] != "inforce" or step is None or not policy.get("next_due"):
            continue
        paid = same_day_in_month(policy["next_due"], -step)
        if paid <= day(0):
            row = {"policy_id": policy["policy_id"], "customer_id": policy["customer_id"], "date": paid}
            rows.append(row | {"amount": round(policy["premium"] * RATE), "owner": owners[policy["customer_id"]]})
    rows = sorted(rows[: options.scaled(COMMISSIONS)], key=lambda row: (row["date"], row["policy_id"]))
    return [{"commission_id": f"X-{number:04d}", **row} for number, row in enumerate(rows, start=1)]
