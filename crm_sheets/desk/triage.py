"""From what came in to tickets: who wrote, what they want, who answers, how and by when (catalogue D4, D5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import polars as pl

from crm_sheets.desk.context import DeskContext
from crm_sheets.desk.intent import Intent, Wish, intent_of, own_words
from crm_sheets.desk.notes import note
from crm_sheets.desk.people import Facts, by_id, choose, senders
from crm_sheets.desk.survey import Score, score_of
from crm_sheets.desk.tasks import phone_of
from crm_sheets.desk.ticket import InboundKind, Ticket, ticket_key
from crm_sheets.model import Inbound, LedgerEntry, Medium

CONVERSATION = timedelta(days=7)
"""So far back the messages of one sender count as one conversation."""
UNDER_WAY = timedelta(days=3)
"""Who wrote so lately needs no note that a message has come."""
FRESH = timedelta(days=1)
"""An older message is answered, but no longer acknowledged."""

ROBOT = re.compile(
    r"^(?:mailer-daemon|postmaster|(?:do-?not-?|no-?)reply|jangan-?(?:di)?balas|bounces?|notifications?|newsletter|alerts?)"
    r"(?:[-+.=_][^@]{0,100})?@"
)
DAEMON = re.compile(r"^(?:mailer-daemon|postmaster)@")
NOT_ADDRESSED = ("deceased", "do_not_contact")
NOT_WRITTEN_BY_PEOPLE = (InboundKind.AUTOMATIC, InboundKind.BOUNCE)
WRITTEN_TO_US = (InboundKind.REPLY, InboundKind.MESSAGE, InboundKind.SURVEY)
NOTHING = Intent(Wish.OTHER)


def triage(inbounds: Iterable[Inbound], context: DeskContext) -> list[Ticket]:
    """One ticket for each message that the Inbox tab does not have yet, oldest first."""
    known = set(context.book.table("inbox")["key"].drop_nulls())
    fresh: dict[str, Inbound] = {}
    for inbound in sorted(inbounds, key=lambda message: message.at):
        key = ticket_key(inbound)
        if key not in known:
            fresh.setdefault(key, inbound)
    desk = _Desk.of(fresh, context)
    return [desk.ticket(key, inbound) for key, inbound in fresh.items()]


@dataclass
class _Desk:
    """One batch: its senders, what each message means by its key, and who asks to stop in it.

    `written`, when each sender wrote lately, grows as tickets are made.
    """

    context: DeskContext
    people: Mapping[str, Sequence[Facts]]
    answered: Mapping[str, Facts]
    profiles: Mapping[str, Facts]
    meanings: Mapping[str, tuple[Intent, InboundKind]]
    stopping: frozenset[str]
    written: dict[str, list[datetime]] = field(default_factory=dict)

    @classmethod
    def of(cls, fresh: Mapping[str, Inbound], context: DeskContext) -> _Desk:
        inbounds = list(fresh.values())
        customers, log = context.book.table("customers"), context.book.table("contact_log")
        people = senders(inbounds, customers, log)
        entries = [
            context.answered[message.provider_id] for message in inbounds if message.provider_id in context.answered
        ]
        answered = by_id((entry.customer_id for entry in entries), customers)
        ids = {row["customer_id"] for rows in people.values() for row in rows} | set(answered)
        profiles = {} if context.profiles is None else by_id(ids, context.profiles)
        meanings = {key: _meaning(item, context.answered.get(item.provider_id)) for key, item in fresh.items()}
        stopping = frozenset(item.sender for key, item in fresh.items() if meanings[key][1] is InboundKind.OPT_OUT)
        return cls(context, people, answered, profiles, meanings, stopping, _written_lately(inbounds, context))

    def ticket(self, key: str, inbound: Inbound) -> Ticket:
        """All that can be told about one message."""
        context = self.context
        entry = context.answered.get(inbound.provider_id)
        sharers = self.people.get(inbound.sender.strip().casefold(), ())
        customer = self._customer(inbound, sharers, entry)
        intent, kind = self.meanings[key]
        score = self._score(inbound, kind, entry)
        ticket = Ticket(
            inbound=inbound,
            key=key,
            kind=InboundKind.SURVEY if score else kind,
            intent=intent,
            score=score,
            customer_id=customer.get("customer_id") or "",
            customer_name=customer.get("name") or "",
            owner=context.owner_of(customer),
            language=context.language_of(customer),
            contact=entry.key if entry else "",
            program=context.program_name(entry.program_id) if entry else "",
            needs_answer=_needs_answer(kind, intent, inbound.attachments, score),
            customer=customer,
            profile=self.profiles.get(customer.get("customer_id") or "", {}),
        )
        ticket = self._with_answer(self._with_turns(ticket))
        names = [row.get("name") or row["customer_id"] for row in sharers]
        return replace(ticket, note=note(ticket, names, context.zone, context.settings.language))

    def _score(self, inbound: Inbound, kind: InboundKind, entry: LedgerEntry | None) -> Score | None:
        """What a reply to a survey of ours gives us; whoever wants to stop, or was never asked, gives none."""
        is_answer = kind is InboundKind.REPLY and entry is not None and self.context.asks(entry.program_id)
        return score_of(own_words(inbound.text)) if is_answer else None

    def _customer(self, inbound: Inbound, sharers: Sequence[Facts], entry: LedgerEntry | None) -> Facts:
        """Who lives at the address, else whom we wrote to: people answer from other addresses too.

        A one-tap unsubscription is about whom we wrote to, from whatever account their mail program sends it.
        """
        answered = entry.customer_id if entry else ""
        if inbound.unsubscribes and answered in self.answered:
            return self.answered[answered]
        return choose(sharers, answered) or self.answered.get(answered, {})

    def _with_turns(self, ticket: Ticket) -> Ticket:
        """Count this message among the sender's of the last days, and see whether it is time for a call."""
        if ticket.kind in NOT_WRITTEN_BY_PEOPLE:
            return ticket
        at, times = _at(ticket.inbound, self.context), self.written.setdefault(ticket.inbound.sender, [])
        lately = [time for time in times if at - CONVERSATION < time <= at]
        under_way = any(at - UNDER_WAY < time for time in lately)
        times.append(at)
        turns = len(lately) + 1
        too_many = turns > self.context.settings.turns_before_call and bool(phone_of(ticket))
        ticket = replace(ticket, turns=turns, acknowledge=not under_way)
        return replace(ticket, call_instead=ticket.needs_answer and (too_many or ticket.intent.wants_call))

    def _with_answer(self, ticket: Ticket) -> Ticket:
        context, inbound = self.context, ticket.inbound
        serves = ticket.kind is InboundKind.OPT_OUT and context.serves(ticket.customer_id)
        if not ticket.needs_answer:
            thanks = ticket.score is not None and self._acknowledges(ticket)
            return replace(ticket, acknowledge=thanks, serves=serves)
        begins = min(inbound.at, context.now)
        text = f"{inbound.subject_line}\n{inbound.text}"
        return replace(
            ticket,
            answer_by=context.hours.after(begins, context.settings.answer_minutes),
            suggestion=context.paragraphs.suggest(text, ticket.language, context.settings.language),
            acknowledge=self._acknowledges(ticket),
        )

    def _acknowledges(self, ticket: Ticket) -> bool:
        welcome = ticket.acknowledge and ticket.inbound.sender not in self.stopping
        return welcome and may_be_acknowledged(ticket, self.context)


def may_be_acknowledged(ticket: Ticket, context: DeskContext) -> bool:
    """True when a note that the message has come would be welcome; whether a conversation is under way is not asked.

    Nobody gets one whom we know nothing of: who invents senders would have us write to strangers.
    """
    inbound = ticket.inbound
    return (
        context.settings.acknowledge == "yes"
        and inbound.medium in (Medium.EMAIL, Medium.WHATSAPP)
        and ticket.kind in WRITTEN_TO_US
        and not ticket.intent.maybe_opt_out
        and not ticket.is_doubtful
        and bool(ticket.customer_id or ticket.contact)
        and inbound.sender not in context.closed_senders
        and context.now - inbound.at < FRESH
        and ticket.customer.get("status") not in NOT_ADDRESSED
        and not ROBOT.match(inbound.sender)
    )


def _meaning(inbound: Inbound, entry: LedgerEntry | None) -> tuple[Intent, InboundKind]:
    """What a message wants, and its kind; nothing is done only because somebody says so whose address may be forged."""
    intent, kind = _as_said(inbound, entry)
    if kind in NOT_WRITTEN_BY_PEOPLE or entry is not None or not inbound.is_doubtful:
        return intent, kind
    if kind is InboundKind.OPT_OUT:
        intent = Intent(Wish.OTHER, maybe_opt_out=True)
    return intent, InboundKind.MESSAGE


def _as_said(inbound: Inbound, entry: LedgerEntry | None) -> tuple[Intent, InboundKind]:
    """The same of whoever says it. What no person wrote is not read, but a one-tap opt-out counts."""
    if inbound.unsubscribes:
        return Intent(Wish.OPT_OUT), InboundKind.OPT_OUT
    if inbound.medium is Medium.EMAIL and DAEMON.match(inbound.sender):
        return NOTHING, InboundKind.BOUNCE
    if inbound.is_automatic:
        return NOTHING, InboundKind.AUTOMATIC
    intent = intent_of(inbound.text, inbound.subject_line)
    kinds = {Wish.OPT_OUT: InboundKind.OPT_OUT, Wish.OPT_IN: InboundKind.OPT_IN}
    return intent, kinds.get(intent.wish) or (InboundKind.REPLY if entry else InboundKind.MESSAGE)


def _needs_answer(kind: InboundKind, intent: Intent, attachments: int, score: Score | None) -> bool:
    """An opt-in needs a person too: only a recorded consent opens what was shut. A bare score needs nobody.

    Unless it is a bad one: who is unhappy is called before they tell others.
    """
    if score and score.is_all and not attachments:
        return score.is_unhappy
    answered = kind in (InboundKind.REPLY, InboundKind.MESSAGE, InboundKind.OPT_IN)
    return answered and (intent.wish is not Wish.THANKS or attachments > 0)


def _at(inbound: Inbound, context: DeskContext) -> datetime:
    """When it came, as the Inbox tab has it: local and naive."""
    return inbound.at.astimezone(context.zone).replace(tzinfo=None, microsecond=0)


def _written_lately(inbounds: Sequence[Inbound], context: DeskContext) -> dict[str, list[datetime]]:
    """When the senders of this batch wrote before, by the Inbox tab."""
    wanted = sorted({message.sender for message in inbounds})
    robots = [kind.value for kind in NOT_WRITTEN_BY_PEOPLE]
    rows = context.book.table("inbox").filter(
        pl.col("sender").is_in(wanted), pl.col("at").is_not_null(), ~pl.col("kind").is_in(robots).fill_null(value=False)
    )
    found: dict[str, list[datetime]] = {}
    for sender, at in rows.select("sender", "at").iter_rows():
        found.setdefault(sender, []).append(at)
    return found
