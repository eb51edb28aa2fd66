"""From a planned contact and its template to the message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from jinja2 import BaseLoader

from crm_sheets.model import Contact, HandledBy, Medium, Message, Purpose, SkipReason
from crm_sheets.render.attachments import Attachments, ReadFile
from crm_sheets.render.library import Compiled, Library, no_template
from crm_sheets.render.limits import TOO_MUCH, Budget
from crm_sheets.render.nested import NOTHING, fund_rows, gift_row
from crm_sheets.render.people import greeting_name, pronouns, register_of
from crm_sheets.render.problem import MissingCell, RenderProblem, TemplateFault, TemplateMissing
from crm_sheets.render.rows import Blank, Row
from crm_sheets.render.shown import RENDERING, Rendering
from crm_sheets.render.source import registers_for
from crm_sheets.render.way_out import WayOut
from crm_sheets.render.writing import Means, Writing
from crm_sheets.schema import TABS
from crm_sheets.team_settings import TeamSettings

SETTINGS = ("company", "sender", "reply_phone", "survey_link")
"""The team's settings that a template may show."""
NO_CONTENTS: Mapping[str, str] = {}
MOST_RUNAWAYS = 3
"""After so many, a template that does not end is no longer tried in this run."""


class Renderer:
    """Writes messages; holds the compiled templates, so one renderer serves a whole run.

    `loader` finds templates by name ("birthday_customer.sms.id.txt"), `attachments` gives the bytes of a file that a
    template attaches (OSError for none). `contents` are ids of WhatsApp templates that the provider has approved
    ("HX..."), by "template.language"; they go before the id in a file. With `needs_way_out` an SMS that is no service
    says how to stop them, by answering where `sms_replies`. Problems are told in `told_in`, "" for the team's language.
    `render` reads no clock: the monotonic one only stops a template that does not end.
    """

    def __init__(
        self,
        loader: BaseLoader,
        settings: TeamSettings,
        *,
        contents: Mapping[str, str] = NO_CONTENTS,
        attachments: ReadFile | None = None,
        needs_way_out: bool = False,
        sms_replies: bool = False,
        told_in: str = "",
    ) -> None:
        self._library = Library(loader)
        self._contents = contents
        self._attachments = Attachments(attachments)
        self._way_out = WayOut(settings.reply_phone, sms_replies) if needs_way_out else None
        self._runaways: Counter[str] = Counter()
        self._settings = settings
        self._told_in = told_in or settings.language
        self._settings_values: dict[str, Any] = {name: getattr(settings, name) for name in SETTINGS}
        if not settings.sender.strip():
            self._settings_values["sender"] = settings.company.strip() or Blank("settings.company")

    def render(self, contact: Contact, as_of: date) -> Message:
        """The message for a contact as of a day (`today` in the template). Raises RenderProblem."""
        try:
            return self._write(contact, self._compiled(contact), as_of)
        except MissingCell as missing:
            raise RenderProblem(SkipReason.MISSING_VALUE, str(missing)) from None
        except TemplateMissing:
            fault = no_template(contact.program.template, contact.medium, self._told_in)
            detail = fault.describe(self._told_in)
            raise RenderProblem(SkipReason.TEMPLATE_PROBLEM, detail) from None
        except TemplateFault as fault:
            detail = fault.describe(self._told_in)
            raise RenderProblem(SkipReason.TEMPLATE_PROBLEM, detail) from None

    def _compiled(self, contact: Contact) -> Compiled:
        """The text for this customer's language and register; a WhatsApp text that both get, if only that is approved.

        Raises TemplateFault.
        """
        wanted = (contact.program.template, contact.medium, self._languages(contact))
        compiled = self._library.compiled(*wanted, registers_for(register_of(contact.facts.get("customer", {}))))
        if contact.medium is not Medium.WHATSAPP or not compiled.register or self._content_id(contact, compiled):
            return compiled
        try:
            plain = self._library.compiled(*wanted)
        except TemplateFault:
            return compiled
        is_approved = plain.language == compiled.language and self._content_id(contact, plain)
        return plain if is_approved else compiled

    def _write(self, contact: Contact, compiled: Compiled, as_of: date) -> Message:
        """Write it, unless the template ran away several times already: a thousand contacts must not wait for it."""
        if self._runaways[compiled.name] >= MOST_RUNAWAYS:
            raise TemplateFault(TOO_MUCH).at(compiled.name)
        try:
            content_id = self._content_id(contact, compiled)
            names = self._names(contact, compiled, as_of) | {"preapproved": bool(content_id)}
            way_out = None if contact.program.purpose is Purpose.SERVICE else self._way_out
            return Writing(compiled, names, Means(self._attachments, way_out, content_id)).message(contact)
        except TemplateFault as fault:
            self._runaways[compiled.name] += fault.text is TOO_MUCH
            raise

    def _content_id(self, contact: Contact, compiled: Compiled) -> str:
        """The provider's template that goes out, "" for none; of the very language of the text."""
        if contact.medium is not Medium.WHATSAPP:
            return ""
        return self._contents.get(compiled.approved_name, "") or compiled.content_id

    def _languages(self, contact: Contact) -> tuple[str, ...]:
        """The customer's first, the team's where a leader gets work: that is first of all about the team."""
        own = self._settings.language
        is_for_leader = contact.program.handled_by is HandledBy.LEADER and not contact.medium.is_message
        return (own if is_for_leader else contact.language or own, own, "id", "en")

    def _names(self, contact: Contact, compiled: Compiled, as_of: date) -> dict[str, Any]:
        """What the template can use; the language is that of the file found, so that a message never mixes two."""
        language, facts = compiled.language, contact.facts
        open_to_all = Medium.SMS not in (compiled.medium, contact.medium)
        tab = contact.program.tab
        customer = {"name": contact.customer_name, **facts.get("customer", {})}

        def row(place: str, tab: str, values: Any) -> Row:
            return Row(place, tab if tab in TABS else "", values, language, may_be_sensitive=open_to_all)

        return {
            "customer": row("customer", "customers", customer),
            "profile": row("profile", "", facts.get("profile", {})),
            "subject": row("subject", tab, facts.get("subject", facts.get("subject_row", {}))),
            "settings": row("settings", "", self._settings_values),
            "gift": gift_row(facts.get("gift", NOTHING), language),
            "funds": fund_rows(facts.get("funds", ()), language) or Blank("funds"),
            "occasion_date": contact.occasion_date,
            "today": as_of,
            "greeting_name": greeting_name(customer, language) or Blank("customer.name"),
            **pronouns(register_of(customer), language),
            "owner": contact.owner or Blank("owner"),
            "medium": contact.medium.value,
            RENDERING: Rendering(language, self._settings.currency, as_of, Budget()),
        }
