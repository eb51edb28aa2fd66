"""Who wrote: the customers at an address, the likeliest first."""

from __future__ import annotations

from datetime import datetime

from desk_samples import by_email, inbound
from small_books import customer, typed

from crm_sheets.desk.people import by_id, choose, senders

FAMILY = [
    customer("C3", phone="+628111", email="Rumah@Example.com"),
    customer("C2", phone="+628111", email="rumah@example.com"),
    customer("C1", phone="+628111", email=None, status="deceased"),
    customer("C4", phone=None, email=None),
]
LOG = typed(
    "contact_log",
    [
        {"customer_id": "C3", "at": datetime(2026, 11, 1, 9)},
        {"customer_id": "C2", "at": datetime(2026, 10, 1, 9)},
        {"customer_id": "C1", "at": datetime(2026, 11, 2, 9)},
    ],
)


def ids(rows: object) -> list[str]:
    return [row["customer_id"] for row in rows]  # type: ignore[attr-defined]


def test_customers_are_found_by_number_and_by_address_in_any_case() -> None:
    found = senders([inbound(sender="+628111"), by_email(sender="rumah@example.com")], typed("customers", FAMILY))
    assert ids(found["+628111"]) == ["C2", "C3", "C1"]
    assert ids(found["rumah@example.com"]) == ["C2", "C3"]
    assert "_row" not in found["+628111"][0]


def test_whom_we_wrote_to_last_comes_first_and_the_dead_last() -> None:
    found = senders([inbound(sender="+628111")], typed("customers", FAMILY), LOG)
    assert ids(found["+628111"]) == ["C3", "C2", "C1"]


def test_strangers_are_left_out() -> None:
    customers = typed("customers", FAMILY)
    assert senders([inbound(sender="+62999"), inbound(sender="")], customers, LOG) == {}
    assert senders([], customers) == {}
    assert senders([inbound()], typed("customers", [])) == {}


def test_a_customer_twice_in_the_sheet_is_one() -> None:
    twice = typed("customers", [customer("C1", phone="+628111", name="A"), customer("C1", phone="+628111", name="B")])
    (row,) = senders([inbound(sender="+628111")], twice)["+628111"]
    assert row["name"] == "A"
    assert by_id(["C1", "C9"], twice)["C1"]["name"] == "A"


def test_whose_contact_it_answers_goes_before_who_is_likeliest() -> None:
    rows = senders([inbound(sender="+628111")], typed("customers", FAMILY), LOG)["+628111"]
    assert choose(rows, "C2")["customer_id"] == "C2"
    assert choose(rows, "C9")["customer_id"] == "C3"
    assert choose((), "C2") == {}
