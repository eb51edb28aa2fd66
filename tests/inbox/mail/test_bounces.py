"""What mail servers report about our mails."""

from __future__ import annotations

from datetime import UTC, datetime

import mail_samples as samples
import pytest

from crm_sheets.inbox.mail.reading import MailRead, read_mail
from crm_sheets.model import Closure, Delivery, DeliveryReport

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def read(raw: bytes) -> MailRead:
    return read_mail(raw, NOW, [samples.OUR_ADDRESS])


def only(raw: bytes) -> DeliveryReport:
    found = read(raw)
    assert found.message is None
    (report,) = found.reports
    assert (report.provider_id, report.at, report.detail) == (samples.OUR_ID, NOW, "")
    return report


@pytest.mark.parametrize(
    ("status", "closes", "retry"),
    [
        ("5.1.1", True, False),
        ("5.1.2", True, False),
        ("5.1.3", True, False),
        ("5.1.6", True, False),
        ("5.1.10", True, False),
        ("5.1.8", False, False),
        ("5.2.1", False, False),
        ("5.2.2", False, True),
        ("5.7.1", False, False),
        ("4.4.7", False, True),
        ("4.2.2", False, True),
    ],
)
def test_a_bounce(status: str, closes: bool, retry: bool) -> None:
    report = only(samples.bounce(samples.OUR_ID, "Budi@Example.NET", status))
    assert (report.state, report.code, report.address) == (Delivery.UNDELIVERED, status, "budi@example.net")
    assert report.closes is (Closure.UNREACHABLE if closes else None)
    assert report.retry is retry


@pytest.mark.parametrize(
    ("status", "diagnostic", "code"),
    [
        ("5.0.0", "smtp; 550-5.1.1 no such user", "5.1.1"),
        ("5.0.0", "smtp; 550 no such user", "5.0.0"),
        ("", "smtp; 550 5.7.26 [192.0.5.1] refused", "5.7.26"),
        ("nonsense", "smtp; 10.5.1.1 5.1.1.1", ""),
        ("5.1.1 (bad mailbox)", "", "5.1.1"),
    ],
)
def test_the_code_is_the_most_exact_one(status: str, diagnostic: str, code: str) -> None:
    assert only(samples.bounce(samples.OUR_ID, status=status, diagnostic=diagnostic)).code == code


@pytest.mark.parametrize("action", ["delivered", "relayed", "Delivered", "expanded"])
def test_a_delivery(action: str) -> None:
    report = only(samples.bounce(samples.OUR_ID, action=action, status="2.0.0"))
    assert (report.state, report.closes, report.retry) == (Delivery.DELIVERED, None, False)


def test_a_delay_is_no_outcome() -> None:
    assert read(samples.bounce(samples.OUR_ID, action="delayed", status="4.4.1")) == MailRead()


def test_our_mail_may_come_back_whole() -> None:
    raw = samples.bounce(samples.OUR_ID).replace(b"text/rfc822-headers", b"message/rfc822")
    assert only(raw).code == "5.1.1"


def test_the_final_recipient_counts_when_the_original_is_missing() -> None:
    raw = samples.bounce(samples.OUR_ID).replace(b"Original-Recipient: rfc822;", b"X-Was: ")
    assert only(raw).address == samples.CUSTOMER


def test_a_report_cut_off_at_the_end_is_read() -> None:
    assert only(samples.bounce(samples.OUR_ID)[:-30]).code == "5.1.1"


@pytest.mark.parametrize(
    "raw",
    [
        samples.bounce("somebody.else@example.org"),
        samples.complaint("somebody.else@example.org"),
        samples.read_receipt("somebody.else@example.org"),
        samples.exim_bounce("somebody.else@example.org"),
        samples.qmail_bounce("somebody.else@example.org"),
    ],
)
def test_a_report_on_a_mail_that_is_not_ours_is_the_word_of_a_robot(raw: bytes) -> None:
    found = read(raw)
    assert found.reports == ()
    assert found.message is not None
    assert found.message.is_automatic


def test_a_complaint_closes_the_address() -> None:
    report = only(samples.complaint(samples.OUR_ID))
    assert (report.state, report.closes, report.address) == (Delivery.DELIVERED, Closure.OPTED_OUT, samples.CUSTOMER)


def test_a_complaint_without_an_address_takes_it_from_our_headers() -> None:
    raw = samples.complaint(samples.OUR_ID).replace(b"Original-Rcpt-To: <", b"X-Was: <")
    assert only(raw.replace(b"text/rfc822-headers", b"message/rfc822")).address == samples.CUSTOMER


def test_feedback_that_is_no_complaint_closes_nothing() -> None:
    assert read(samples.complaint(samples.OUR_ID).replace(b"abuse", b"not-spam")) == MailRead()


def test_a_read_receipt() -> None:
    report = only(samples.read_receipt(samples.OUR_ID))
    assert (report.state, report.closes) == (Delivery.READ, None)


def test_a_mail_deleted_unread_was_not_read() -> None:
    assert read(samples.read_receipt(samples.OUR_ID).replace(b"; displayed", b"; deleted")) == MailRead()


def test_a_bounce_in_words_of_exim() -> None:
    report = only(samples.exim_bounce(samples.OUR_ID))
    assert (report.code, report.closes, report.address) == ("5.1.1", Closure.UNREACHABLE, samples.CUSTOMER)


def test_a_bounce_in_words_of_qmail() -> None:
    report = only(samples.qmail_bounce(samples.OUR_ID))
    assert (report.code, report.closes, report.address) == ("5.2.1", None, samples.CUSTOMER)


def test_a_delay_in_words_is_no_outcome() -> None:
    raw = samples.qmail_bounce(samples.OUR_ID).replace(b"This is a permanent error; I've given up.", b"It is delayed.")
    assert read(raw) == MailRead()


def test_a_person_who_quotes_our_headers_reports_nothing() -> None:
    text = "This is a permanent error\n" + samples.our_headers(samples.OUR_ID).replace("\r", "")
    found = read(samples.mail(text))
    assert found.reports == ()
    assert found.message is not None


def test_so_many_recipients_are_enough() -> None:
    raw = samples.bounce(samples.OUR_ID)
    block = raw[raw.index(b"Original-Recipient") : raw.index(b"\r\n\r\n--report-boundary\r\nContent-Type: text/rfc822")]
    assert len(read(raw.replace(block, b"\r\n\r\n".join([block] * 30))).reports) == 10
