"""The history of conversations with customers."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.cast import cast_id
from crm_sheets.sample.options import Options, Row, day, often, weighted

SUBJECTS = (
    Text("Tanya jatuh tempo premi", "Asked when the premium is due"),
    Text("Konfirmasi pembayaran", "Confirmed a payment"),
    Text("Tanya stok produk", "Asked about stock"),
    Text("Perubahan alamat", "Change of address"),
    Text("Penjelasan manfaat polis", "Explained policy benefits"),
    Text("Tanya cara klaim", "Asked how to claim"),
    Text("Undangan acara", "Invitation to an event"),
)
CHANNELS = {"whatsapp": 46, "call": 28, "visit": 10, "email": 10, "sms": 6}
OUTCOMES = {"reached": 60, "not_reached": 14, "interested": 14, "postponed": 8, "refused": 4}
INTERACTIONS = 110
LONG_AGO = ("Andi Tenri Mappasessu", 92)
"""Last spoken with so many days ago: time to be in touch again."""


def make_interactions(options: Options, people: list[Row]) -> list[Row]:
    """The Interactions tab's rows, oldest first; contacts of the last week would hit the frequency cap."""
    random = options.random("interactions")
    rows = []
    for days_ago in sorted((random.randint(9, 400) for _ in range(options.scaled(INTERACTIONS))), reverse=True):
        customer, inbound = random.choice(people), random.random() < 0.45
        rows.append(
            {
                "date": day(-days_ago),
                "customer_id": customer["customer_id"],
                "channel": weighted(random, CHANNELS),
                "direction": "in" if inbound else "out",
                "owner": customer["owner"],
                "subject": options.say(random.choice(SUBJECTS)),
                "outcome": None if inbound else weighted(random, OUTCOMES),
                "minutes_to_answer": often(random, 0.9, random.choice((4, 12, 25, 47, 80, 110, 190)))
                if inbound
                else None,
            }
        )
    return _numbered([row for row in rows if row["customer_id"] != cast_id(LONG_AGO[0])], options, people)


def _numbered(rows: list[Row], options: Options, people: list[Row]) -> list[Row]:
    """The rows with ids, and the one talk with whom nobody has spoken for long."""
    name, days_ago = LONG_AGO
    for customer in people:
        if customer["customer_id"] == cast_id(name):
            talk = {"channel": "call", "direction": "out", "subject": options.say(SUBJECTS[4]), "outcome": "reached"}
            rows.append({"customer_id": customer["customer_id"], "owner": customer["owner"], **talk})
            rows[-1]["date"] = day(-days_ago)
    rows.sort(key=lambda row: row["date"])
    return [{"interaction_id": f"I-{number:05d}", **row} for number, row in enumerate(rows, start=1)]
