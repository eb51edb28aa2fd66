"""From kept contacts to what may go out now: rendered messages, work for people, and what must be asked first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from crm_sheets.approval import WAITING_TEXTS, Approvals, Draft, sort_approvals
from crm_sheets.day import Day
from crm_sheets.desk.call_requests import plain_message
from crm_sheets.model import Contact, Message, Purpose, SkipReason
from crm_sheets.render import Renderer, RenderProblem
from crm_sheets.unusual import Answer, Unusual, goes_by_itself


@dataclass
class Outgoing:
    """What a day's contacts became; `skipped` is by contact key: reason and detail.

    `asked` were put before people earlier and wait for their tick, `later` wait for the hours in which messages go
    out; both are among `skipped` too. So are the messages that are `held` because the day would be `unusual`.
    """

    messages: list[Message] = field(default_factory=list)
    tasks: list[Message] = field(default_factory=list)
    to_ask: list[Message] = field(default_factory=list)
    skipped: dict[str, tuple[SkipReason, str]] = field(default_factory=dict)
    asked: list[Message] = field(default_factory=list)
    later: list[Message] = field(default_factory=list)
    held: list[Message] = field(default_factory=list)
    unusual: Unusual | None = None

    @property
    def is_nothing(self) -> bool:
        """True when there is nothing to send, to hand out or to ask now; whoever was asked already needs no word."""
        asks = self.unusual is not None and self.unusual.answer is Answer.NEW
        return not (self.messages or self.tasks or self.to_ask or asks)

    def holding(self, found: Unusual, language: str) -> Outgoing:
        """The same without the messages that go out by themselves, of a day that would be unusual."""
        held = [message for message in (*self.messages, *self.later) if goes_by_itself(message)]
        why = (SkipReason.UNUSUAL_NUMBER, found.why(language))
        return replace(
            self,
            messages=[message for message in self.messages if not goes_by_itself(message)],
            later=[message for message in self.later if not goes_by_itself(message)],
            skipped=self.skipped | {message.contact.key: why for message in held},
            held=held,
            unusual=found,
        )

    def only(self, keys: Collection[str]) -> Outgoing:
        """What it holds of these contacts."""

        def of_these(messages: Sequence[Message]) -> list[Message]:
            return [message for message in messages if message.contact.key in keys]

        skipped = {key: why for key, why in self.skipped.items() if key in keys}
        return Outgoing(
            of_these(self.messages),
            of_these(self.tasks),
            of_these(self.to_ask),
            skipped,
            of_these(self.asked),
            of_these(self.later),
        )


def prepare(
    day: Day,
    purposes: frozenset[Purpose],
    renderer: Renderer,
    drafts: Mapping[str, Draft],
    fingerprint: Callable[[Message], str],
    advance: Callable[[int, int], None] = lambda done, total: None,
    quiet: Callable[[Contact], str] = lambda contact: "",
    requested: Sequence[Contact] = (),
) -> Outgoing:
    """Render the kept contacts of programs with these purposes and sort them by what may happen now.

    One contact that cannot be rendered is skipped with its reason; the others go on. Messages come in the order of
    their importance. `quiet` says why a contact's message has to wait ("": it may go out); work for people and what
    is put before them for approval never waits for that. `requested` are calls that people asked for: they come first,
    and no template of the team's stops one.
    """
    contacts = [contact for contact in day.contacts() if contact.program.purpose in purposes]
    outgoing = Outgoing()
    rendered = _render_all(contacts, day, renderer, outgoing, advance)
    outgoing.tasks = [_call(contact, renderer, day) for contact in requested]
    outgoing.tasks += [message for message in rendered if not message.contact.medium.is_message]
    to_send = [message for message in rendered if message.contact.medium.is_message]
    needing = [message for message in to_send if message.contact.program.needs_approval]
    approvals = sort_approvals(needing, day.book, drafts, _again(renderer, day.as_of), fingerprint)
    outgoing.to_ask = approvals.to_ask
    for key, (reason, waits_for) in approvals.waiting.items():
        outgoing.skipped[key] = (reason, WAITING_TEXTS[waits_for].in_language(day.language))
    new = {message.contact.key for message in approvals.to_ask}
    outgoing.asked = [message for message in needing if _waits(approvals, message) and message.contact.key not in new]
    _let_out(_ready(to_send, approvals.approved), quiet, outgoing)
    return outgoing


def _call(contact: Contact, renderer: Renderer, day: Day) -> Message:
    try:
        return renderer.render(contact, day.as_of)
    except RenderProblem:
        return plain_message(contact, day.settings.language)


def _waits(approvals: Approvals, message: Message) -> bool:
    reason, _ = approvals.waiting.get(message.contact.key, (None, ""))
    return reason is SkipReason.AWAITING_APPROVAL


def _ready(to_send: Sequence[Message], approved: Sequence[Message]) -> list[Message]:
    """What needs no approval and what has it, as it was approved, in the order of `to_send`."""
    with_tick = {message.contact.key: message for message in approved}
    found = (
        with_tick.get(message.contact.key) if message.contact.program.needs_approval else message for message in to_send
    )
    return [message for message in found if message]


def _let_out(ready: Sequence[Message], quiet: Callable[[Contact], str], outgoing: Outgoing) -> None:
    """The messages that need not wait for the hours in which messages go out; of the others, why they wait."""
    for message in ready:
        waits = quiet(message.contact)
        if waits:
            outgoing.skipped[message.contact.key] = (SkipReason.QUIET_HOURS, waits)
            outgoing.later.append(message)
        else:
            outgoing.messages.append(message)


def _render_all(
    contacts: Sequence[Contact],
    day: Day,
    renderer: Renderer,
    outgoing: Outgoing,
    advance: Callable[[int, int], None],
) -> list[Message]:
    rendered = []
    for number, contact in enumerate(contacts):
        if number % 200 == 0:
            advance(number, len(contacts))
        try:
            rendered.append(renderer.render(contact, day.as_of))
        except RenderProblem as problem:
            outgoing.skipped[contact.key] = (problem.reason, problem.detail)
    return rendered


def _again(renderer: Renderer, today: date) -> Callable[[Contact, date], Message]:
    """Write a contact's message as of an earlier day; one that fails as of then is written as of today."""

    def render(contact: Contact, as_of: date) -> Message:
        try:
            return renderer.render(contact, as_of)
        except RenderProblem:
            return renderer.render(contact, today)

    return render
