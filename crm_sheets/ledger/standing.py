"""Where a message stands, and what a report about its delivery changes in that: pure, whatever the order of reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite

from crm_sheets.ledger.digests import scrubbed, storable
from crm_sheets.model import ContactState, Delivery, DeliveryReport

MOST_SEGMENTS = 10_000
CLOCKS_DIFFER = timedelta(hours=1)
"""By so much a provider's clock may be behind ours at most; what is older than a try is about an earlier one."""


@dataclass
class Standing:
    """The part of an entry that reports may change, by the names of its columns."""

    state: str
    settled_at: datetime | None
    address: str | None
    greeting_day: date | None
    logged: bool
    detail: str
    retry: bool
    segments: int
    delivery: str
    delivered_at: datetime | None
    price: float | None
    price_unit: str

    def hear(self, report: DeliveryReport, tried_at: datetime, now: datetime) -> None:
        """Take in one report about a message that was tried at a moment. The same report again changes nothing."""
        self._charge(report)
        at = min(report.at, now)  # nothing is known of tomorrow, and it would hide what is to come
        if report.state is Delivery.UNDELIVERED:
            if at > tried_at - CLOCKS_DIFFER:
                self._fail(report, at, now)
        elif report.state:
            self._arrive(report.state, at, tried_at, now)

    def _charge(self, report: DeliveryReport) -> None:
        if report.price is not None and isfinite(report.price):
            self.price, self.price_unit = report.price, storable(report.price_unit, 3)
        if 0 < report.segments <= MOST_SEGMENTS:
            self.segments = report.segments

    def _arrive(self, how: Delivery, at: datetime, tried_at: datetime, now: datetime) -> None:
        """Read stays read; a failure is taken back only by what is newer."""
        is_failed = self.state == ContactState.FAILED
        is_older = self.delivery == Delivery.DELIVERED and self.delivered_at is not None and at < self.delivered_at
        if self.delivery == Delivery.READ or is_older or (is_failed and at <= (self.delivered_at or tried_at)):
            return
        self.delivered_at = max(at, self.delivered_at or at)
        self.delivery = how.value
        if self.state != ContactState.SENT:
            self._settle(ContactState.SENT, now)
            self.retry, self.detail = False, "" if is_failed else self.detail

    def _fail(self, report: DeliveryReport, at: datetime, now: datetime) -> None:
        """What somebody has read has arrived; what was delivered has failed only by what is newer."""
        if self.state == ContactState.FAILED:
            self.delivered_at = max(at, self.delivered_at or at)
        elif self.delivery == Delivery.READ or (self.delivered_at and at <= self.delivered_at):
            return
        else:
            was_left = self.state == ContactState.UNCERTAIN and self.settled_at is not None
            self.retry = report.retry and not self.delivery and not was_left  # it may have reached somebody
            self.detail = scrubbed(f"{report.code} {report.detail}".strip())
            self.delivered_at, self.greeting_day = at, None
            self._settle(ContactState.FAILED, now)
        self.delivery = Delivery.UNDELIVERED.value

    def _settle(self, state: ContactState, now: datetime) -> None:
        self.state, self.settled_at, self.address, self.logged = state.value, now, None, False
