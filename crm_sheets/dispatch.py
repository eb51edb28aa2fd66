"""Claim, fence, send, record (law 2): the only way from a rendered message to a channel."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm_sheets.channels.protocol import Channel, Evidence, Finder
from crm_sheets.errors import ConfigurationError, CrmSheetsError
from crm_sheets.ledger import Claim, Ledger, Recovered, RunContext, Verdict
from crm_sheets.model import ContactState, Medium, Message, Receipt, Trace
from crm_sheets.running.run_log import current_log

CLAIM_BATCH = 500
SEND_SECONDS = 60.0
"""A process that was paused this long between fence and send does not send: others may have judged it dead."""

ASK_AGAIN_SECONDS = 180.0
"""While messages go out, people are asked so often whether the rest may still go (law 9)."""

TRACES_LAST = timedelta(days=7)
"""What a provider has not shown within this time it will never show."""

MOST_SECONDS_OF_ASKING = 180.0

IS_SENT = {Evidence.SENT: True, Evidence.NOT_SENT: False, Evidence.UNKNOWN: None}

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Brakes:
    """What holds messages back while others go out.

    `is_stopping` is asked before each batch: then the rest is postponed. So is `held`, for the contact keys of those of
    these messages that have to wait at this moment. `still_wanted` is asked every few minutes for the keys of the
    messages that may still go, just as they are; None when that cannot be asked now. What it once left out stays out of
    this run, though a later answer has it again: that one only says what is news.
    """

    is_stopping: Callable[[], bool] = lambda: False
    still_wanted: Callable[[], Collection[str] | None] | None = None
    held: Callable[[Sequence[Message]], Collection[str]] = lambda messages: ()


NO_BRAKES = Brakes()


@dataclass
class Deliveries:
    """What became of messages: tried (one receipt each), refused by the ledger, or postponed to the next run.

    Postponed messages were certainly not sent and are free to be claimed again: their channel broke down before their
    turn, or this process was paused too long or asked to stop. A failure with `retry` comes back with the next run too.
    Withdrawn messages were not sent either: while others went out, somebody took their consent or tick back.
    """

    receipts: list[Receipt] = field(default_factory=list)
    refused: list[Verdict] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)


def deliver(
    messages: Sequence[Message],
    channels: Mapping[Medium, Channel],
    ledger: Ledger,
    run: RunContext,
    clock: Callable[[], datetime],
    progress: Progress | None = None,
    brakes: Brakes = NO_BRAKES,
) -> Deliveries:
    """Send each message once at most, in order, and record what came of it.

    `clock` gives aware moments; `progress` is told how many of how many are through. A channel that breaks down for a
    whole batch costs at most that batch its certainty, and the other channels go on. Raises ConfigurationError, before
    anything is claimed, when a medium has no channel.
    """
    dispatcher = _Dispatcher(channels, ledger, run, clock, progress, records=True)
    dispatcher.brakes = brakes
    return dispatcher.deliver(messages)


def claim_and_fence(
    messages: Sequence[Message],
    channels: Mapping[Medium, Channel],
    ledger: Ledger,
    run: RunContext,
    clock: Callable[[], datetime],
) -> Deliveries:
    """The same for what only happens when the workbook is written: the channels collect, nothing is recorded yet.

    Afterwards call `ledger.record(run, deliveries.receipts, now)`, or `ledger.release(run, keys)` when the workbook
    was certainly not written. Without either, the next run settles it by what stands in the workbook.
    """
    return _Dispatcher(channels, ledger, run, clock, None, records=False).deliver(messages)


def recover(ledger: Ledger, run: RunContext, channels: Mapping[Medium, Channel], now: datetime) -> Recovered:
    """Settle what interrupted runs left open, by the channels' evidence; hold the job's lock meanwhile.

    A provider is asked for some days and for a few minutes a run; what is left then is for people.
    """
    until = ledger.clock() + MOST_SECONDS_OF_ASKING

    def ask(trace: Trace) -> bool | str | None:
        channel = channels.get(trace.medium)
        is_hopeless = now - trace.since > TRACES_LAST or ledger.clock() > until
        if channel is None or (is_hopeless and isinstance(channel, Finder)):
            return None
        evidence = _evidence(channel, trace)
        if evidence is Evidence.SENT and isinstance(channel, Finder):
            return _found(channel, trace) or True
        return IS_SENT[evidence]

    return ledger.recover(run, ask, now)


def _evidence(channel: Channel, trace: Trace) -> Evidence:
    try:
        return channel.evidence(trace)
    except Exception as error:  # a doubt stays a doubt; the log tells the operator that it was not looked into
        current_log().event("evidence_failed", channel=channel.name, error=type(error).__name__)
        return Evidence.UNKNOWN


def _found(channel: Finder, trace: Trace) -> str:
    try:
        return channel.found(trace)
    except Exception as error:
        current_log().event("evidence_failed", error=type(error).__name__)
        return ""


@dataclass
class _Dispatcher:
    """One call of `deliver`: what is claimed and not yet tried, and which channels broke down."""

    channels: Mapping[Medium, Channel]
    ledger: Ledger
    run: RunContext
    clock: Callable[[], datetime]
    progress: Progress | None
    records: bool
    brakes: Brakes = NO_BRAKES
    done: Deliveries = field(default_factory=Deliveries)
    claimed: dict[str, Message] = field(default_factory=dict)
    broken: list[Channel] = field(default_factory=list)
    asked_at: float = 0.0
    unwanted: frozenset[str] = frozenset()
    is_halted: bool = False

    def deliver(self, messages: Sequence[Message]) -> Deliveries:
        self._check_channels(messages)
        self.asked_at = self.ledger.clock()
        for start in range(0, len(messages), CLAIM_BATCH):
            if self.is_halted or self.brakes.is_stopping():
                self.done.postponed += [message.contact.key for message in messages[start:]]
                break
            try:
                self._claim(self._not_held(messages[start : start + CLAIM_BATCH]))
                self._send_claimed(messages)
                self._postpone(self.claimed)
            except BaseException:
                with suppress(CrmSheetsError):  # the ledger may be what failed; then the next run releases them
                    self._postpone(self.claimed)
                raise
        self._tell(messages)
        return self.done

    def _send_claimed(self, messages: Sequence[Message]) -> None:
        for channel, batch in self._batches():
            if self._is_over(messages):
                return
            self._withdraw([key for key in batch if key in self.unwanted])
            here = [key for key in batch if key in self.claimed]
            self._postpone(self.brakes.held([self.claimed[key] for key in here]))
            self._send(channel, [key for key in here if key in self.claimed])
            self._tell(messages)

    def _not_held(self, messages: Sequence[Message]) -> list[Message]:
        """Those that need not wait; the others, which nobody has claimed, are for a later run."""
        waiting = frozenset(self.brakes.held(messages))
        self.done.postponed += [message.contact.key for message in messages if message.contact.key in waiting]
        return [message for message in messages if message.contact.key not in waiting]

    def _is_over(self, messages: Sequence[Message]) -> bool:
        """True when the rest is to wait: somebody asked us to stop, or nobody can be asked what may still go."""
        if self.brakes.still_wanted and self.ledger.clock() - self.asked_at > ASK_AGAIN_SECONDS:
            wanted = self.brakes.still_wanted()
            self.is_halted = wanted is None
            self.unwanted |= frozenset(message.contact.key for message in messages).difference(wanted or ())
            self.asked_at = self.ledger.clock()
        return self.is_halted or self.brakes.is_stopping()

    def _withdraw(self, keys: Sequence[str]) -> None:
        """Give claims back that nobody wants to be sent any more."""
        if keys:
            self.ledger.release(self.run, keys)
            self.done.withdrawn += keys
            for key in keys:
                self.claimed.pop(key, None)

    def _check_channels(self, messages: Iterable[Message]) -> None:
        missing = {message.contact.medium for message in messages} - self.channels.keys()
        if missing:
            raise ConfigurationError(
                f"No channel is set up for {', '.join(sorted(missing))}, so nothing was sent. Set one up, or take "
                "the medium out of the programs that use it."
            )

    def _tell(self, messages: Sequence[Message]) -> None:
        if self.progress:
            done = self.done
            self.progress(
                len(done.receipts) + len(done.refused) + len(done.postponed) + len(done.withdrawn), len(messages)
            )

    def _claim(self, messages: Sequence[Message]) -> None:
        wanted = [Claim(message.contact, self._fingerprint(message), message.segments) for message in messages]
        verdicts = self.ledger.claim(self.run, wanted, self.clock())
        for message, verdict in zip(messages, verdicts, strict=True):
            if verdict.granted:
                self.claimed[verdict.key] = message
            else:
                self.done.refused.append(verdict)

    def _fingerprint(self, message: Message) -> str:
        return self.ledger.fingerprint(message.contact.address, message.subject_line, message.text, message.html)

    def _batches(self) -> Iterator[tuple[Channel, list[str]]]:
        """The claimed keys by channel, in order, in the batches that the channel takes."""
        by_channel: dict[int, tuple[Channel, list[str]]] = {}
        for key, message in self.claimed.items():
            channel = self.channels[message.contact.medium]
            by_channel.setdefault(id(channel), (channel, []))[1].append(key)
        for channel, keys in by_channel.values():
            size = max(1, channel.batch_size)
            for start in range(0, len(keys), size):
                if channel not in self.broken:
                    yield channel, keys[start : start + size]

    def _send(self, channel: Channel, keys: Sequence[str]) -> None:
        if not keys:
            return
        asked = self.ledger.clock()
        fenced = self.ledger.fence(self.run, keys, self.clock())
        if self.ledger.clock() - asked > SEND_SECONDS:
            self._postpone(keys)
            return
        self._postpone([key for key in keys if key not in fenced])
        batch = [(key, self.claimed.pop(key)) for key in keys if key in fenced]
        if batch:
            receipts = self._try(channel, batch)
            self.done.receipts += receipts
            if self.records:
                self.ledger.record(self.run, receipts, self.clock())

    def _try(self, channel: Channel, batch: Sequence[tuple[str, Message]]) -> list[Receipt]:
        """One receipt for each message, whatever the channel does."""
        try:
            given = {receipt.key: receipt for receipt in channel.send(batch)}
        except Exception as error:
            self.broken.append(channel)
            return [_receipt_after(error, channel, self._trace(key, message)) for key, message in batch]
        return [given.get(key) or Receipt(key, ContactState.UNCERTAIN, detail="no receipt") for key, _ in batch]

    def _trace(self, key: str, message: Message) -> Trace:
        contact = message.contact
        return Trace(key, contact.medium, contact.address, self._fingerprint(message), self.clock())

    def _postpone(self, keys: Iterable[str]) -> None:
        """Give claims back: certainly not sent."""
        given_back = list(keys)
        if given_back:
            self.ledger.release(self.run, given_back)
            self.done.postponed += given_back
            for key in given_back:
                self.claimed.pop(key, None)


def _receipt_after(error: Exception, channel: Channel, trace: Trace) -> Receipt:
    """What is known about one message of a batch for which the channel broke down."""
    evidence, said, key = _evidence(channel, trace), type(error).__name__, trace.key
    if evidence is Evidence.SENT:
        return Receipt(key, ContactState.SENT, detail=said)
    if evidence is Evidence.NOT_SENT:
        return Receipt(key, ContactState.FAILED, detail=said, retry=True)
    return Receipt(key, ContactState.UNCERTAIN, detail=said)
