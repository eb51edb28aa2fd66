"""From kept contacts to what may go out now: rendered messages, work for people, and what must be asked first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from crm_sheets.approval import WAITING_TEXTS, Draft, sort_approvals
from crm_sheets.day import Day
from crm_sheets.model import Contact, Message, Purpose, SkipReason
from crm_sheets.render import Renderer, RenderProblem


@dataclass
class Outgoing:
    """What a day's contacts became; `skipped` is by contact key: reason and detail."""

    messages: list[Message] = field(default_factory=list)
    tasks: list[Message] = field(default_factory=list)
    to_ask: list[Message] = field(default_factory=list)
    skipped: dict[str, tuple[SkipReason, str]] = field(default_factory=dict)


def prepare(
    day: Day,
    purposes: frozenset[Purpose],
    renderer: Renderer,
    drafts: Mapping[str, Draft],
    fingerprint: Callable[[Message], str],
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> Outgoing:
    """Render the kept contacts of programs with these purposes and sort them by what may happen now.

    One contact that cannot be rendered is skipped with its reason; the others go on.
    """
    contacts = [contact for contact in day.contacts() if contact.program.purpose in purposes]
    outgoing = Outgoing()
    rendered = _render_all(contacts, day, renderer, outgoing, advance)
    outgoing.tasks = [message for message in rendered if not message.contact.medium.is_message]
    to_send = [message for message in rendered if message.contact.medium.is_message]
    outgoing.messages = [message for message in to_send if not message.contact.program.needs_approval]
    needing = [message for message in to_send if message.contact.program.needs_approval]
    approvals = sort_approvals(needing, day.book, drafts, _again(renderer, day.as_of), fingerprint)
    outgoing.messages += approvals.approved
    outgoing.to_ask = approvals.to_ask
    for key, (reason, waits_for) in approvals.waiting.items():
        outgoing.skipped[key] = (reason, WAITING_TEXTS[waits_for].in_language(day.settings.language))
    return outgoing


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
