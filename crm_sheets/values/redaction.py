"""Taking the addresses of people out of what other systems say."""

from __future__ import annotations

import re

EMAIL = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
PHONE = re.compile(r"\+?\d(?:[\s().-]?\d){7,}")


def without_addresses(text: str) -> str:
    """The text with each e-mail address and phone number replaced by a word; any long number counts as one."""
    return PHONE.sub("[number]", EMAIL.sub("[e-mail]", text))
