"""Complaints, open and resolved."""

from __future__ import annotations

from random import Random

from crm_sheets.model import Text
from crm_sheets.sample.cast import cast_id
from crm_sheets.sample.options import Options, Row, day, weighted

DESCRIPTIONS = {
    "product": Text("Segel kemasan rusak", "The seal was broken"),
    "delivery": Text("Barang datang terlambat lima hari", "The goods came five days late"),
    "claim": Text("Klaim rawat inap belum ada kabar", "No news of a hospital claim"),
    "payment": Text("Autodebet terpotong dua kali", "Debited twice"),
    "service": Text("Telepon tidak diangkat", "Nobody answered the telephone"),
    "data": Text("Alamat di polis salah", "Wrong address on the policy"),
}
RESOLUTIONS = {
    "product": Text("Barang diganti", "Goods replaced"),
    "delivery": Text("Ongkos kirim dikembalikan", "Shipping refunded"),
    "claim": Text("Klaim dibayar", "Claim paid"),
    "payment": Text("Dana dikembalikan", "Money returned"),
    "service": Text("Dihubungi pimpinan cabang", "The branch head called"),
    "data": Text("Endosemen diterbitkan", "Endorsement issued"),
}
COMPLAINTS = 16
STATUSES = {"open": 20, "in_progress": 25, "resolved": 55}
STILL_OPEN = ("Maria Seran", "product", -4)
JUST_RESOLVED = (("Desmawati Tanjung", "delivery", -9, -2), ("Hasnah Latief", "payment", -6, -1))


def make_complaints(options: Options, people: list[Row]) -> list[Row]:
    """The Complaints tab's rows, oldest first."""
    random = options.random("complaints")
    by_id = {customer["customer_id"]: customer for customer in people}
    later = people[len(people) // 3 :]  # the cast of the day stays without complaints of chance
    rows = [_draw(options, random, random.choice(later)) for _ in range(options.scaled(COMPLAINTS))]
    for name, category, opened, resolved in JUST_RESOLVED:
        if customer := by_id.get(cast_id(name)):
            rows.append(_complaint(options, customer, category, opened, resolved) | {"reassignments": 1})
    name, category, opened = STILL_OPEN
    if customer := by_id.get(cast_id(name)):
        rows.append(_complaint(options, customer, category, opened, None) | {"status": "in_progress"})
    rows.sort(key=lambda row: row["opened_date"])
    return [{"complaint_id": f"G-{number:04d}", **row} for number, row in enumerate(rows, start=1)]


def _draw(options: Options, random: Random, customer: Row) -> Row:
    category, status = random.choice(list(DESCRIPTIONS)), weighted(random, STATUSES)
    opened = -random.randint(25, 200) if status == "resolved" else -random.randint(1, 24)
    resolved = opened + random.randint(1, 14) if status == "resolved" else None
    row = _complaint(options, customer, category, opened, resolved)
    channel = weighted(random, {"whatsapp": 50, "call": 30, "email": 20})
    return row | {"status": status, "channel": channel, "reassignments": random.choice((0, 0, 0, 1, 2))}


def _complaint(options: Options, customer: Row, category: str, opened: int, resolved: int | None) -> Row:
    return {
        "customer_id": customer["customer_id"],
        "opened_date": day(opened),
        "channel": "whatsapp",
        "category": category,
        "description": options.say(DESCRIPTIONS[category]),
        "owner": customer["owner"],
        "status": "resolved",
        "resolved_date": None if resolved is None else day(resolved),
        "resolution": None if resolved is None else options.say(RESOLUTIONS[category]),
    }
