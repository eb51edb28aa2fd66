"""What a message asks for: opt-outs are never missed in silence, and never found where there is none."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled_messages import LABELLED

from crm_sheets.desk.intent import Intent, Wish, intent_of
from crm_sheets.desk.spelling import clauses_of, plain, spelled

NO_OPT_OUT = [message for label, messages in LABELLED.items() if label != "opt_out" for message in messages]
EVERYTHING = [message for messages in LABELLED.values() for message in messages]


def found(messages: list[str], wish: Wish) -> list[str]:
    return [message for message in messages if intent_of(message).wish is wish]


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(EVERYTHING) >= 400
    assert len(set(EVERYTHING)) == len(EVERYTHING)


def test_nothing_but_an_opt_out_is_taken_for_one() -> None:
    assert found(NO_OPT_OUT, Wish.OPT_OUT) == []


def test_opt_outs_are_found_and_the_rest_is_put_before_a_person() -> None:
    wanted = LABELLED["opt_out"]
    recall = len(found(wanted, Wish.OPT_OUT)) / len(wanted)
    assert recall >= 0.97, [message for message in wanted if intent_of(message).wish is not Wish.OPT_OUT]
    silent = [message for message in wanted if intent_of(message) == Intent(Wish.OTHER)]
    assert silent == []


def test_a_person_is_asked_about_most_doubtful_messages_and_hardly_ever_about_business() -> None:
    doubtful, business = LABELLED["doubtful"], LABELLED["business"]
    assert sum(intent_of(message).maybe_opt_out for message in doubtful) / len(doubtful) >= 0.95
    assert sum(intent_of(message).maybe_opt_out for message in business) / len(business) <= 0.05
    assert {intent_of(message).wish for message in business} <= {Wish.OTHER, Wish.CALL_ME, Wish.THANKS}


@pytest.mark.parametrize("wish", [Wish.OPT_IN, Wish.CALL_ME, Wish.COMPLAINT, Wish.THANKS])
def test_other_wishes_are_told_apart(wish: Wish) -> None:
    wanted = LABELLED[wish.value]
    others = [message for message in EVERYTHING if message not in wanted]
    assert len(found(wanted, wish)) / len(wanted) >= 0.95, set(wanted) - set(found(wanted, wish))
    assert len(found(others, wish)) / len(wanted) <= 0.1, found(others, wish)


def test_nothing_that_needs_an_answer_passes_for_thanks() -> None:
    for message in (
        "makasih, premi saya berapa?",
        "terima kasih, tolong kirim formulirnya",
        "ok, 2 ya",
        "thanks but no",
    ):
        assert intent_of(message).wish is not Wish.THANKS, message


def test_who_complains_may_want_a_call_too() -> None:
    assert intent_of("saya kecewa, tolong telepon saya") == Intent(Wish.COMPLAINT, wants_call=True)
    assert intent_of("saya kecewa. salah nomor?").wish is Wish.COMPLAINT


@pytest.mark.parametrize(
    ("subject", "text", "wish", "maybe"),
    [
        ("STOP", "", Wish.OPT_OUT, False),
        ("Unsubscribe", "Terima kasih", Wish.OPT_OUT, False),
        ("berhenti", "--\nBudi Santoso", Wish.OPT_OUT, False),
        ("stop", "saya mau beli dua", Wish.OTHER, True),
        ("Re: STOP", "Baik", Wish.OTHER, False),
        ("Re: Balas BERHENTI bila tidak berkenan", "Premi saya berapa?", Wish.OTHER, False),
        ("Premi", "tolong jangan kirim lagi", Wish.OPT_OUT, False),
        ("START", "", Wish.OPT_IN, False),
        ("Keluhan", "Mohon dibantu", Wish.COMPLAINT, False),
    ],
)
def test_a_subject_line_speaks_where_the_text_is_silent(subject: str, text: str, wish: Wish, maybe: bool) -> None:
    assert intent_of(text, subject)[:2] == (wish, maybe)


def test_our_own_words_under_a_reply_are_not_the_customers() -> None:
    quoted = "> Bila tidak berkenan menerima ucapan seperti ini, balas BERHENTI.\n> STOP"
    assert intent_of(f"Terima kasih ya\n\n{quoted}") == Intent(Wish.THANKS)
    assert intent_of(f"Berapa premi saya?\n--\nSTOP\n{quoted}") == Intent(Wish.OTHER)


@given(st.sampled_from(EVERYTHING), st.sampled_from([str.upper, str.lower, str.title]))
def test_capitals_change_nothing(message: str, change: object) -> None:
    assert intent_of(change(message)) == intent_of(message)  # type: ignore[operator]


@given(
    st.sampled_from(EVERYTHING),
    st.text(" \n\t\u200b\ufe0f", max_size=5),
    st.sampled_from(["", " ", "\n\n", " \u200b", "\r\n"]),
)
def test_white_space_and_invisible_signs_change_nothing(message: str, before: str, after: str) -> None:
    assert intent_of(before + message + after) == intent_of(message)


@given(
    st.sampled_from(found(LABELLED["opt_out"], Wish.OPT_OUT)), st.sampled_from(["!!!", " 😡", "...", " 🙏🙏", "\n\n"])
)
def test_what_anger_and_politeness_add_does_not_hide_an_opt_out(message: str, added: str) -> None:
    assert intent_of(message + added).wish is Wish.OPT_OUT


PIECES = st.sampled_from(
    ["stop", "jangan", "kirim", "lagi", "?", ".", "\n", ",", "wa", "saya", "tidak", "mau", "ke", ">", "--"]
)


@given(
    st.one_of(st.text(), st.text("stop jangankirmlg.,?!-\n>()", max_size=300), st.lists(PIECES).map(" ".join)),
    st.text(),
)
def test_any_text_gives_an_intent(text: str, subject: str) -> None:
    intent = intent_of(text, subject)
    assert not (intent.wish is Wish.OPT_OUT and intent.maybe_opt_out)


HOSTILE = [
    "a" * 1_000_000,
    "stop " * 200_000,
    "jangan " * 200_000,
    "s.t.o.p." * 100_000,
    "s " * 500_000,
    "(((((" * 100_000,
    "DONT SEND " * 100_000,
    "kirim pesan lagi " * 50_000,
    "tidak mau terima " * 50_000,
    "\u0301" * 500_000,
    "\ufdfa" * 500_000,
    "> " * 500_000,
    "--\n" * 300_000,
    "\n" * 1_000_000,
    "0" * 1_000_000,
    "- " * 500_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:8].encode("unicode_escape").decode() for text in HOSTILE])
def test_no_text_takes_long(text: str) -> None:
    began = process_time()
    intent_of(text, text)
    assert process_time() - began < 5, "bounded work: some 20 ms on an ordinary machine"


def test_spelling_brings_what_fingers_do_to_one_form() -> None:
    assert {spelled(word) for word in ("stop", "stoop", "stoppp", "st0p", "stoooop")} == {"stop"}
    assert plain("ＳＴＯＰ Ｓtóp") == "stop stop"
    assert [clause.words for clause in clauses_of("Don't stop, e-mail me. OK?")] == [
        ("dont", "stop"),
        ("email", "me"),
        ("ok",),
    ]
