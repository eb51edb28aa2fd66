"""SMS and WhatsApp by Twilio: each message is asked for once, and what came of it is told without guessing (law 2)."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from crm_sheets.channels.protocol import Evidence
from crm_sheets.model import ContactState, ContentTemplate, Medium, Message, Receipt, Trace
from crm_sheets.providers.twilio.client import Answer, TwilioClient
from crm_sheets.providers.twilio.codes import NEEDS_TEMPLATE, Kind, detail_of, meaning_of
from crm_sheets.providers.twilio.listing import Listing, ListingFailed
from crm_sheets.providers.twilio.pace import Pace
from crm_sheets.providers.twilio.records import WHATSAPP, Record, is_number, is_sid
from crm_sheets.server_settings import TwilioSettings

LARGEST_BATCH = 64
SEND_SECONDS = 60.0
"""After this long since a batch was handed over nothing more of it is sent: others may have judged us dead."""
WINDOW = timedelta(hours=24) - timedelta(minutes=5)
"""WhatsApp takes free text for 24 hours after the customer wrote; the message needs some minutes of them itself."""
CLOCKS_DIFFER = timedelta(minutes=1)
LOST_IN_A_ROW = 16
"""So many requests without an answer, one after the other, and the rest waits until Twilio may be back."""
RECOVERY_SECONDS = 60.0
NO_NUMBER = 21211
REQUEST_TIMEOUT = 408
EVERYTHING = ""
_CONTENT_ID = re.compile(r"HX[0-9a-fA-F]{32}")


@dataclass(frozen=True)
class _Order:
    """One message, ready to be asked for; `sender` and `program` are what it may be stopped with."""

    key: str
    sender: str
    program: str
    form: dict[str, str] = field(repr=False)


@dataclass
class _Batch:
    """One call of `send`: when it began, and which senders are of no use (EVERYTHING: all), with the reason."""

    started: float
    stopped: dict[str, str] = field(default_factory=dict)


class TwilioChannel:
    """SMS and WhatsApp of one account.

    `fingerprint(address, subject, text, html)` is the ledger's; `clock` gives aware moments; `last_wrote(address)` when
    the customer last wrote to us on WhatsApp, None if never. `seconds` is a clock that goes on while the machine
    sleeps. `is_recorded(sid)` says that the ledger knows this id as another message's. `token` is the account's, or the
    secret of `settings.api_key`.
    """

    name = "twilio"

    def __init__(
        self,
        settings: TwilioSettings,
        token: str,
        fingerprint: Callable[[str, str, str, str], str],
        clock: Callable[[], datetime],
        last_wrote: Callable[[str], datetime | None],
        seconds: Callable[[], float],
        *,
        sleep: Callable[[float], None] = time.sleep,
        is_recorded: Callable[[str], bool] = lambda sid: False,
    ) -> None:
        self.batch_size = max(1, min(LARGEST_BATCH, int(settings.per_second * SEND_SECONDS / 2)))
        self._settings, self._client = settings, TwilioClient(settings, token)
        self._fingerprint, self._clock, self._last_wrote = fingerprint, clock, last_wrote
        self._seconds, self._is_recorded = seconds, is_recorded
        self._pace = Pace(settings.per_second, seconds, sleep)
        self._lock = Lock()
        self._stopped_programs: dict[str, str] = {}
        self._taken: dict[str, str] = {}  # whose message a SID is, by ledger key
        self._lost_in_a_row, self._closed_until = 0, 0.0

    def send(self, messages: Sequence[tuple[str, Message]]) -> list[Receipt]:
        """Ask for each message once, several at a time; one receipt each, in order."""
        batch = _Batch(self._seconds())
        prepared = [self._prepared(key, message) for key, message in messages]  # here, not in threads: it asks others
        orders = [order for order in prepared if isinstance(order, _Order)]
        with ThreadPoolExecutor(min(self._settings.at_once, len(orders)) or 1, "twilio") as threads:
            try:
                sent = threads.map(lambda order: self._deliver(batch, order), orders)
                return [given if isinstance(given, Receipt) else next(sent) for given in prepared]
            except BaseException:  # interrupted: what is under way is waited for, no more is begun
                batch.stopped[EVERYTHING] = "interrupted"
                raise

    def evidence(self, trace: Trace) -> Evidence:
        """SENT for a message that Twilio's list has, else UNKNOWN: the list may lag by hours."""
        return Evidence.SENT if self.found(trace) else Evidence.UNKNOWN

    def found(self, trace: Trace) -> str:
        """The id that Twilio gave the message, "" when it is not (yet) in the list, or Twilio does not answer."""
        known = next((sid for sid, key in self._taken.items() if key == trace.key), "")
        if known or not (trace.address and trace.fingerprint):
            return known
        same = [record.sid for record in self._sent_to(trace) if self._reads_the_same(record, trace)]
        free = next((sid for sid in reversed(same) if self._is_free(sid)), "")
        if free:
            self._taken[free] = trace.key
        return free

    def unexplained(self, trace: Trace) -> bool:
        """True when Twilio has a message of ours to that address since then of which the ledger knows nothing."""
        return any(self._is_free(record.sid) for record in self._sent_to(trace))

    def _sent_to(self, trace: Trace) -> list[Record]:
        """Our messages to that address since then, the newest first; none when Twilio does not answer."""
        since = trace.since - CLOCKS_DIFFER
        listing = Listing(self._client, since, to=_place(trace.medium, trace.address), most_pages=5)
        try:
            return [record for record in listing if self._is_ours(record, since)]
        except ListingFailed:
            return []

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _is_ours(self, record: Record, since: datetime) -> bool:
        settings = self._settings
        ours = record.sender in {settings.sms_from, settings.whatsapp_from} - {""}
        ours = ours or bool(settings.messaging_service and record.service == settings.messaging_service)
        return ours and not record.is_inbound and record.created is not None and record.created >= since

    def _reads_the_same(self, record: Record, trace: Trace) -> bool:
        return self._fingerprint(trace.address, "", record.text, "") == trace.fingerprint

    def _is_free(self, sid: str) -> bool:
        return sid not in self._taken and not self._is_recorded(sid)

    def _prepared(self, key: str, message: Message) -> _Order | Receipt:
        """What to ask for, or why it certainly cannot be sent."""
        contact = message.contact
        try:
            sender, form = self._sender(contact.medium)
            if not form:
                return _failed(key, f"no sender is set up for {contact.medium.value}", retry=True)
            if not is_number(contact.address):
                return _refused(key, NO_NUMBER)
            content = self._content(message)
        except Exception as error:  # the callers' own parts; nothing was asked for yet
            return _failed(key, f"not tried: {type(error).__name__}", retry=True)
        if content is None:
            return _failed(key, NEEDS_TEMPLATE.text.en, retry=False)
        form = {"To": _place(contact.medium, contact.address), **form, **content}
        return _Order(key, sender, contact.program.program_id, form)

    def _sender(self, medium: Medium) -> tuple[str, dict[str, str]]:
        settings = self._settings
        if medium is Medium.WHATSAPP and settings.sends_whatsapp:
            return "whatsapp", {"From": _place(medium, settings.whatsapp_from)}
        if medium is Medium.SMS and settings.sends_sms:
            service = {"MessagingServiceSid": settings.messaging_service}
            return "sms", service if settings.messaging_service else {"From": settings.sms_from}
        return "", {}

    def _content(self, message: Message) -> dict[str, str] | None:
        """What it says; None when only a WhatsApp template would do and there is none."""
        if message.contact.medium is not Medium.WHATSAPP or self._may_write_freely(message.contact.address):
            return {"Body": message.text}
        return _filled(message.content) if message.content else None

    def _may_write_freely(self, address: str) -> bool:
        wrote = self._last_wrote(address)
        return wrote is not None and self._clock() - wrote < WINDOW

    def _deliver(self, batch: _Batch, order: _Order) -> Receipt:
        reason = self._stopped(batch, order)
        if not reason and not self._pace.wait(order.sender, batch.started + SEND_SECONDS):
            reason = "its turn would come too late for this batch"
        reason = reason or self._stopped(batch, order)  # the wait may have been long
        if reason:
            return _failed(order.key, f"not tried: {reason}", retry=True)
        try:
            return self._judged(batch, order, self._client.create(order.form))
        except Exception as error:  # a fault of ours: it costs this message its certainty, not the others theirs
            return Receipt(order.key, ContactState.UNCERTAIN, detail=type(error).__name__)

    def _stopped(self, batch: _Batch, order: _Order) -> str:
        """Why this one is not asked for now; "" when it is."""
        now = self._seconds()
        with self._lock:
            if now - batch.started > SEND_SECONDS:
                return "this machine was paused too long"
            if now < self._closed_until:
                return "Twilio does not answer"
            stopped = batch.stopped.get(EVERYTHING) or batch.stopped.get(order.sender)
            return stopped or self._stopped_programs.get(order.program, "")

    def _judged(self, batch: _Batch, order: _Order, answer: Answer) -> Receipt:
        sid = (answer.content or {}).get("sid")
        self._count(has_answered=0 < answer.status < 500)
        if 200 <= answer.status < 300 and isinstance(sid, str) and is_sid(sid):
            with self._lock:
                self._taken[sid] = order.key
            return Receipt(order.key, ContactState.SENT, sid)
        if not answer.was_sent:
            return _failed(order.key, answer.problem, retry=True)
        if 400 <= answer.status < 500 and answer.status != REQUEST_TIMEOUT:
            self._stop_others(batch, order, answer)
            return _refused(order.key, answer.code, answer.status)
        said = answer.problem or f"HTTP {answer.status}" + ("" if answer.content else ", an answer that is none")
        return Receipt(order.key, ContactState.UNCERTAIN, detail=said)

    def _count(self, *, has_answered: bool) -> None:
        with self._lock:
            self._lost_in_a_row = 0 if has_answered else self._lost_in_a_row + 1
            if self._lost_in_a_row >= LOST_IN_A_ROW:
                self._closed_until = self._seconds() + RECOVERY_SECONDS

    def _stop_others(self, batch: _Batch, order: _Order, answer: Answer) -> None:
        kind = meaning_of(answer.code, answer.status).kind
        reason = detail_of(answer.code, answer.status)
        with self._lock:
            if kind is Kind.STOP_PROGRAM:
                self._stopped_programs[order.program] = reason
            if kind is Kind.ACCOUNT:
                batch.stopped[EVERYTHING if answer.status in (401, 403) else order.sender] = reason


def _failed(key: str, detail: str, *, retry: bool) -> Receipt:
    return Receipt(key, ContactState.FAILED, detail=detail, retry=retry)


def _refused(key: str, code: int, status: int = 0) -> Receipt:
    kind = meaning_of(code, status).kind
    return Receipt(key, ContactState.FAILED, "", detail_of(code, status), kind.retry, kind.closes)


def _place(medium: Medium, number: str) -> str:
    """An address as Twilio writes it."""
    return f"{WHATSAPP}{number}" if medium is Medium.WHATSAPP else number


def _filled(content: ContentTemplate) -> dict[str, str] | None:
    """A template with its values, numbered from 1; None without a usable id."""
    if not _CONTENT_ID.fullmatch(content.content_id):
        return None
    variables = {str(number): value for number, value in enumerate(content.variables, 1)}
    filled = {"ContentSid": content.content_id}
    return filled | ({"ContentVariables": json.dumps(variables, ensure_ascii=False)} if variables else {})
