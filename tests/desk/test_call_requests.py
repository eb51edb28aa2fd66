"""Who asks to be called is called: on the day, in turn, once, customer or not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from desk_samples import desk
from small_books import TODAY, customer, profiles_of

from crm_sheets.desk.call_requests import plain_message, requested_calls
from crm_sheets.model import Contact
from crm_sheets.queue import queue_row
from crm_sheets.render import Renderer
from crm_sheets.shipped import shipped
from crm_sheets.team_settings import TeamSettings
from crm_sheets.template_files import template_loader

SARI = customer("C1", name="Sari Dewi", salutation="Ibu", owner="Maya", phone="+6281200000001")


def request(request_id: str = "R1", **columns: Any) -> dict[str, Any]:
    return {"request_id": request_id, "requested_date": TODAY, "customer_id": "C1", **columns}


def calls(*requests: dict[str, Any], people: tuple[Any, ...] = (SARI,), day: date = TODAY) -> list[Contact]:
    context = desk(
        TeamSettings(desk_owner="Agung"),
        customers=people,
        call_requests=requests,
        profiles=profiles_of({"customer_id": "C1", "tier": "Gold"}),
    )
    return requested_calls(context, day)


def test_a_request_is_a_call_with_its_hour_and_place_in_line() -> None:
    (call,) = calls(request(hour="jam 10 pagi", queue_number=3, topic="klaim rawat inap"))
    row = queue_row(plain_message(call, "id"), TODAY, "id")
    assert (row["call_at"], row["priority"], row["deadline"]) == ("10.00 · no. 3", 1, TODAY)
    assert (row["customer"], row["owner"], row["task"]) == ("Ibu Sari Dewi", "Maya", "Telepon")
    assert row["reason"] == "Minta ditelepon: klaim rawat inap"
    assert (row["key"], row["brief"]) == ("_call|R1|2026-11-20", "Gold")


def test_they_come_by_date_hour_and_queue_number() -> None:
    found = calls(
        request("late", hour="sore"),
        request("none"),
        request("second", hour="10", queue_number=2),
        request("first", hour="10.00", queue_number=1),
        request("yesterday", requested_date=date(2026, 11, 19), hour="16.00"),
    )
    assert [call.subject for call in found] == ["yesterday", "first", "second", "late", "none"]


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        (None, 20, 1),
        ("waiting", 20, 1),
        ("called", 20, 0),
        ("cancelled", 20, 0),
        ("not_reached", 20, 0),
        ("waiting", 13, 1),
        ("waiting", 12, 0),
        ("waiting", 21, 0),
    ],
)
def test_only_those_that_wait_for_today_or_were_missed_in_the_last_week(
    status: str | None, day: int, expected: int
) -> None:
    assert len(calls(request(status=status, requested_date=date(2026, 11, day)))) == expected


def test_somebody_who_is_no_customer_is_called_by_name_and_number() -> None:
    stranger = request(customer_id=None, name="Tono", phone="+6281299998888", phone_kind="mobile")
    (call,) = calls(stranger)
    row = queue_row(plain_message(call, "id"), TODAY, "id")
    assert (row["customer"], row["customer_id"], row["owner"]) == ("Tono", None, "Agung")
    assert row["call_link"] == "tel:+6281299998888"
    assert row["chat_link"].startswith("https://wa.me/6281299998888")
    assert (row["brief"], row["ask"]) == ("", None)


def test_a_number_that_a_customer_has_is_that_customer() -> None:
    (call,) = calls(request(customer_id=None, name="Bu Sari", phone="+6281200000001"))
    assert (call.customer_id, call.owner) == ("C1", "Maya")


def test_who_is_not_to_be_contacted_is_called_because_they_asked_and_the_brief_says_so() -> None:
    (call,) = calls(request(), people=({**SARI, "status": "do_not_contact"},))
    assert queue_row(plain_message(call, "id"), TODAY, "id")["brief"].startswith("JANGAN DIHUBUNGI selain untuk ini")


def test_the_number_of_the_request_is_dialled_not_the_old_one() -> None:
    (call,) = calls(request(phone="+6281277776666", phone_kind="mobile"))
    assert call.address == "+6281277776666"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("topic", ["klaim", None])
@pytest.mark.parametrize("name", ["Tono", None])
def test_the_script_reads_well_whatever_is_known(language: str, topic: str | None, name: str | None) -> None:
    (call,) = calls(request(customer_id=None, name=name, phone="+6281299998888", topic=topic))
    renderer = Renderer(template_loader([shipped("templates")]), TeamSettings(company="Mitra Sehat", language=language))
    text = renderer.render(call, TODAY).text
    assert "  " not in text
    assert "None" not in text
    assert ("klaim" in text) == (topic is not None)
