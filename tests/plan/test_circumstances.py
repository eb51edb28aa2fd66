"""What shuts a way to a customer while messages go to people: stops, dead addresses, channels that are not set up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from small_books import TODAY, Row, book_of, customer, due_of, history_of, profiles_of, program

from crm_sheets.model import Medium, Program, Purpose
from crm_sheets.plan import Circumstances, select
from crm_sheets.tables import CLOSED, DECISIONS
from crm_sheets.team_settings import TeamSettings

SINCE = date(2026, 11, 12)
KEY = "birthday|C1|2026"
SELLING = program("offer", purpose=Purpose.SELLING)
SERVICE = program("notice", purpose=Purpose.SERVICE)
ALL_MESSAGES = ("whatsapp", "email", "sms")


def closed_of(*rows: Row) -> pl.DataFrame:
    """Closed ways: C1 asked to stop WhatsApp, unless said otherwise."""
    usual = {
        "customer_id": "C1",
        "medium": "whatsapp",
        "key": "",
        "reason": "opted_out",
        "since": SINCE,
        "detail": "",
    }
    return pl.DataFrame([{**usual, **row} for row in rows], schema=CLOSED, orient="row")


def stopped(*media: str, **columns: Any) -> list[Row]:
    return [{"medium": medium, **columns} for medium in media]


def dead(*media: str, **columns: Any) -> list[Row]:
    return [{"medium": medium, "reason": "unreachable", **columns} for medium in media]


def verdict(
    *closed: Row,
    chosen: Program | None = None,
    media: Sequence[str] = ALL_MESSAGES,
    history: pl.DataFrame | None = None,
    language: str = "en",
    person: Row | None = None,
    **tabs: Sequence[Row],
) -> tuple[str, str]:
    """What is decided about C1's contact: its medium or why there is none, and the detail; by WhatsApp, e-mail, SMS."""
    chosen = chosen or program()
    usable = frozenset(Medium) - {Medium.SMS, Medium.WHATSAPP, Medium.EMAIL} | {Medium(name) for name in media}
    decisions = select(
        due_of({"program": chosen.program_id}),
        (chosen,),
        book_of(customers=[person or customer()], **tabs),
        profiles_of(),
        history_of() if history is None else history,
        TeamSettings(language=language),
        TODAY,
        Circumstances(live=True, media=usable, closed=closed_of(*closed)),
    )
    assert decisions.schema == DECISIONS
    (row,) = decisions.iter_rows(named=True)
    return row["reason"] or row["medium"], row["detail"]


def consent(state: str, day: date, channel: str = "all", purpose: str = "all") -> Row:
    return {"customer_id": "C1", "channel": channel, "purpose": purpose, "state": state, "date": day}


# --- who asked to stop


def test_a_stop_shuts_its_medium_for_every_purpose() -> None:
    for chosen in (program(), SELLING, SERVICE):
        assert verdict(*stopped("whatsapp"), chosen=chosen) == ("email", "")


def test_who_stopped_every_medium_is_not_written_to_and_the_detail_says_since_when() -> None:
    detail = "WhatsApp (asked to stop on 12/11/2026), E-mail (asked to stop on 12/11/2026)"
    two = program(media=(Medium.WHATSAPP, Medium.EMAIL))
    assert verdict(*stopped("whatsapp", "email"), chosen=two) == ("opted_out", detail)
    indonesian = verdict(*stopped("whatsapp", "email"), chosen=two, language="id")[1]
    assert indonesian.startswith("WhatsApp (minta berhenti 12/11/2026)")


def test_a_medium_without_address_has_nothing_to_be_said_about() -> None:
    landline = customer(phone_kind="landline")
    said = verdict(*stopped("whatsapp", "email"), person=landline)
    assert said == ("opted_out", "WhatsApp, E-mail (asked to stop on 12/11/2026), SMS")


def test_what_was_said_stands_beside_it() -> None:
    only = program(media=(Medium.SMS,))
    assert verdict(*stopped("sms", detail="STOP"), chosen=only)[1] == "SMS (asked to stop on 12/11/2026: STOP)"


@pytest.mark.parametrize(
    ("granted", "chosen", "expected"),
    [
        (consent("granted", SINCE + timedelta(days=1)), program(), "whatsapp"),
        (consent("granted", SINCE), program(), "email"),  # on the same day the stop wins
        (consent("granted", SINCE - timedelta(days=1)), program(), "email"),
        (consent("granted", TODAY, purpose="service"), SERVICE, "whatsapp"),
        (consent("granted", TODAY, purpose="service"), program(), "email"),
        (consent("granted", TODAY, channel="sms"), program(), "email"),
    ],
)
def test_a_consent_of_a_later_day_opens_what_was_stopped(granted: Row, chosen: Program, expected: str) -> None:
    assert verdict(*stopped("whatsapp"), chosen=chosen, consents=[granted])[0] == expected


def test_a_stop_of_a_day_to_come_counts_at_once() -> None:
    assert verdict(*stopped("whatsapp", since=TODAY + timedelta(days=3)))[0] == "email"


def test_a_withdrawal_in_the_sheet_and_a_stop_are_the_same() -> None:
    withdrawn = consent("withdrawn", SINCE, channel="whatsapp")
    one = program(media=(Medium.WHATSAPP,))
    assert verdict(chosen=one, consents=[withdrawn]) == ("opted_out", "WhatsApp")
    both = verdict(*stopped("whatsapp"), chosen=one, consents=[withdrawn])
    assert both == ("opted_out", "WhatsApp (asked to stop on 12/11/2026)")


def test_stops_do_not_make_a_team_that_keeps_no_consents_ask_for_them() -> None:
    assert verdict(*stopped("whatsapp"), chosen=SELLING) == ("email", "")
    assert verdict(*stopped("whatsapp"), chosen=SELLING, consents=[])[0] == "opted_out"


def test_somebody_elses_stop_is_not_mine() -> None:
    assert verdict(*stopped("whatsapp", customer_id="C2")) == ("whatsapp", "")


# --- what does not work


def test_a_dead_address_gives_way_to_the_next_medium() -> None:
    assert verdict(*dead("whatsapp")) == ("email", "")
    assert verdict(*dead("whatsapp", "email")) == ("sms", "")


@pytest.mark.parametrize(
    ("medium", "language", "detail"),
    [
        (Medium.SMS, "id", "SMS (nomor tidak aktif sejak 12/11/2026)"),
        (Medium.SMS, "en", "SMS (the number does not work since 12/11/2026)"),
        (Medium.EMAIL, "id", "E-mail (alamat tidak aktif sejak 12/11/2026)"),
        (Medium.EMAIL, "en", "E-mail (the address does not work since 12/11/2026)"),
    ],
)
def test_without_another_medium_a_dead_address_is_none(medium: Medium, language: str, detail: str) -> None:
    chosen = program(media=(medium,))
    assert verdict(*dead(medium.value), chosen=chosen, language=language) == ("no_address", detail)


def test_a_consent_does_not_wake_a_dead_number() -> None:
    granted = [consent("granted", TODAY)]
    assert verdict(*dead("sms"), chosen=program(media=(Medium.SMS,)), consents=granted)[0] == "no_address"


def test_a_dead_number_is_known_since_the_first_report() -> None:
    twice = [*dead("sms"), *dead("sms", since=TODAY)]
    assert "12/11/2026" in verdict(*twice, chosen=program(media=(Medium.SMS,)))[1]


def test_a_contact_that_failed_for_good_goes_by_the_next_medium_of_its_program() -> None:
    failed = history_of({"state": "failed", "on": TODAY - timedelta(days=1)})
    assert verdict(*dead("whatsapp", key=KEY), history=failed) == ("email", "")


def test_only_that_contact_takes_another_way() -> None:
    assert verdict(*dead("whatsapp", key="birthday|C1|2025")) == ("whatsapp", "")


def test_when_every_medium_has_failed_the_contact_is_refused_and_says_why() -> None:
    failed = dead("whatsapp", "email", "sms", key=KEY, detail="21211")
    reason, detail = verdict(*failed)
    assert reason == "refused"
    assert detail.startswith("WhatsApp (could not be delivered on 12/11/2026: 21211), E-mail (could not")


# --- what is not set up


def test_a_channel_that_is_not_set_up_gives_way_to_the_next_one() -> None:
    assert verdict(media=("sms", "email")) == ("email", "")


def test_without_any_channel_of_the_program_there_is_none() -> None:
    both = program(media=(Medium.WHATSAPP, Medium.SMS))
    detail = "WhatsApp (channel not set up), SMS (channel not set up)"
    assert verdict(chosen=both, media=("email",)) == ("no_channel", detail)


def test_work_for_people_needs_no_channel() -> None:
    assert verdict(chosen=program(media=(Medium.SMS, Medium.CALL)), media=()) == ("call", "")


@pytest.mark.parametrize(
    ("closed", "consents", "expected"),
    [
        ([*stopped("whatsapp"), *dead("email")], None, "opted_out"),
        (dead("whatsapp", "email", key="offer|C1|2026"), [], "no_consent"),  # sms would need one
        ([*dead("whatsapp"), *dead("email", key="offer|C1|2026")], None, "refused"),
        (dead("whatsapp", "email"), None, "no_channel"),
    ],
)
def test_of_several_reasons_the_one_that_people_must_heed_is_told(
    closed: list[Row], consents: list[Row] | None, expected: str
) -> None:
    tabs = {} if consents is None else {"consents": consents}
    media = ("whatsapp", "email") if consents is None else ALL_MESSAGES
    assert verdict(*closed, chosen=SELLING, media=media, **tabs)[0] == expected


def test_usual_circumstances_shut_nothing() -> None:
    usual = Circumstances()
    assert (usual.live, usual.missing_channels, usual.closed.height) == (False, (), 0)
