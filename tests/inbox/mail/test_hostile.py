"""Hostile mails: never an exception, and work that is bounded whatever is in them."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import mail_samples as samples
import pytest
from hostile_mails import HEAD, HOSTILE, SIZE
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sheets.inbox.mail.parsing import MOST_DEPTH, MOST_PARTS, Mail, parsed
from crm_sheets.inbox.mail.reading import MailRead, read_mail
from crm_sheets.inbox.mail.written import LONGEST_TEXT

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MOST_CALLS = 6 * SIZE
"""Calls that reading one mail may take: a few for each byte, when each is a line."""
MOST_MEMORY = 40 * 1024 * 1024
MOST_PROCESSOR_SECONDS = 10.0
"""A hundred times what the slowest takes; what was quadratic took minutes."""
VALID = [
    samples.reply(
        samples.OUR_ID, "Terima kasih, saya mau datang besok", "Budi <budi@example.net>", "Selamat\nBERHENTI"
    ),
    samples.bounce(samples.OUR_ID),
    samples.complaint(samples.OUR_ID),
    samples.read_receipt(samples.OUR_ID),
    samples.exim_bounce(samples.OUR_ID),
    samples.qmail_bounce(samples.OUR_ID),
    samples.unsubscription(samples.OUR_ID),
]
PIECES = [b"\x00", b"\r\n\r\n", b"\n", b":", b";", b'"', b"<", b">", b"=?", b"?=", b"--", b"\xff", b"=", b"*0*=", b"&#"]


def read(raw: bytes) -> MailRead:
    return read_mail(raw, NOW, [samples.OUR_ADDRESS])


@contextmanager
def bounded_work() -> Iterator[None]:
    """Fails when what is done inside takes too many calls, or far too long."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    start = time.process_time()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)
    assert calls < MOST_CALLS
    assert time.process_time() - start < MOST_PROCESSOR_SECONDS


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_read_with_bounded_work(what: str) -> None:
    raw = HOSTILE[what]()
    with bounded_work():
        found = read(raw)
    if found.message is not None:
        assert len(found.message.text) <= LONGEST_TEXT
        assert len(found.message.subject_line) <= 1_000
        assert len(found.message.provider_id) <= 250
        assert "\n" not in found.message.subject_line + found.message.sender + found.message.provider_id


@pytest.mark.parametrize("what", ["only line breaks", "very many headers", "nested mails", "HTML of quotations"])
def test_it_is_read_in_bounded_memory(what: str) -> None:
    raw = HOSTILE[what]()
    tracemalloc.start()
    try:
        read(raw)
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()


def depth(part: Mail) -> int:
    payload = part.get_payload()
    return 1 + max(map(depth, payload), default=0) if isinstance(payload, list) else 1


def size(part: Mail) -> int:
    payload = part.get_payload()
    return 1 + sum(map(size, payload)) if isinstance(payload, list) else 1


@pytest.mark.parametrize("what", [what for what in HOSTILE if "nested" in what or "very many" in what])
def test_what_is_deep_or_wide_is_taken_apart_only_so_far(what: str) -> None:
    mail = parsed(HOSTILE[what]())
    assert depth(mail) <= MOST_DEPTH + 1
    assert size(mail) <= MOST_PARTS


def test_the_headers_of_a_mail_with_too_many_parts_are_still_read() -> None:
    message = read(HOSTILE["very many parts with a header"]()).message
    assert message is not None
    assert (message.sender, message.subject_line) == ("budi@example.net", "Halo")


def test_no_more_than_the_beginning_of_a_mail_is_looked_at() -> None:
    mail = parsed(HEAD + b"\r\n" + b"x" * (40 * SIZE))
    assert len(str(mail.get_payload())) < SIZE


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A valid mail with some pieces cut out, doubled or put in."""
    raw = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 60)))
        piece = draw(st.sampled_from([b"", raw[start:end] * 3, *PIECES]) | st.binary(max_size=8))
        raw = raw[:start] + piece + raw[end:]
    return raw


@settings(max_examples=200, deadline=None)
@given(mutated())
def test_a_broken_mail_never_raises(raw: bytes) -> None:
    found = read(raw)
    assert not (found.message and found.reports)
    for report in found.reports:
        assert report.provider_id.isascii()
        assert report.address == report.address.lower()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_never_raise(raw: bytes) -> None:
    read(raw)


@settings(max_examples=50, deadline=None)
@given(mutated())
def test_the_same_mail_has_the_same_id_each_time(raw: bytes) -> None:
    assert read(raw) == read(raw)
