"""Whether the address that a mail is from may be forged, by the word of the server that received it."""

from __future__ import annotations

from datetime import UTC, datetime

import mail_samples as samples
import pytest

from crm_sheets.inbox.mail.reading import read_mail

RESULTS = "Authentication-Results"
FAILED = "mx.klinik.example.com; spf=fail smtp.mailfrom=x.example; dkim=none; dmarc=fail header.from=example.net"
PASSED = "mx.klinik.example.com; spf=fail; dmarc=pass header.from=example.net"


def is_doubtful(*results: str) -> bool:
    head = "".join(f"{RESULTS}: {value}\r\n" for value in results).encode()
    read = read_mail(head + samples.mail("STOP"), datetime(2026, 11, 20, tzinfo=UTC), [samples.OUR_ADDRESS])
    assert read.message is not None
    return read.message.is_doubtful


@pytest.mark.parametrize(
    "value",
    [
        FAILED,
        "mx 1; DMARC = Fail (p=reject (dis=none)) policy.dmarc=none",
        'mx;\r\n spf=pass reason="so; dmarc=pass";\r\n dmarc/1=fail',
        "spf=fail (sender IP is 192.0.2.1); dmarc=fail action=none header.from=example.net;compauth=fail",
    ],
)
def test_a_failed_check_makes_a_sender_doubtful(value: str) -> None:
    assert is_doubtful(value)


@pytest.mark.parametrize(
    "value",
    [
        PASSED,
        "mx; dmarc=none",
        "mx; dmarc=temperror",
        "mx; dmarc=failure-unknown",
        "mx; spf=fail; dkim=fail",
        "mx; none (dmarc=fail; dmarc=fail)",
        'mx; spf=pass reason="x; dmarc=fail"',
        "mx; dmarc=fail; dmarc=pass",
        "mx.dmarc=fail.example",
        "(" * 3000 + ";dmarc=pass",
        '"' + "\\" * 3000,
        "",
    ],
)
def test_anything_else_says_nothing_against_the_sender(value: str) -> None:
    assert not is_doubtful(value)


def test_only_the_word_of_the_last_server_counts() -> None:
    assert is_doubtful(FAILED, PASSED)
    assert not is_doubtful(PASSED, FAILED)
    assert not is_doubtful()
