"""The way out of an SMS that cannot be answered: where to say that no more are wanted (catalogue D4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm_sheets.model import Text
from crm_sheets.render.problem import MissingCell

SETTING = "settings.reply_phone"
LINK = re.compile(r"(?:https?://|\bwa\.me/)[^\s]", re.IGNORECASE)
STOP_WORD = re.compile(
    r"\b(?:BERHENTI|STOP)\b"
    r"|\b(?i:balas|ketik|kirim|reply|send|text)(?: (?i:with|dengan|kata))* [\"']?(?i:berhenti|stop)\b"
)
"""The word in capitals, or after a verb that asks for it: "non-stop" offers no way out."""
NUMBER = re.compile(r"\d(?:[\s().\-/]{0,3}\d){2,19}")
NO_DIGITS = re.compile(r"[^0-9]+")
COMPARED_DIGITS = 9
"""So many last digits of a phone number say which it is, whatever country code or zero stands before them."""
BY_PHONE = Text(" Berhenti? WA {phone}", " Stop? WhatsApp {phone}")
BY_REPLY = Text(" Berhenti? Balas BERHENTI", " No more SMS? Reply STOP")


@dataclass(frozen=True)
class WayOut:
    """What a team offers to those who want no more SMS; `replies`: an SMS can be answered."""

    reply_phone: str
    replies: bool = False

    def is_in(self, text: str) -> bool:
        """True when the text names a way to say stop."""
        return self._is_phone_in(text) or bool(LINK.search(text) or (self.replies and STOP_WORD.search(text)))

    def completed(self, text: str, language: str) -> str:
        """The text with a way out. Raises MissingCell that names the setting when the team offers none."""
        if self.is_in(text):
            return text
        phone = " ".join(self.reply_phone.split())
        if not phone and not self.replies:
            raise MissingCell(SETTING)
        offer = BY_PHONE.in_language(language).format(phone=phone) if phone else BY_REPLY.in_language(language)
        return f"{text}{'.' if text[-1:].isalnum() else ''}{offer}"

    def _is_phone_in(self, text: str) -> bool:
        wanted = _digits(self.reply_phone)[-COMPARED_DIGITS:]
        numbers = (_digits(found[0]) for found in NUMBER.finditer(text))
        if len(wanted) < COMPARED_DIGITS:
            return bool(wanted) and wanted in numbers
        return any(wanted in number for number in numbers)


def _digits(text: str) -> str:
    """The digits of a number without the zeros in front."""
    return NO_DIGITS.sub("", text).lstrip("0")
