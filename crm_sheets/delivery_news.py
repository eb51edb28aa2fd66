"""What providers report of what we sent: written into the ledger, and told to the team when somebody has had enough."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from crm_sheets.desk.context import DeskContext
from crm_sheets.desk.reported import present_address, ticket_about
from crm_sheets.desk.ticket import Ticket
from crm_sheets.model import Closure, Delivery, DeliveryReport, LedgerEntry, Medium

if TYPE_CHECKING:
    from crm_sheets.ledger import Ledger, RunContext


class Closing(NamedTuple):
    """A report that shuts a way to somebody, the contact that it is about, and the address as far as it is known."""

    report: DeliveryReport
    entry: LedgerEntry
    address: str


@dataclass(frozen=True)
class DeliveryNews:
    """The taking in of delivery reports, in one run. `customers` are the table of that name."""

    ledger: Ledger
    run: RunContext
    customers: pl.DataFrame
    now: datetime

    def take(self, reports: Sequence[DeliveryReport]) -> tuple[list[tuple[LedgerEntry, DeliveryReport]], bool]:
        """Write reports into the ledger; which contacts turned out not to have arrived, and whether a way was shut."""
        if not reports:
            return [], False
        addresses = {closing.address for closing in self._closings(reports)}
        before = self._shut(addresses)
        failed = self.ledger.take_reports(self.run.workbook_id, self.run.mode, reports, self.now)
        by_id = {report.provider_id: report for report in reports if report.state is Delivery.UNDELIVERED}
        bounced = [(entry, by_id[entry.provider_id]) for entry in failed if entry.provider_id in by_id]
        return bounced, self._shut(addresses) != before

    def opt_outs(self, reports: Sequence[DeliveryReport], context: DeskContext, told: Collection[str]) -> list[Ticket]:
        """A line for each opt-out among reports that were taken in, of which the workbook knows nothing yet.

        `told` are addresses whose owners wrote it themselves.
        """
        closings = [one for one in self._closings(reports) if one.report.closes is Closure.OPTED_OUT]
        shut = self.opted_out(closing.address for closing in closings)
        tickets = [
            ticket_about(closing.entry, closing.report, closing.address, context)
            for closing in closings
            if closing.address in shut and closing.address not in told
        ]
        unseen = self.ledger.unseen(self.run.workbook_id, [ticket.key for ticket in tickets])
        unseen -= set(context.book.table("inbox")["key"].drop_nulls())
        return [ticket for ticket in tickets if ticket.key in unseen]

    def opted_out(self, addresses: Iterable[str]) -> set[str]:
        """Those of these addresses whose owners asked us to stop."""
        return {address for address, reason, _ in self._shut(addresses) if reason is Closure.OPTED_OUT}

    def _closings(self, reports: Sequence[DeliveryReport]) -> list[Closing]:
        closing = [report for report in reports if report.closes]
        known = self.ledger.sent_as(self.run.workbook_id, {report.provider_id for report in closing})
        pairs = [(report, known[report.provider_id]) for report in closing if report.provider_id in known]
        return [Closing(report, entry, self._address(report, entry)) for report, entry in pairs]

    def _address(self, report: DeliveryReport, entry: LedgerEntry) -> str:
        return report.address or present_address(entry, self.customers)

    def _shut(self, addresses: Iterable[str]) -> set[tuple[str, Closure, Medium | None]]:
        ways = self.ledger.shut_addresses(self.run.workbook_id, filter(None, addresses))
        return {(way.address, way.reason, way.medium) for way in ways}
