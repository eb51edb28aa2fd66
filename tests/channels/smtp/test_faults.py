"""Wherever a mail server fails: what was taken is never called failed, nothing is taken twice, nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outgoing_mails import mail_channel, mails
from scripted_smtp import Do, Script, ScriptedServer, running_script

from crm_sheets.model import Closure, ContactState, Receipt

SENT, FAILED, UNCERTAIN = ContactState.SENT, ContactState.FAILED, ContactState.UNCERTAIN
OFFERS = ("SIZE 1000000", "8BITMIME")
MODES = {"pipelined": ("PIPELINING", *OFFERS), "classic": OFFERS}
QUICK = 0.25
"""Seconds until an answer counts as lost."""
MAILS = 5
AT = 3
"""Which of the mails meets the fault."""


def check_account(server: ScriptedServer, receipts: Sequence[Receipt]) -> None:
    """What must hold after anything."""
    taken = Counter(server.taken)
    assert not [name for name, times in taken.items() if times > 1], "taken twice"
    for receipt in receipts:
        times = taken[receipt.provider_id]
        assert times == {SENT: 1, FAILED: 0}.get(receipt.state, times), receipt
    assert set(server.taken) <= {receipt.provider_id for receipt in receipts}


def send(
    script: Script, mode: str = "pipelined", count: int = MAILS, per_connection: int = 0, **changes: Any
) -> tuple[list[Receipt], ScriptedServer]:
    """Send so many mails to a server that does so; their receipts, after the account was found right."""
    with running_script(script, offers=MODES[mode], mails_a_connection=per_connection) as server:
        messages = mails(count)
        with mail_channel(server.port, **{"seconds": QUICK, **changes}) as channel:
            receipts = channel.send(messages)
        assert [receipt.key for receipt in receipts] == [key for key, _ in messages]
        check_account(server, receipts)
        return receipts, server


ONCE = [
    # A break before any content: certainly not taken, and a new connection carries it.
    ("mail", Do(then="close"), SENT, False),
    ("mail", Do(then="hang"), SENT, False),
    ("mail", Do(b"what is this"), SENT, False),
    ("mail", Do(b"354 out of step"), SENT, False),
    ("mail", Do(b"421 4.3.2 closing", "close"), SENT, False),
    ("rcpt", Do(then="close"), SENT, False),
    ("rcpt", Do(then="hang"), SENT, False),
    ("rcpt", Do(b"\xff\xfe\x00"), SENT, False),
    ("data", Do(then="close"), SENT, False),
    ("data", Do(then="hang"), SENT, False),
    ("data", Do(b"250 out of step"), SENT, False),
    # A refusal: certainly not taken; for good only when it is the recipient's.
    ("mail", Do(b"451 4.3.0 later"), FAILED, True),
    ("mail", Do(b"550 5.7.1 not you"), FAILED, True),
    ("rcpt", Do(b"450 4.2.0 later"), FAILED, True),
    ("rcpt", Do(b"550 5.1.1 nobody"), FAILED, False),
    ("data", Do(b"451 4.3.0 later"), FAILED, True),
    ("data", Do(b"554 5.7.1 no"), FAILED, True),
    ("dot", Do(b"451 4.3.0 later"), FAILED, True),
    ("dot", Do(b"554 5.7.1 spam"), FAILED, True),
    ("dot", Do(b"552 5.3.4 too large"), FAILED, False),
    ("dot", Do(b"421 4.3.2 closing", "close"), FAILED, True),
    # After the final dot, an answer that is lost or makes no sense: nobody knows.
    ("dot", Do(then="close", takes=True), UNCERTAIN, False),
    ("dot", Do(then="close", takes=False), UNCERTAIN, False),
    ("dot", Do(then="hang", takes=True), UNCERTAIN, False),
    ("dot", Do(then="hang", takes=False), UNCERTAIN, False),
    ("dot", Do(b"garbled", takes=True), UNCERTAIN, False),
    ("dot", Do(b"354 more?", takes=False), UNCERTAIN, False),
    ("dot", Do(b"25", "close", takes=True), UNCERTAIN, False),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("step", "deed", "state", "retry"), ONCE)
def test_a_fault_in_the_middle_concerns_that_mail_only(
    mode: str, step: str, deed: Do, state: ContactState, retry: bool
) -> None:
    receipts, _ = send({(step, AT): deed}, mode)
    assert [receipt.state for receipt in receipts] == [SENT, SENT, state, SENT, SENT]
    assert receipts[AT - 1].retry is retry


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("deed", [Do(then="close"), Do(b"421 4.3.2 closing", "close"), Do(b"???")])
def test_a_server_that_breaks_off_each_time_is_soon_left_alone(mode: str, step: str, deed: Do) -> None:
    receipts, server = send({step: deed}, mode, count=40)
    assert {(receipt.state, receipt.retry) for receipt in receipts} == {(FAILED, True)}
    assert server.connections <= 6
    assert not server.contents


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("step", "answer"), [("mail", b"550 5.4.5 quota"), ("data", b"451 no"), ("dot", b"554 spam")])
def test_a_server_that_refuses_all_of_us_is_soon_left_alone(mode: str, step: str, answer: bytes) -> None:
    receipts, server = send({step: Do(answer)}, mode, count=40)
    assert {(receipt.state, receipt.retry) for receipt in receipts} == {(FAILED, True)}
    assert server.times[step] <= 6


@pytest.mark.parametrize("mode", MODES)
def test_many_unknown_recipients_stop_nothing(mode: str) -> None:
    receipts, server = send({"rcpt": Do(b"550 5.1.1 nobody")}, mode, count=20)
    assert {(receipt.state, receipt.retry, receipt.closes) for receipt in receipts} == {
        (FAILED, False, Closure.UNREACHABLE)
    }
    assert server.times["rcpt"] == 20
    assert server.connections == 1


@pytest.mark.parametrize("mode", MODES)
def test_content_is_never_sent_for_a_refused_recipient(mode: str) -> None:
    """Also when the server says 354 all the same: then it gets a lone dot (RFC 2920, 3.1)."""
    script: Script = {("rcpt", 2): Do(b"550 5.1.1 nobody"), "data": Do(b"354 go on anyway")}
    receipts, server = send(script, mode)
    assert [receipt.state for receipt in receipts] == [SENT, FAILED, SENT, SENT, SENT]
    assert [content for content in server.contents if not content] == [b""] * (mode == "pipelined")
    assert len([content for content in server.contents if content]) == 4


def test_no_lone_dot_goes_to_a_server_that_refused_the_sender_and_may_have_taken_the_recipient() -> None:
    receipts, server = send({("mail", 2): Do(b"550 5.7.1 no"), "data": Do(b"354 go on")})
    assert [receipt.state for receipt in receipts] == [SENT, FAILED, SENT, SENT, SENT]
    assert all(server.contents)


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_too_many_never_shifts_the_others(mode: str) -> None:
    receipts, _ = send({("mail", AT): Do(b"250 2.1.0 ok\r\n250 2.1.0 ok")}, mode)
    assert {receipt.state for receipt in receipts} == {SENT}


@pytest.mark.parametrize("mode", MODES)
def test_words_before_the_content_that_nobody_asked_for_keep_it_back(mode: str) -> None:
    """Else they would be taken for the answer to the content."""
    receipts, server = send({("data", AT): Do(b"354 go on\r\n550 5.1.1 nobody")}, mode)
    assert {receipt.state for receipt in receipts} == {SENT}
    assert server.connections == 2


@pytest.mark.parametrize("mode", MODES)
def test_a_mail_is_begun_twice_at_most(mode: str) -> None:
    """Also on connections that have carried others, where a break says nothing against the server."""
    script: Script = {("rcpt", number): Do(then="close") for number in range(2, 40, 2)}
    receipts, server = send(script, mode, count=4)
    assert server.times["rcpt"] <= 8
    assert {receipt.state for receipt in receipts} == {SENT}
    receipts, server = send({("rcpt", 2): Do(then="close"), ("rcpt", 3): Do(then="close")}, mode, count=3)
    assert sorted(receipt.state for receipt in receipts) == [FAILED, SENT, SENT]
    assert server.times["rcpt"] == 4


@pytest.mark.parametrize("mode", MODES)
def test_a_server_may_take_only_a_few_mails_on_each_connection(mode: str) -> None:
    receipts, server = send({}, mode, count=9, per_connection=2)
    assert {receipt.state for receipt in receipts} == {SENT}
    assert server.connections == 5


ANSWERS = st.sampled_from([b"", b"250 ok", b"354 go", b"421 bye", b"450 4.2.1 no", b"550 5.1.1 no", b"550 5.7.1", b"x"])
DEEDS = st.builds(Do, ANSWERS, st.sampled_from(["", "", "close"]), st.sampled_from([None, True, False]))
STEPS = st.tuples(st.sampled_from(["mail", "rcpt", "data", "dot", "rset"]), st.integers(1, 8))


def makes_sense(step: str, deed: Do) -> bool:
    """A server that says that it takes a mail takes it; one that says nothing closes, so that tests are quick."""
    is_honest = deed.takes is None or not deed.answer[:3].isdigit() or (deed.takes == deed.answer.startswith(b"25"))
    return is_honest and bool(deed.answer or deed.then) and not (step == "rset" and not deed.answer)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=120, deadline=None)
@given(script=st.dictionaries(STEPS, DEEDS, max_size=6), at_once=st.sampled_from([1, 1, 3]))
def test_the_account_is_right_after_any_faults(mode: str, script: dict[tuple[str, int], Do], at_once: int) -> None:
    sensible = {place: deed for place, deed in script.items() if makes_sense(place[0], deed)}
    send(sensible, mode, count=12, at_once=at_once, seconds=0.1)
