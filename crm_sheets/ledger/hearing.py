"""The ledger's second half: what came back. Deliveries and their price, people who wrote, addresses that are shut."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from crm_sheets.ledger import dead_ends, deliveries, inbound, positions, shut, usage
from crm_sheets.ledger.dead_ends import AddressesOf
from crm_sheets.ledger.records import Mode, Outcomes, SeenInbound, Shut, Usage
from crm_sheets.ledger.shut import Closing
from crm_sheets.ledger.store import Store
from crm_sheets.model import Closure, DeliveryReport, LedgerEntry, Medium

COMES_AGAIN = timedelta(days=7)
"""No inbox goes so far back when it is read for the first time."""


class Hearing(Store):
    """Nothing here ever keeps a word of a message, or an address."""

    # --- what became of messages ---

    def awaited(
        self, workbook_id: str, mode: Mode, since: datetime, unpriced_since: datetime | None = None
    ) -> list[LedgerEntry]:
        """What a provider accepted since then (by the moment of the claim) and has not reported on.

        With `unpriced_since` also SMS and WhatsApp messages claimed since that moment that were delivered, or not, and
        whose price is not known yet: it comes late.
        """
        with self._reading() as connection:
            return deliveries.awaited(connection, workbook_id, mode, since, unpriced_since)

    def take_reports(
        self, workbook_id: str, mode: Mode, reports: Sequence[DeliveryReport], now: datetime
    ) -> list[LedgerEntry]:
        """Write what providers reported, in any order and as often as they like; what has turned into a failure by it.

        A message that arrived is SENT, also one that was in doubt; one that did not is FAILED, and may be tried again
        as the report says (not if it had been delivered before, or a person had left it). A newer report counts more
        than an older one, and read more than delivered. `closes` shuts the address of the contact, unless the report
        names another one: then it changes nothing at all.

        Inboxes are read once, also by a rehearsal: what reports say is written in either history, and the failures of
        `mode` are given back.
        """
        with self._writing() as connection:
            failed = {
                history: deliveries.take(connection, self._digests, (workbook_id, history), reports, now)
                for history in deliveries.MODES
            }
        return failed[mode]

    def sent_as(self, workbook_id: str, provider_ids: Collection[str]) -> dict[str, LedgerEntry]:
        """The contacts that a provider knows under these ids, by id, of either history; unknown ids are left out."""
        with self._reading() as connection:
            return deliveries.sent_as(connection, workbook_id, provider_ids)

    def last_sent_to(self, workbook_id: str, addresses: Collection[str], since: datetime) -> dict[str, LedgerEntry]:
        """The newest message, SENT or UNCERTAIN and claimed since then, to each of these addresses that got one.

        One that really went out counts more than a newer one of a rehearsal.
        """
        with self._reading() as connection:
            return deliveries.last_sent_to(connection, self._digests, workbook_id, addresses, since)

    def dead_ends(self, workbook_id: str, mode: Mode, addresses_of: AddressesOf) -> list[LedgerEntry]:
        """Contacts that FAILED for good at an address that their customer still has.

        `addresses_of` gives the addresses of customers by their ids; it is asked once, outside of any transaction, and
        not at all when nothing failed.
        """
        with self._reading() as connection:
            found = dead_ends.failed_for_good(connection, workbook_id, mode)
        return dead_ends.still_dead(found, addresses_of, self._digests)

    def usage(self, workbook_id: str, mode: Mode, since: datetime) -> list[Usage]:
        """How many messages claimed since then went out or may have, by medium, and what is known of their price."""
        with self._reading() as connection:
            return usage.usage(connection, workbook_id, mode, since)

    def outcomes(self, workbook_id: str, mode: Mode, since: datetime) -> list[Outcomes]:
        """What became of messages claimed since then, by medium."""
        with self._reading() as connection:
            return usage.outcomes(connection, workbook_id, mode, since)

    # --- addresses that are shut, for files and live alike ---

    def shut(
        self, workbook_id: str, address: str, reason: Closure, medium: Medium | None, at: datetime, source: str
    ) -> bool:
        """Shut an address for a medium, or for all (None), from `at` on; True when that is news.

        Said again later it is news too, and moves the moment on: only a consent that the team records after it counts
        more. Nothing else opens an address. `source` says who told us.
        """
        address_hash = self._digests.address(address)
        if address_hash is None:
            return False
        with self._writing() as connection:
            return shut.shut(connection, workbook_id, Closing(address_hash, reason, medium, at, source))

    def shut_addresses(self, workbook_id: str, addresses: Iterable[str]) -> list[Shut]:
        """Which of these addresses are shut now, once for each reason and medium."""
        with self._reading() as connection:
            known = shut.now_shut(connection, workbook_id)
        return shut.among(known, self._digests, addresses)

    def shut_counts(self, workbook_id: str) -> dict[Closure, int]:
        """How many addresses are shut now, by reason."""
        with self._reading() as connection:
            return shut.counts(connection, workbook_id)

    # --- people who wrote ---

    def position(self, workbook_id: str, source: str) -> str:
        """Where an inbox was left off, "" for one that was never read."""
        with self._reading() as connection:
            return positions.position(connection, workbook_id, source)

    def inboxes_read(self, workbook_id: str) -> dict[str, datetime]:
        """When each inbox was read last, by its source; one that never was is left out."""
        with self._reading() as connection:
            return positions.noted(connection, workbook_id)

    def remember_positions(self, workbook_id: str, places: Mapping[str, str], now: datetime) -> None:
        """Keep where inboxes were left off: source -> position. Call it once all that came in is kept."""
        with self._writing() as connection:
            positions.remember(connection, workbook_id, places, now)

    def unseen(self, workbook_id: str, keys: Collection[str]) -> set[str]:
        """Those of these keys that were never taken note of."""
        with self._reading() as connection:
            return inbound.unseen(connection, workbook_id, keys)

    def note_inbound(self, workbook_id: str, items: Sequence[SeenInbound], now: datetime) -> None:
        """Take note of messages that came in; one that was noted before stays as it is."""
        with self._writing() as connection:
            inbound.note(connection, self._digests, workbook_id, items, now)

    def hear_again(
        self, workbook_id: str, seen_runs: Collection[str], keys_in_inbox: Collection[str], now: datetime
    ) -> int:
        """Make up for a workbook put back from an older copy: these runs and keys are what it still has; how many.

        Messages that it lost, unless they were answered, are unseen again, and if there are any, each inbox is read as
        if for the first time. That is a matter of days, so what was noted longer than COMES_AGAIN ago is left alone.
        """
        with self._reading() as connection:
            lost = inbound.lost(connection, workbook_id, seen_runs, keys_in_inbox, now - COMES_AGAIN)
        if lost:
            with self._writing() as connection:
                inbound.remove(connection, workbook_id, lost)
                positions.forget(connection, workbook_id)
        return len(lost)

    def last_wrote(
        self, workbook_id: str, medium: Medium, addresses: Collection[str], since: datetime
    ) -> dict[str, datetime]:
        """When each of these addresses wrote last by a medium; who did not since then is left out."""
        by_hash = self._digests.by_hash(addresses)
        with self._reading() as connection:
            return inbound.last_wrote(connection, workbook_id, medium, by_hash, since)

    def unanswered(self, workbook_id: str) -> list[SeenInbound]:
        """What waits for an answer, the oldest first."""
        with self._reading() as connection:
            return inbound.unanswered(connection, workbook_id)

    def answered(self, workbook_id: str, keys: Collection[str], now: datetime) -> None:
        """Mark messages as answered; the first moment counts. Where none of them waits, nothing is written."""
        with self._reading() as connection:
            waiting = inbound.waiting_among(connection, workbook_id, keys)
        if waiting:
            with self._writing() as connection:
                inbound.answered(connection, workbook_id, waiting, now)

    def answers(self, workbook_id: str, since: datetime) -> list[SeenInbound]:
        """What came in since then and needs an answer or had one (`handled_at`), the oldest first."""
        with self._reading() as connection:
            return inbound.to_be_answered(connection, workbook_id, since)
