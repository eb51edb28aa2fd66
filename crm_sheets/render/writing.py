"""The writing of one message from compiled templates and the names they may use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from traceback import extract_tb
from typing import Any

from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from crm_sheets.model import Attachment, Contact, ContentTemplate, Medium, Message, Text
from crm_sheets.render.attachments import Attachments
from crm_sheets.render.jinja_words import in_plain_words
from crm_sheets.render.library import Compiled, Part
from crm_sheets.render.limits import TOO_MUCH
from crm_sheets.render.problem import MissingCell, TemplateFault
from crm_sheets.render.source import INVISIBLE, one_line, paragraphs, tidy, tidy_subject
from crm_sheets.render.styles import with_inlined_styles
from crm_sheets.render.way_out import WayOut
from crm_sheets.sms import MOST_SEGMENTS, count_segments, to_gsm

LONGEST_VARIABLE = 1024
"""Characters of one value; WhatsApp takes no more in a whole text with variables."""


@dataclass(frozen=True)
class Means:
    """What a message may need besides its templates: files, a way out to offer, the id of the provider's template."""

    attachments: Attachments
    way_out: WayOut | None = None
    content_id: str = ""


class Writing:
    """The writing of one message."""

    def __init__(self, compiled: Compiled, names: dict[str, Any], means: Means) -> None:
        self.compiled = compiled
        self.names = names
        self.means = means

    def message(self, contact: Contact) -> Message:
        """The message. Raises MissingCell for a blank that would be shown, and TemplateFault."""
        text = tidy(self._run(self.compiled.body))
        if not text:
            raise self._fault(Text("pesannya kosong", "the message is empty"))
        if contact.medium is Medium.SMS:
            return self._sms(contact, text)
        if contact.medium is Medium.EMAIL:
            return self._email(contact, text)
        return Message(contact, text, content=self._content(), language=self.compiled.language)

    def _sms(self, contact: Contact, text: str) -> Message:
        way_out = self.means.way_out
        text = to_gsm(way_out.completed(text, self.compiled.language) if way_out else text)
        segments = count_segments(text)
        if segments > MOST_SEGMENTS:
            raise self._fault(
                Text(
                    f"SMS-nya {segments} segmen; paling banyak {MOST_SEGMENTS}",
                    f"the SMS has {segments} segments; the most is {MOST_SEGMENTS}",
                )
            )
        return Message(contact, text, segments=segments, language=self.compiled.language)

    def _content(self) -> ContentTemplate | None:
        """The provider's template with its values; None without its id, and then no value is asked for."""
        if not self.means.content_id:
            return None
        values = [self._value(number, part) for number, part in enumerate(self.compiled.variables, 1)]
        return ContentTemplate(self.means.content_id, tuple(values))

    def _value(self, number: int, part: Part) -> str:
        """One value: the provider refuses line breaks, tabs, many spaces in a row, and blanks."""
        name = Text(f"variabel {number}", f"variable {number}")
        try:
            return " ".join(one_line(self._run(part), name, LONGEST_VARIABLE).split())
        except TemplateFault as fault:
            raise fault.at(self.compiled.name, part.line) from None

    def _email(self, contact: Contact, text: str) -> Message:
        assert self.compiled.subject is not None  # noqa: S101 - every e-mail template has one
        try:
            subject = tidy_subject(self._run(self.compiled.subject))
        except TemplateFault as fault:
            raise fault.at(self.compiled.name) from None
        language = self.compiled.language
        message = Message(contact, text, subject_line=subject, attachments=self._attached(), language=language)
        if self.compiled.html is None:
            return message
        self.names |= {"subject_line": subject, "paragraphs": paragraphs(text), "language": language}
        return replace(message, html=self._page(self.compiled.html))

    def _attached(self) -> tuple[Attachment, ...]:
        try:
            return self.means.attachments.of(self.compiled.files)
        except TemplateFault as fault:
            raise fault.at(self.compiled.name) from None

    def _page(self, part: Part) -> str:
        html = INVISIBLE.sub("", self._run(part)).strip()
        try:
            return with_inlined_styles(html)
        except TemplateFault as fault:
            raise fault.at(part.name) from None

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
