"""Replies by SMS and WhatsApp, and what became of what we sent, read from Twilio's list of messages."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.protocol import Collected
from crm_sheets.model import Delivery, DeliveryReport, Inbound
from crm_sheets.providers.twilio.client import Answer, TwilioClient
from crm_sheets.providers.twilio.codes import meaning_of
from crm_sheets.providers.twilio.listing import Listing, ListingFailed
from crm_sheets.providers.twilio.records import WHATSAPP, Record, is_sid, read_record
from crm_sheets.server_settings import TwilioSettings

FIRST_TIME = timedelta(days=3)
OVERLAP = timedelta(hours=24)
"""Twilio's list lags, and by more than minutes at times."""
OLDEST_SWEEP = timedelta(days=3)
FEW = 20
"""So many messages are asked about one by one rather than by reading the list."""
MOST_PAGES = 20
MOST_SECONDS = 90.0
STATES = {
    "delivered": Delivery.DELIVERED,
    "read": Delivery.READ,
    "undelivered": Delivery.UNDELIVERED,
    "failed": Delivery.UNDELIVERED,
    "canceled": Delivery.UNDELIVERED,
}


@dataclass
class _Found:
    """What one call of `collect` has so far; `newest` is the moment up to which messages were seen."""

    newest: datetime
    messages: list[Inbound] = field(default_factory=list)
    reports: list[DeliveryReport] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    is_complete: bool = True


class TwilioInbox:
    """What comes in at one account's senders. `token` is the account's, or the secret of `settings.api_key`.

    `timer` gives seconds and only goes forward.
    """

    name = "twilio"

    def __init__(
        self,
        settings: TwilioSettings,
        token: str,
        *,
        timer: Callable[[], float] = time.monotonic,
        page_size: int = 1000,
    ) -> None:
        self._settings, self._client = settings, TwilioClient(settings, token)
        self._timer, self._page_size = timer, page_size

    def collect(self, position: str, now: datetime, awaited: Collection[str] = ()) -> Collected:
        """What came in since `position` less a day, the oldest first, and news of the `awaited` messages.

        When there is more than one call may read, `position` stays where it was. Raises InboxUnavailable.
        """
        last = _moment(position)
        last = None if last and last > now else last  # a clock was set back: read some days again
        end, found = self._timer() + MOST_SECONDS, _Found(last or now - FIRST_TIME)
        since = last - OVERLAP if last else now - FIRST_TIME
        try:
            for to in self._inbound_places():
                self._read_inbound(found, self._listing(since, end, to=to), since, last)
            self._read_outgoing(found, {sid for sid in awaited if is_sid(sid)}, now, end)
        except ListingFailed as failure:
            problem = _in_words(failure.answer)
        else:
            return _collected(found, position, now)
        raise InboxUnavailable(problem)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _listing(self, since: datetime, end: float, *, to: str = "", sender: str = "") -> Listing:
        left = max(0.0, end - self._timer())
        return Listing(self._client, since, to, sender, MOST_PAGES, left, self._page_size, self._timer)

    def _inbound_places(self) -> list[str]:
        """Our own addresses; "" for any, where a Messaging Service has numbers that we do not know."""
        settings = self._settings
        if settings.messaging_service:
            return [""]
        return self._own_places()

    def _outgoing_places(self) -> list[str]:
        return [""] if self._settings.messaging_service else self._own_places()

    def _own_places(self) -> list[str]:
        settings = self._settings
        whatsapp = f"{WHATSAPP}{settings.whatsapp_from}" if settings.whatsapp_from else ""
        return [place for place in (settings.sms_from, whatsapp) if place]

    def _read_inbound(self, found: _Found, listing: Listing, since: datetime, last: datetime | None) -> None:
        for record in listing:
            if not record.is_inbound or record.at is None or record.at < since:
                continue
            found.newest = max(found.newest, record.at)
            if record.sender:
                found.messages.append(_inbound(record, record.at))
            elif last is None or record.at > last:
                found.unreadable.append(f"{record.sid}: its sender is not a phone number")
        found.is_complete = found.is_complete and listing.is_complete

    def _read_outgoing(self, found: _Found, awaited: set[str], now: datetime, end: float) -> None:
        records = list(self._sweep(awaited, now, end)) if len(awaited) > FEW else []
        left = sorted(awaited - {record.sid for record in records})
        records += self._fetched(_some(left, now), end)
        found.reports += [report for record in records if (report := _report(record, now)) is not None]

    def _sweep(self, awaited: set[str], now: datetime, end: float) -> Iterator[Record]:
        """Those of the awaited that are in the list; it is not read further than needed."""
        missing = set(awaited)
        for sender in self._outgoing_places():
            for record in self._listing(now - OLDEST_SWEEP, end, sender=sender):
                if record.sid in missing:
                    missing.remove(record.sid)
                    yield record
                if not missing:
                    return

    def _fetched(self, sids: list[str], end: float) -> Iterator[Record]:
        for sid in sids:
            if self._timer() > end:
                return
            answer = self._client.fetch(sid)
            if answer.status == 404:  # erased at Twilio: nothing more is known of it
                continue
            record = read_record(answer.content)
            if answer.status != 200 or record is None or record.sid != sid:
                raise ListingFailed(answer)
            yield record


def _some(sids: list[str], now: datetime) -> list[str]:
    """A few of them, others at each minute, so that none waits behind those about which Twilio never has news."""
    if len(sids) <= FEW:
        return sids
    start = int(now.timestamp() // 60) * FEW % len(sids)
    return (sids[start:] + sids[:start])[:FEW]


def _inbound(record: Record, at: datetime) -> Inbound:
    return Inbound(
        source="twilio",
        provider_id=record.sid,
        medium=record.medium,
        sender=record.sender,
        at=at,
        text=record.text,
        answers=(record.answers,) if record.answers else (),
        attachments=record.media,
    )


def _report(record: Record, now: datetime) -> DeliveryReport | None:
    """What is news about a message of ours; None while nothing is."""
    state = STATES.get(record.status)
    if record.is_inbound or (state is None and record.price is None):
        return None
    kind = meaning_of(record.code).kind if state is Delivery.UNDELIVERED else None
    return DeliveryReport(
        provider_id=record.sid,
        state=state,
        at=record.updated or now,
        code=str(record.code) if record.code and kind else "",
        detail=meaning_of(record.code).text.en if record.code and kind else "",
        retry=bool(record.code and kind and kind.retry),
        closes=kind.closes if kind else None,
        address=record.recipient,
        segments=record.segments,
        price=record.price,
        price_unit=record.price_unit,
    )


def _collected(found: _Found, position: str, now: datetime) -> Collected:
    seen = min(found.newest, now)  # Twilio's clock may be ahead of ours; the position never is
    seen = max(seen, now - OVERLAP)  # where nobody writes, the days to read again would pile up
    if not found.is_complete:
        found.unreadable.append("Twilio has more messages than one call may read; the older ones were not reached")
    return Collected(
        messages=tuple(sorted(found.messages, key=lambda message: (message.at, message.provider_id))),
        reports=tuple(sorted(found.reports, key=lambda report: (report.at, report.provider_id))),
        position=seen.isoformat() if found.is_complete else position,
        unreadable=tuple(found.unreadable),
        is_complete=found.is_complete,
    )


def _moment(position: str) -> datetime | None:
    """The remembered moment; None for "" and for anything that is none."""
    try:
        moment = datetime.fromisoformat(position)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_words(answer: Answer) -> str:
    if answer.status in (401, 403, 404):
        return (
            f"Twilio refuses the login (HTTP {answer.status}), so replies are not read. Check account and api_key "
            "under [twilio] in crm.toml, and the token (CRM_SHEETS_TWILIO__TOKEN or the file token_file)."
        )
    if answer.status == 429:
        return "Twilio asks us to slow down (HTTP 429), so replies are read by the next run."
    said = answer.problem or f"HTTP {answer.status}, an answer that cannot be used"
    return f"Twilio did not give its messages: {said}. Nothing is lost; replies are read by the next run."
