"""Gatherings, classes and seminars, and who came."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row, day, weighted

EVENTS = (
    (Text("Senam sehat bersama", "Morning gymnastics"), "gathering", -150, "Taman Menteng, Jakarta", 60, 3_500_000),
    (Text("Kelas masak rendah gula", "Low-sugar cooking class"), "class", -95, "Toko Bandung", 20, 2_200_000),
    (
        Text("Seminar dana pendidikan", "Seminar on schooling costs"),
        "seminar",
        -40,
        "Hotel di Surabaya",
        80,
        11_000_000,
    ),
    (Text("Temu pelanggan akhir tahun", "Year-end gathering"), "gathering", 22, "Kantor Jakarta", 100, 15_000_000),
    (Text("Seminar gula darah", "Seminar on blood sugar"), "seminar", -2, "Kantor Surabaya", 40, 3_000_000),
    (Text("Kelas pensiun tenang", "Class on retiring calmly"), "class", 14, "Kantor Bandung", 30, 2_500_000),
)
OWNERS = (
    "Yosef Tambunan",
    "Maya Puspitasari",
    "Agung Wicaksono",
    "Ratna Dewi Anggraini",
    "Ni Kadek Suryani",
    "Dadan Kurnia",
)
INVITED = 15


def make_events(options: Options) -> list[Row]:
    """The Events tab's rows."""
    return [
        {
            "event_id": f"E-{number:02d}",
            "name": options.say(name),
            "type": kind,
            "date": day(on),
            "place": place,
            "owner": OWNERS[number - 1],
            "capacity": capacity,
            "cost": cost,
        }
        for number, (name, kind, on, place, capacity, cost) in enumerate(EVENTS, start=1)
    ]


def make_attendance(options: Options, people: list[Row]) -> list[Row]:
    """The Attendance tab's rows: past events have come and gone, the coming one is still being answered."""
    random = options.random("events")
    past, coming = {"attended": 60, "absent": 30, "invited": 10}, {"invited": 60, "confirmed": 40}
    rows: list[Row] = []
    for number, (_, _, on, *_) in enumerate(EVENTS, start=1):
        for customer in random.sample(people, min(len(people), INVITED)):
            state = weighted(random, past if on < 0 else coming)
            guests = random.choice((None, None, 1, 2)) if state in ("attended", "confirmed") else None
            row = {"event_id": f"E-{number:02d}", "customer_id": customer["customer_id"], "state": state}
            rows.append({**row, "guests": guests})
    return rows
