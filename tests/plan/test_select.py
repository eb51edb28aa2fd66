"""Who is contacted today, and why the others are not: one small table per rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from small_books import TODAY, Row, book_of, customer, due_of, history_of, profiles_of, program

from crm_sheets.model import ACKNOWLEDGEMENT_ID, Medium, Program, Purpose, Repeat
from crm_sheets.plan import select
from crm_sheets.tables import DECISIONS
from crm_sheets.team_settings import TeamSettings

YESTERDAY = TODAY - timedelta(days=1)
SELLING = program("offer", purpose=Purpose.SELLING)
SERVICE = program("notice", purpose=Purpose.SERVICE)


def plan(
    due: pl.DataFrame,
    *programs: Program,
    customers: Sequence[Row] = (customer(),),
    profiles: pl.DataFrame | None = None,
    history: pl.DataFrame | None = None,
    on: date = TODAY,
    language: str = "en",
    cap_contacts: int = 3,
    **tabs: Sequence[Row],
) -> pl.DataFrame:
    """The decisions; the only customer is C1 and the only program the birthday, unless said otherwise."""
    settings = TeamSettings(language=language, cap_contacts=cap_contacts)
    decisions = select(
        due,
        programs or (program(),),
        book_of(customers=customers, **tabs),
        profiles_of() if profiles is None else profiles,
        history_of() if history is None else history,
        settings,
        on,
    )
    assert decisions.schema == DECISIONS
    assert decisions.height == due.height
    return decisions


def verdicts(decisions: pl.DataFrame) -> list[str]:
    """What was decided, row by row: the medium of what is kept, the reason of what is skipped."""
    return [row["reason"] or row["medium"] for row in decisions.iter_rows(named=True)]


def verdict(decisions: pl.DataFrame) -> tuple[str, str]:
    (row,) = decisions.iter_rows(named=True)
    assert row["decision"] == ("skipped" if row["reason"] else "kept")
    return row["reason"] or row["medium"], row["detail"]


def consent(state: str, channel: str | None = "all", purpose: str | None = "all", day: date | None = YESTERDAY) -> Row:
    return {"customer_id": "C1", "channel": channel, "purpose": purpose, "state": state, "date": day}


def test_a_due_contact_goes_by_the_first_medium_to_its_address() -> None:
    decisions = plan(due_of({}))
    assert verdict(decisions) == ("whatsapp", "")
    assert decisions["address"].to_list() == ["+6281200000001"]


def test_nothing_due_gives_an_empty_plan() -> None:
    assert plan(due_of()).is_empty()


@pytest.mark.parametrize(("state", "reason"), [("deceased", "deceased"), ("do_not_contact", "do_not_contact")])
def test_a_status_that_forbids_every_contact(state: str, reason: str) -> None:
    for chosen in (program(), SELLING, SERVICE):
        due = due_of({"program": chosen.program_id})
        assert verdict(plan(due, chosen, customers=[customer(status=state)])) == (reason, "")


def test_who_wants_no_congratulations_still_gets_service() -> None:
    modest = [customer(status="do_not_congratulate")]
    assert verdict(plan(due_of({}), customers=modest)) == ("do_not_congratulate", "")
    assert verdict(plan(due_of({"program": "notice"}), SERVICE, customers=modest)) == ("whatsapp", "")


def test_nobody_is_greeted_for_a_relative_who_died() -> None:
    family = [
        {"family_id": "F1", "customer_id": "C1", "deceased": True},
        {"family_id": "F2", "customer_id": "C1", "deceased": False},
    ]
    due = due_of(
        {"tab": "family", "subject": "F1", "subject_row": 2}, {"tab": "family", "subject": "F2", "subject_row": 3}
    )
    decisions = plan(due, family=family)
    assert verdicts(decisions) == ["deceased", "whatsapp"]
    assert decisions["detail"][0] == "the person in this row has died"


@pytest.mark.parametrize("state", ["sent", "claimed", "fenced"])
def test_what_is_done_is_not_done_again(state: str) -> None:
    history = history_of({"state": state, "on": YESTERDAY})
    assert verdict(plan(due_of({}), history=history)) == ("already_done", "WhatsApp on 19/11/2026")
    assert verdict(plan(due_of({}), history=history, language="id")) == ("already_done", "WhatsApp pada 19/11/2026")


def test_what_is_uncertain_waits_for_a_person() -> None:
    history = history_of({"state": "uncertain", "on": YESTERDAY})
    assert verdict(plan(due_of({}), history=history)) == ("uncertain", "WhatsApp on 19/11/2026")


def test_what_was_sent_after_all_is_no_longer_uncertain() -> None:
    history = history_of({"state": "uncertain", "on": YESTERDAY}, {"state": "sent"})
    assert verdict(plan(due_of({}), history=history))[0] == "already_done"


def test_what_failed_is_tried_again() -> None:
    history = history_of({"state": "failed", "on": YESTERDAY})
    assert verdict(plan(due_of({}), history=history)) == ("whatsapp", "")


def test_what_was_done_last_year_is_due_again() -> None:
    assert verdict(plan(due_of({}), history=history_of({"key": "birthday|C1|2025"})))[0] != "already_done"


@pytest.mark.parametrize(("days", "expected"), [(0, "whatsapp"), (3, "whatsapp"), (4, "too_late"), (10, "too_late")])
def test_the_lateness_of_the_program_is_the_limit(days: int, expected: str) -> None:
    decisions = plan(due_of({}), on=TODAY + timedelta(days=days))
    assert verdict(decisions) == (expected, "not later than 23/11/2026" if expected == "too_late" else "")


def test_what_was_done_in_time_is_not_called_too_late() -> None:
    assert verdict(plan(due_of({}), history=history_of({}), on=TODAY + timedelta(days=6)))[0] == "already_done"


def test_an_older_occasion_gives_way_to_a_newer_one() -> None:
    monthly = program(repeat=Repeat.MONTHLY, lateness_days=60)
    older = {"period": "2026-10", "occasion_date": date(2026, 10, 20), "due_date": date(2026, 10, 20)}
    decisions = plan(due_of(older, {"period": "2026-11"}), monthly)
    assert verdicts(decisions) == ["too_late", "whatsapp"]
    assert decisions["detail"][0] == "a newer occasion has come: 20/11/2026"


@pytest.mark.parametrize(
    ("purpose", "paused"),
    [(Purpose.SELLING, True), (Purpose.RELATIONSHIP, True), (Purpose.GREETING, False), (Purpose.SERVICE, False)],
)
def test_nobody_sells_to_a_customer_with_an_open_complaint(purpose: Purpose, paused: bool) -> None:
    profiles = profiles_of({"customer_id": "C1", "open_complaint": True})
    decisions = plan(due_of({}), program(purpose=purpose), profiles=profiles)
    assert verdict(decisions)[0] == ("in_complaint" if paused else "whatsapp")


def test_a_customer_who_stands_twice_is_decided_about_once() -> None:
    twice = [customer(), customer(status="deceased")]
    profiles = profiles_of({"customer_id": "C1"}, {"customer_id": "C1", "open_complaint": True})
    assert verdict(plan(due_of({}), customers=twice, profiles=profiles)) == ("whatsapp", "")


# --- which medium


def test_the_preferred_channel_goes_first_if_the_program_has_it() -> None:
    assert verdict(plan(due_of({}), customers=[customer(preferred_channel="email")])) == ("email", "")
    assert verdict(plan(due_of({}), customers=[customer(preferred_channel="call")])) == ("whatsapp", "")


def test_a_preferred_channel_without_address_is_passed_over() -> None:
    customers = [customer(preferred_channel="email", email=None)]
    assert verdict(plan(due_of({}), customers=customers)) == ("whatsapp", "")


@pytest.mark.parametrize(
    ("medium", "columns", "address"),
    [
        (Medium.SMS, {"phone": "+628120000001", "phone_kind": "mobile"}, "+628120000001"),
        (Medium.SMS, {"phone": "+62215550001", "phone_kind": "landline"}, None),
        (Medium.WHATSAPP, {"phone": "+62215550001", "phone_kind": "landline"}, None),
        (Medium.CALL, {"phone": "+62215550001", "phone_kind": "landline"}, "+62215550001"),
        (Medium.CALL, {"phone": None, "phone_kind": None}, None),
        (Medium.EMAIL, {"email": "a@example.com"}, "a@example.com"),
        (Medium.EMAIL, {"email": None}, None),
        (Medium.LETTER, {"address": "Jl. Melati 1"}, ""),
        (Medium.LETTER, {"address": None}, None),
        (Medium.SOCIAL, {"social": "@siti"}, ""),
        (Medium.SOCIAL, {"social": None}, None),
        (Medium.VISIT, {"phone": None, "email": None}, ""),
        (Medium.GIFT, {"phone": None, "email": None}, ""),
    ],
)
def test_each_medium_needs_its_own_kind_of_address(
    medium: Medium, columns: dict[str, Any], address: str | None
) -> None:
    decisions = plan(due_of({}), program(media=(medium,)), customers=[customer(**columns)])
    assert verdict(decisions)[0] == (medium if address is not None else "no_address")
    assert decisions["address"].to_list() == [address or ""]


def test_without_address_the_detail_names_the_media_that_were_tried() -> None:
    customers = [customer(phone=None, phone_kind=None, email=None)]
    assert verdict(plan(due_of({}), customers=customers, language="id")) == ("no_address", "WhatsApp, E-mail, SMS")


# --- consent


def test_without_a_consents_tab_nothing_needs_a_consent() -> None:
    assert verdict(plan(due_of({"program": "offer"}), SELLING))[0] == "whatsapp"


def test_with_a_consents_tab_selling_needs_a_grant_and_nothing_else_does() -> None:
    due = due_of({"program": "offer"}, {"program": "notice"}, {})
    decisions = plan(due, SELLING, SERVICE, program(), consents=[])
    assert dict(zip(decisions["program"], verdicts(decisions), strict=True)) == {
        "offer": "no_consent",
        "notice": "whatsapp",
        "birthday": "whatsapp",
    }


def test_selling_goes_by_the_first_medium_that_is_granted() -> None:
    consents = [consent("granted", "email", "selling")]
    assert verdict(plan(due_of({"program": "offer"}), SELLING, consents=consents))[0] == "email"


def test_a_visit_to_sell_needs_no_grant() -> None:
    visit = program("offer", purpose=Purpose.SELLING, media=(Medium.VISIT,))
    assert verdict(plan(due_of({"program": "offer"}), visit, consents=[]))[0] == "visit"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([consent("withdrawn")], "opted_out"),
        ([consent("withdrawn", "all", "greeting")], "opted_out"),
        ([consent("withdrawn", "all", "selling")], "whatsapp"),
        ([consent("withdrawn", "whatsapp")], "email"),
        ([consent("withdrawn", "call")], "whatsapp"),
        ([consent("granted", day=date(2026, 1, 1)), consent("withdrawn", day=date(2026, 2, 1))], "opted_out"),
        ([consent("withdrawn", day=date(2026, 1, 1)), consent("granted", day=date(2026, 2, 1))], "whatsapp"),
        ([consent("withdrawn", day=date(2026, 1, 1)), consent("granted", "sms", day=date(2026, 2, 1))], "sms"),
        ([consent("granted"), consent("withdrawn")], "opted_out"),
        ([consent("withdrawn"), consent("granted")], "opted_out"),
        ([consent("withdrawn", day=None), consent("granted", day=TODAY)], "opted_out"),
        ([consent("withdrawn", None, None)], "opted_out"),
        ([consent("withdrawn", day=date(2026, 1, 1)), consent("granted", None)], "opted_out"),
        ([consent("withdrawn", day=date(2026, 1, 1)), consent("granted", day=date(2026, 12, 1))], "opted_out"),
        ([{**consent("withdrawn"), "customer_id": "C2"}], "whatsapp"),
        ([{**consent("withdrawn"), "state": None}], "whatsapp"),
    ],
)
def test_the_latest_word_that_covers_medium_and_purpose_decides(rows: list[Row], expected: str) -> None:
    numbered = [{"consent_id": f"K{number}", **row} for number, row in enumerate(rows)]
    assert verdict(plan(due_of({}), consents=numbered))[0] == expected


def test_an_opt_out_is_named_before_a_missing_address() -> None:
    decisions = plan(due_of({}), customers=[customer(email=None)], consents=[consent("withdrawn")])
    assert verdict(decisions)[0] == "opted_out"


# --- limits


def test_two_relatives_at_one_address_are_greeted_on_two_days() -> None:
    family = [{"family_id": name, "customer_id": "C1"} for name in ("F1", "F2")]
    due = due_of(
        {"tab": "family", "subject": "F1", "subject_row": 2}, {"tab": "family", "subject": "F2", "subject_row": 3}
    )
    today = plan(due, family=family)
    assert verdicts(today) == ["whatsapp", "same_address"]
    why = "this customer is greeted first today for: Program birthday; this one follows on another day"
    assert today["detail"].to_list() == ["", why]
    history = history_of({"key": "birthday|F1|2026"})
    again = plan(due, family=family, history=history)
    assert verdicts(again) == ["already_done", "same_address"]
    assert again["detail"][1] == why
    tomorrow = plan(due, family=family, history=history, on=TODAY + timedelta(days=1))
    assert verdicts(tomorrow) == ["already_done", "whatsapp"]


def test_a_couple_with_one_number_gets_one_greeting_a_day_the_greater_reason_first() -> None:
    both = [customer("C1"), customer("C2", phone=customer("C1")["phone"])]
    wedding = program("anniversary", priority=2)
    due = due_of({}, {"program": "anniversary", "customer_id": "C2", "subject": "C2", "subject_row": 3})
    decisions = plan(due, program(), wedding, customers=both)
    assert decisions["program"].to_list() == ["anniversary", "birthday"]
    assert verdicts(decisions) == ["whatsapp", "same_address"]


def test_a_number_that_was_greeted_today_for_somebody_else_is_not_greeted_again() -> None:
    both = [customer("C1"), customer("C2", phone=customer("C1")["phone"])]
    history = history_of({"key": "birthday|C2|2026", "customer_id": "C2", "medium": "sms"})
    assert verdict(plan(due_of({}), customers=both, history=history)) == (
        "same_address",
        "goes first today: Program birthday",
    )


def test_a_greeting_and_a_service_message_may_share_a_day() -> None:
    decisions = plan(due_of({}, {"program": "notice"}), program(), SERVICE)
    assert verdicts(decisions) == ["whatsapp", "whatsapp"]


def test_two_premiums_of_one_customer_are_two_messages() -> None:
    premium = program("premium", purpose=Purpose.SERVICE, repeat=Repeat.DUE)
    due = due_of({"program": "premium", "subject": "P1"}, {"program": "premium", "subject": "P2"})
    assert verdicts(plan(due, premium)) == ["whatsapp", "whatsapp"]


def test_three_receipts_of_a_day_get_one_thank_you() -> None:
    thanks = program("thanks", purpose=Purpose.SERVICE, repeat=Repeat.ONCE)
    receipts = [{"program": "thanks", "subject": f"T{number}", "period": "once"} for number in (1, 2, 3)]
    decisions = plan(due_of(*receipts), thanks)
    assert verdicts(decisions) == ["whatsapp", "already_done", "already_done"]
    assert decisions["detail"].to_list()[1] == "covered by one contact, together with T1"
    sent = history_of({"key": "thanks|T1|once", "program": "thanks"})
    tomorrow = plan(due_of(*receipts), thanks, history=sent, on=TODAY + timedelta(days=1))
    assert verdicts(tomorrow) == ["already_done"] * 3
    assert tomorrow["detail"].to_list()[1] == "this program reached the customer on 20/11/2026"


def test_a_receipt_that_came_due_after_the_thank_you_gets_its_own() -> None:
    thanks = program("thanks", purpose=Purpose.SERVICE, repeat=Repeat.ONCE)
    sent = history_of({"key": "thanks|T1|once", "program": "thanks", "on": YESTERDAY})
    decisions = plan(due_of({"program": "thanks", "subject": "T2", "period": "once"}), thanks, history=sent)
    assert verdict(decisions) == ("whatsapp", "")


def messages(count: int, **columns: Any) -> pl.DataFrame:
    return history_of(*({"key": f"x|{number}", "program": "x", "on": YESTERDAY, **columns} for number in range(count)))


def test_after_three_messages_in_a_week_selling_waits_and_service_does_not() -> None:
    assert verdict(plan(due_of({"program": "offer"}), SELLING, history=messages(2)))[0] == "whatsapp"
    assert verdict(plan(due_of({"program": "offer"}), SELLING, history=messages(3))) == (
        "frequency_cap",
        "3 messages in 7 days already; again from 26/11/2026",
    )
    assert verdict(plan(due_of({"program": "notice"}), SERVICE, history=messages(3)))[0] == "whatsapp"


def test_only_messages_that_went_out_in_the_window_count() -> None:
    for uncounted in (
        messages(9, on=TODAY - timedelta(days=7)),
        messages(9, medium="call"),
        messages(9, state="failed"),
        messages(9, customer_id="C2"),
        messages(9, program=ACKNOWLEDGEMENT_ID),
    ):
        assert verdict(plan(due_of({"program": "offer"}), SELLING, history=uncounted))[0] == "whatsapp"
    for counted in (messages(3, on=TODAY - timedelta(days=6)), messages(3, state="uncertain")):
        assert verdict(plan(due_of({"program": "offer"}), SELLING, history=counted))[0] == "frequency_cap"


def test_work_for_people_is_not_capped() -> None:
    call = program("offer", purpose=Purpose.SELLING, media=(Medium.CALL,))
    assert verdict(plan(due_of({"program": "offer"}), call, history=messages(9)))[0] == "call"


def test_the_cap_spares_the_most_important_of_one_plan() -> None:
    programs = [program(f"p{number}", purpose=Purpose.RELATIONSHIP, priority=9 - number) for number in range(5)]
    due = due_of(*({"program": f"p{number}"} for number in range(5)))
    decisions = plan(due, *programs)
    assert decisions["program"].to_list() == ["p4", "p3", "p2", "p1", "p0"]
    assert verdicts(decisions) == ["whatsapp"] * 3 + ["frequency_cap"] * 2


def test_a_cap_of_zero_is_no_cap() -> None:
    assert verdict(plan(due_of({"program": "offer"}), SELLING, history=messages(9), cap_contacts=0))[0] == "whatsapp"


def test_what_waits_longest_goes_first_and_the_order_is_always_the_same() -> None:
    rows = [{"subject": f"S{number}", "due_date": TODAY - timedelta(days=number % 3)} for number in range(6)]
    service = program(purpose=Purpose.SERVICE)
    expected = ["S2", "S5", "S1", "S4", "S0", "S3"]
    assert plan(due_of(*rows), service)["subject"].to_list() == expected
    assert plan(due_of(*reversed(rows)), service)["subject"].to_list() == expected


def test_a_detail_never_holds_an_address() -> None:
    both = [customer("C1"), customer("C2", phone=customer("C1")["phone"])]
    due = due_of({}, {"customer_id": "C2", "subject": "C2"}, {"subject": "C3", "due_date": TODAY - timedelta(days=9)})
    details = " ".join(plan(due, customers=both)["detail"])
    assert "+62" not in details
    assert "@" not in details
