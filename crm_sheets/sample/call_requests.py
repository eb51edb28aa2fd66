"""People who asked to be called."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.addresses import mobile
from crm_sheets.sample.names import draw_name
from crm_sheets.sample.options import Options, Row, day

TOPICS = (
    Text("Cara menambah manfaat rawat inap", "Adding hospital cover"),
    Text("Harga kasur terapi", "Price of the therapy mattress"),
    Text("Ganti kartu kredit", "Changing the credit card"),
    Text("Dana pendidikan anak", "Saving for school"),
)
CALL_REQUESTS = (  # customer's position or None, days ahead, hour, place in line, status
    (40, 0, "09.00", 1, "waiting"),
    (51, 0, "09.00", 2, "waiting"),
    (None, 0, "10.30", 3, "waiting"),
    (62, 1, "13.00", 1, "waiting"),
    (None, 3, "15.00", 1, "waiting"),
    (73, -1, "11.00", 1, "called"),
    (84, -2, "16.00", 2, "not_reached"),
    (95, -6, "10.00", 1, "called"),
)


def make_call_requests(options: Options, people: list[Row]) -> list[Row]:
    """The Call requests tab's rows; some come from people who are not customers yet."""
    random = options.random("call requests")
    rows = []
    for number, (position, ahead, hour, line, status) in enumerate(CALL_REQUESTS, start=1):
        customer = people[position] if position is not None and position < len(people) else None
        row = {
            "request_id": f"R-{number:04d}",
            "customer_id": customer["customer_id"] if customer else None,
            "name": customer["name"] if customer else draw_name(random).full,
            "phone": customer["phone"] if customer else mobile(70_000 + number),
            "requested_date": day(ahead),
            "hour": hour,
            "queue_number": line,
            "topic": options.say(random.choice(TOPICS)),
            "status": status,
            "owner": customer["owner"] if customer else "Maya Puspitasari",
        }
        rows.append(row)
    return rows
