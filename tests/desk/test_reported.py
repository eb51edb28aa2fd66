"""Who asked us to stop without writing to us gets the same line as who wrote it."""

from __future__ import annotations

import pytest
from desk_samples import NOW, ZONE, desk, message_settings
from ledger_samples import contact
from small_books import customer

from crm_sheets.desk.asking import opt_out_row
from crm_sheets.desk.reported import ticket_of
from crm_sheets.desk.rows import inbox_row
from crm_sheets.desk.ticket import InboundKind
from crm_sheets.model import Medium

SARI = customer("C-00001", name="Sari", phone="+6281200000001", owner="Dewi")
POLICY = {"policy_id": "P", "customer_id": "C-00001", "status": "inforce"}


@pytest.mark.parametrize(("language", "said"), [("id", "Berhenti lewat penyedia pesan"), ("en", "Opted out at the")])
def test_a_number_that_refuses_us_is_an_opt_out_in_the_inbox(language: str, said: str) -> None:
    refused = contact(1, medium=Medium.SMS)
    ticket = ticket_of(refused, NOW, desk(message_settings(language=language), customers=[SARI]))
    assert (ticket.kind, ticket.needs_answer, ticket.acknowledge) == (InboundKind.OPT_OUT, False, False)
    row = inbox_row(ticket, ZONE, language)
    assert (row["sender"], row["customer_id"], row["contact"]) == (refused.address, "C-00001", refused.key)
    assert (row["owner"], row["customer"]) == ("Dewi", "Sari")
    assert row["text"].startswith(said)
    assert row["note"]


def test_the_same_refusal_has_the_same_key() -> None:
    context, refused = desk(customers=[SARI]), contact(1)
    assert ticket_of(refused, NOW, context).key == ticket_of(refused, NOW, context).key
    assert ticket_of(refused, NOW, context).key != ticket_of(contact(1, period="2027"), NOW, context).key


def test_who_has_a_policy_is_asked_about_service() -> None:
    ticket = ticket_of(contact(1), NOW, desk(customers=[SARI], policies=[POLICY]))
    assert opt_out_row(ticket, NOW, ZONE, "id") is not None


def test_a_customer_who_is_gone_from_the_sheet_still_has_a_line() -> None:
    ticket = ticket_of(contact(1), NOW, desk())
    assert (ticket.customer_id, ticket.customer_name, ticket.owner) == ("C-00001", "", "Maya")
