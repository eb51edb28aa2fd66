"""What is left of the money and of the mails goes to what matters most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from message_samples import contact

from crm_sheets.budget import Limits, estimate, within_budget
from crm_sheets.model import Medium, Message, SkipReason
from crm_sheets.team_settings import TeamSettings

RUPIAH = TeamSettings(language="id", sms_price=500, whatsapp_price=600, message_budget=500_000)


def messages(*wanted: str) -> list[Message]:
    """Messages in their order of importance: "sms", "sms 3" (parts), "whatsapp", "email"; the subject is the place."""
    return [message(text, place) for place, text in enumerate(wanted)]


def message(text: str, place: int) -> Message:
    medium, _, segments = text.partition(" ")
    made = replace(contact(Medium(medium)), subject=str(place))
    return Message(made, "isi", segments=int(segments or (medium == "sms")))


def gone(wanted: Sequence[str], limits: Limits, settings: TeamSettings = RUPIAH) -> str:
    """A dot for each message that goes, an x for each that waits."""
    allowed, waiting = within_budget(messages(*wanted), limits, settings)
    going = {found.contact.key for found in allowed}
    assert not going & waiting.keys()
    return "".join("." if found.contact.key in going else "x" for found in messages(*wanted))


@pytest.mark.parametrize(
    ("wanted", "limits", "expected"),
    [
        (["sms", "whatsapp", "email"], Limits(), "..."),
        (["sms", "sms", "sms"], Limits(money=1000), "..x"),
        (["sms", "whatsapp", "sms"], Limits(money=1000), ".xx"),  # the second SMS would fit, but matters less
        (["sms 3", "sms"], Limits(money=1499), "xx"),
        (["sms 3"], Limits(money=1500), "."),
        (["whatsapp"], Limits(money=600), "."),
        (["whatsapp"], Limits(money=599), "x"),
        (["sms"], Limits(money=0), "x"),
        (["sms"], Limits(money=-250), "x"),
        (["sms", "email", "sms", "email"], Limits(money=0), "x.x."),
        (["email", "sms", "email", "email"], Limits(mails=2), "...x"),
        (["email", "sms"], Limits(mails=0), "x."),
        (["email"], Limits(mails=-3), "x"),
        (["sms 0"], Limits(money=499), "x"),  # a text of unknown size is one part at least
        ([], Limits(money=0, mails=0), ""),
    ],
)
def test_a_budget_stops_what_follows_by_the_same_means(wanted: list[str], limits: Limits, expected: str) -> None:
    assert gone(wanted, limits) == expected


def test_cents_add_up() -> None:
    dollars = TeamSettings(currency="USD", sms_price=0.1, message_budget=1)
    assert gone(["sms"] * 4, Limits(money=0.3), dollars) == "...x"


def test_what_costs_nothing_goes_even_when_nothing_is_left() -> None:
    free = TeamSettings(sms_price=0, whatsapp_price=0)
    assert gone(["sms", "whatsapp"], Limits(money=-5), free) == ".."


@pytest.mark.parametrize(
    ("language", "limits", "wanted", "detail"),
    [
        ("id", Limits(money=1_300), "sms 3", "anggaran bulan ini Rp500.000 terpakai, sisanya Rp1.300 tidak cukup"),
        (
            "en",
            Limits(money=-9),
            "sms",
            "this month's budget of IDR 500,000 is used up, the IDR 0 left do not suffice",
        ),
        ("id", Limits(mails=0, mails_a_day=400), "email", "batas 400 e-mail dalam 24 jam tercapai"),
        ("en", Limits(mails=0, mails_a_day=400), "email", "the limit of 400 mails in 24 hours has been reached"),
    ],
)
def test_who_waits_is_told_the_figures(language: str, limits: Limits, wanted: str, detail: str) -> None:
    settings = TeamSettings(language=language, message_budget=500_000)
    allowed, waiting = within_budget(messages(wanted), limits, settings)
    assert allowed == []
    assert list(waiting.values()) == [(SkipReason.BUDGET_SPENT, detail)]


def test_the_estimate_counts_parts_of_sms_and_whatsapp_messages_and_no_mails() -> None:
    assert estimate(messages("sms 3", "whatsapp", "email", "sms"), RUPIAH) == 3 * 500 + 600 + 500
    assert estimate([], RUPIAH) == 0


def test_what_is_left_is_reckoned_from_what_was_spent_and_0_is_no_limit() -> None:
    assert Limits.after(120_000, 30, RUPIAH, 400) == Limits(money=380_000, mails=370, mails_a_day=400)
    assert Limits.after(120_000, 30, TeamSettings(), 0) == Limits()
