"""From a planned contact and its template to the message."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from traceback import extract_tb
from typing import Any

from jinja2 import BaseLoader, UndefinedError
from jinja2.exceptions import SecurityError

from crm_sheets.model import Contact, Medium, Message, SkipReason, Text
from crm_sheets.render.jinja_words import in_plain_words
from crm_sheets.render.library import Compiled, Library, Part, no_template
from crm_sheets.render.limits import TOO_MUCH, Budget
from crm_sheets.render.people import greeting_name
from crm_sheets.render.problem import MissingCell, RenderProblem, TemplateFault, TemplateMissing
from crm_sheets.render.rows import Blank, Row
from crm_sheets.render.shown import RENDERING, Rendering
from crm_sheets.render.source import INVISIBLE, paragraphs, tidy, tidy_subject
from crm_sheets.schema import TABS
from crm_sheets.sms import MOST_SEGMENTS, count_segments, to_gsm
from crm_sheets.team_settings import TeamSettings

SETTINGS = ("company", "sender", "reply_phone")
"""The team's settings that a template may show."""
MOST_RUNAWAYS = 3
"""After so many, a template that does not end is no longer tried in this run."""


class Renderer:
    """Writes messages; holds the compiled templates, so one renderer serves a whole run.

    `loader` finds templates by name ("birthday_customer.sms.id.txt"). `render` reads no clock: the monotonic one only
    stops a template that does not end.
    """

    def __init__(self, loader: BaseLoader, settings: TeamSettings) -> None:
        self._library = Library(loader)
        self._runaways: Counter[str] = Counter()
        self._settings = settings
        self._settings_values: dict[str, Any] = {name: getattr(settings, name) for name in SETTINGS}
        if not settings.sender.strip():
            self._settings_values["sender"] = settings.company.strip() or Blank("settings.company")

    def render(self, contact: Contact, as_of: date) -> Message:
        """The message for a contact as of a day (`today` in the template). Raises RenderProblem."""
        try:
            compiled = self._library.compiled(contact.program.template, contact.medium, self._languages(contact))
            return self._write(contact, compiled, as_of)
        except MissingCell as missing:
            raise RenderProblem(SkipReason.MISSING_VALUE, str(missing)) from None
        except TemplateMissing:
            fault = no_template(contact.program.template, contact.medium, self._settings.language)
            detail = fault.describe(self._settings.language)
            raise RenderProblem(SkipReason.TEMPLATE_PROBLEM, detail) from None
        except TemplateFault as fault:
            detail = fault.describe(self._settings.language)
            raise RenderProblem(SkipReason.TEMPLATE_PROBLEM, detail) from None

    def _write(self, contact: Contact, compiled: Compiled, as_of: date) -> Message:
        """Write it, unless the template ran away several times already: a thousand contacts must not wait for it."""
        if self._runaways[compiled.name] >= MOST_RUNAWAYS:
            raise TemplateFault(TOO_MUCH).at(compiled.name)
        try:
            return _Writing(compiled, self._names(contact, compiled, as_of)).message(contact)
        except TemplateFault as fault:
            self._runaways[compiled.name] += fault.text is TOO_MUCH
            raise

    def _languages(self, contact: Contact) -> tuple[str, ...]:
        return (contact.language or self._settings.language, self._settings.language, "id", "en")

    def _names(self, contact: Contact, compiled: Compiled, as_of: date) -> dict[str, Any]:
        """What the template can use; the language is that of the file found, so that a message never mixes two."""
        language, facts = compiled.language, contact.facts
        open_to_all = Medium.SMS not in (compiled.medium, contact.medium)
        tab = contact.program.occasion.split(".")[0]
        customer = {"name": contact.customer_name, **facts.get("customer", {})}

        def row(place: str, tab: str, values: Any) -> Row:
            return Row(place, tab if tab in TABS else "", values, language, may_be_sensitive=open_to_all)

        return {
            "customer": row("customer", "customers", customer),
            "profile": row("profile", "", facts.get("profile", {})),
            "subject": row("subject", tab, facts.get("subject", facts.get("subject_row", {}))),
            "settings": row("settings", "", self._settings_values),
            "occasion_date": contact.occasion_date,
            "today": as_of,
            "greeting_name": greeting_name(customer, language) or Blank("customer.name"),
            "owner": contact.owner or Blank("owner"),
            "medium": contact.medium.value,
            RENDERING: Rendering(language, self._settings.currency, as_of, Budget()),
        }


class _Writing:
    """The writing of one message."""

    def __init__(self, compiled: Compiled, names: dict[str, Any]) -> None:
        self.compiled = compiled
        self.names = names

    def message(self, contact: Contact) -> Message:
        text = tidy(self._run(self.compiled.body))
        if not text:
            raise self._fault(Text("pesannya kosong", "the message is empty"))
        if contact.medium is Medium.SMS:
            return self._sms(contact, text)
        if contact.medium is Medium.EMAIL:
            return self._email(contact, text)
        return Message(contact, text)

    def _sms(self, contact: Contact, text: str) -> Message:
        text = to_gsm(text)
        segments = count_segments(text)
        if segments > MOST_SEGMENTS:
            raise self._fault(
                Text(
                    f"SMS-nya {segments} segmen; paling banyak {MOST_SEGMENTS}",
                    f"the SMS has {segments} segments; the most is {MOST_SEGMENTS}",
                )
            )
        return Message(contact, text, segments=segments)

    def _email(self, contact: Contact, text: str) -> Message:
        assert self.compiled.subject is not None  # noqa: S101 - every e-mail template has one
        try:
            subject = tidy_subject(self._run(self.compiled.subject))
        except TemplateFault as fault:
            raise fault.at(self.compiled.name) from None
        message = Message(contact, text, subject_line=subject)
        if self.compiled.html is None:
            return message
        self.names |= {"subject_line": subject, "paragraphs": paragraphs(text)}
        return replace(message, html=INVISIBLE.sub("", self._run(self.compiled.html)).strip())

    def _run(self, part: Part) -> str:
        """The text of one part. Raises MissingCell, and TemplateFault for all else that can happen in a template."""
        template = part.template
        try:
            return template.render(self.names)
        except MissingCell:
            raise
        except TemplateFault as fault:
            raise fault.at(template.name or "", _line(fault, template.filename)) from None
        except (RecursionError, MemoryError):
            raise self._fault(TOO_MUCH) from None
        except (UndefinedError, SecurityError) as error:
            text = in_plain_words(str(error))
            raise TemplateFault(text, _line(error, template.filename)).at(template.name or "") from None
        except Exception as error:
            text = Text(f"tidak dapat dihitung: {error}", f"cannot be computed: {error}")
            raise TemplateFault(text, _line(error, template.filename)).at(template.name or "") from None

    def _fault(self, text: Text) -> TemplateFault:
        return TemplateFault(text).at(self.compiled.name)


def _line(error: Exception, filename: str | None) -> int:
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == filename]
    return (lines[-1] or 0) if lines else 0
