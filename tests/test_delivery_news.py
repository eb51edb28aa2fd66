"""What providers report: what was shut by it changes a plan, and the workbook hears who had enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_samples import desk
from ledger_samples import NOW, Opened, contact, made, open_bound
from small_books import customer

from crm_sheets.delivery_news import DeliveryNews
from crm_sheets.desk.context import DeskContext
from crm_sheets.desk.ticket import InboundKind
from crm_sheets.incoming import Incoming
from crm_sheets.model import Closure, ContactState, Delivery, DeliveryReport, Medium

PHONE, MAIL = "+6281200000001", "p1@example.com"
KNOWN = customer("C-00001", name="Sari", phone=PHONE, email=MAIL, owner="Dewi")
SENT = ContactState.SENT


@pytest.fixture
def opened() -> Iterator[Opened]:
    ledger, run = open_bound(":memory:")
    made((ledger, run), contact(1, medium=Medium.EMAIL, address=MAIL), SENT, "a1@toko.example")
    yield ledger, run
    ledger.close()


def news(opened: Opened, context: DeskContext | None = None) -> DeliveryNews:
    return DeliveryNews(*opened, (context or desk(customers=[KNOWN])).book.table("customers"), NOW)


def complaint(provider_id: str = "a1@toko.example", address: str = "") -> DeliveryReport:
    return DeliveryReport(provider_id, Delivery.DELIVERED, NOW, closes=Closure.OPTED_OUT, address=address)


@pytest.mark.parametrize("address", ["", MAIL])
def test_a_complaint_changes_the_plan_once(opened: Opened, address: str) -> None:
    assert news(opened).take([complaint(address=address)]) == ([], True)
    assert news(opened).take([complaint(address=address)]) == ([], False)


def test_an_address_that_turns_out_dead_later_changes_the_plan(opened: Opened) -> None:
    soft = DeliveryReport("a1@toko.example", Delivery.UNDELIVERED, NOW, code="4.2.2", retry=True)
    dead = DeliveryReport("a1@toko.example", Delivery.UNDELIVERED, NOW, code="5.1.1", closes=Closure.UNREACHABLE)
    bounced, was_shut = news(opened).take([soft])
    assert (len(bounced), was_shut) == (1, False)
    assert news(opened).take([dead]) == ([], True)


def test_news_that_shut_nothing_change_no_plan(opened: Opened) -> None:
    read = DeliveryReport("a1@toko.example", Delivery.READ, NOW)
    for report in (read, complaint("unknown@toko.example"), complaint(address="other@example.com")):
        assert news(opened).take([report]) == ([], False)


def test_the_workbook_hears_of_a_complaint_once(opened: Opened) -> None:
    context, (ledger, run) = desk(customers=[KNOWN]), opened
    news(opened).take([complaint()])
    (ticket,) = news(opened).opt_outs([complaint()], context, ())
    assert (ticket.kind, ticket.customer_name, ticket.inbound.sender) == (InboundKind.OPT_OUT, "Sari", MAIL)
    assert ticket.contact == contact(1).key
    assert "sebagai spam" in ticket.inbound.text
    Incoming((ticket,)).note(ledger, run.workbook_id, NOW)
    assert news(opened).opt_outs([complaint()], context, ()) == []


def test_who_wrote_it_themselves_needs_no_second_line(opened: Opened) -> None:
    news(opened).take([complaint()])
    assert news(opened).opt_outs([complaint()], desk(customers=[KNOWN]), {MAIL}) == []


def test_a_line_that_stands_there_is_not_written_again(opened: Opened) -> None:
    news(opened).take([complaint()])
    (ticket,) = news(opened).opt_outs([complaint()], desk(customers=[KNOWN]), ())
    assert news(opened).opt_outs([complaint()], desk(customers=[KNOWN], inbox=[{"key": ticket.key}]), ()) == []


@pytest.mark.parametrize("report", [complaint(address="other@example.com"), complaint("unknown@toko.example")])
def test_a_report_that_shuts_nothing_makes_no_line(opened: Opened, report: DeliveryReport) -> None:
    news(opened).take([report])
    assert news(opened).opt_outs([report], desk(customers=[KNOWN]), ()) == []


def test_who_only_refused_by_whatsapp_may_not_be_answered_freely(opened: Opened) -> None:
    made(opened, contact(1, medium=Medium.WHATSAPP, period="2027", address=PHONE), SENT, "SM1")
    news(opened).take([complaint("SM1")])
    incoming = Incoming(tuple(news(opened).opt_outs([complaint("SM1")], desk(customers=[KNOWN]), ())))
    assert [ticket.inbound.sender for ticket in incoming.tickets] == [PHONE]
    ledger, run = opened
    incoming.note(ledger, run.workbook_id, NOW)
    assert incoming.windows() == {}
    assert ledger.last_wrote(run.workbook_id, Medium.WHATSAPP, [PHONE], NOW.replace(year=2020)) == {}
