"""One message or task as a card: in the shape of its medium, with its price beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from crm_sheets.budget import estimate
from crm_sheets.model import Medium, Message
from crm_sheets.preview.words import say
from crm_sheets.render.shown import date_text, money_text
from crm_sheets.sms import measure
from crm_sheets.team_settings import TeamSettings

MOST_HEIGHT = 2400
"""Pixels of an e-mail's frame; what is longer is scrolled."""

WHATSAPP_MARKS = (
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])"), "em"),
)


def card_of(message: Message, media: Mapping[str, str], settings: TeamSettings, language: str) -> dict[str, Any]:
    """What the card shows; `media` are the labels of the media."""
    contact = message.contact
    price = estimate([message], settings)
    card: dict[str, Any] = {
        "medium": contact.medium.value,
        "label": media[contact.medium.value],
        "customer": contact.customer_name or contact.customer_id,
        "address": contact.address,
        "owner": contact.owner,
        "occasion": date_text(contact.occasion_date, language),
        "text": message.text,
        "price": money_text(price, settings.currency, language) if contact.medium.is_message else "",
    }
    if contact.medium is Medium.SMS:
        return card | _sms_size(message, language)
    if contact.medium is Medium.WHATSAPP:
        content_id = message.content.content_id if message.content else ""
        return card | {"text": as_whatsapp(message.text), "content_id": content_id}
    return card | {
        "subject": message.subject_line,
        "html": message.html,
        "attached": ", ".join(attachment.name for attachment in message.attachments),
        "height": _height(message.subject_line, message.text),
    }


def as_whatsapp(text: str) -> Markup:
    """A text as WhatsApp shows it: *bold* and _italic_; everything else escaped."""
    shown = str(escape(text))
    for pattern, tag in WHATSAPP_MARKS:
        shown = pattern.sub(rf"<{tag}>\1</{tag}>", shown)
    return Markup(shown)  # noqa: S704 - escaped above


def _sms_size(message: Message, language: str) -> dict[str, Any]:
    size = measure(message.text)
    pattern = say("one_segment" if size.segments == 1 else "more_segments", language)
    return {
        "size": pattern.format(segments=size.segments, length=len(message.text)),
        "costly": size.encoding == "ucs2",
    }


def _height(subject: str, text: str) -> int:
    """How high a frame for an e-mail should be, in pixels, so that a normal one need not be scrolled.

    Generous for the shipped layout in a column of the page: a little empty space is better than a scroll bar.
    """
    letter, _, small_print = text.partition("\n--\n")
    written = 32 * _lines(subject, 20) + 26 * _lines(letter, 33) + 17 * letter.count("\n\n")
    return min(MOST_HEIGHT, 146 + written + (40 + 18 * _lines(small_print, 44) if small_print else 0))


def _lines(text: str, width: int) -> int:
    """About how many lines a text takes, blank ones apart."""
    return sum(1 + len(line) // width for line in text.split("\n") if line)
