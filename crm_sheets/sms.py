"""How many parts an SMS is sent in: GSM 03.38 (7 bits, 160 or 153 a part) or UCS-2 (16 bits, 70 or 67 a part)."""

from __future__ import annotations

from typing import NamedTuple

from crm_sheets.team_settings import TeamSettings

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""3GPP TS 23.038, the default alphabet, one septet each."""
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
"""The extension table: an escape and a septet, never parted."""
GSM_SINGLE, GSM_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67
MOST_SEGMENTS = 10
"""Longer texts are refused by providers and belong into an e-mail."""

PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2026": "...",
        "\u2022": "-",
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u200b": "",
        "\t": " ",
        "`": "'",
        "\u00b4": "'",
    }
)
"""Signs that look the same in the cheap alphabet; a single one of them would more than double the price."""


class SmsSize(NamedTuple):
    """How a text goes out: "gsm7" or "ucs2", units used (septets or 16-bit units), number of parts."""

    encoding: str
    units: int
    segments: int


def measure(text: str) -> SmsSize:
    """The size of a text as SMS. Pairs (escaped signs, surrogates) are never split, as 3GPP TS 23.040 demands."""
    if GSM_BASIC.issuperset(text):
        return SmsSize("gsm7", len(text), _parts([], len(text), GSM_SINGLE, GSM_PART))
    characters = set(text)
    if characters <= GSM_BASIC | GSM_EXTENDED:
        widths = [2 if character in GSM_EXTENDED else 1 for character in text]
        return SmsSize("gsm7", sum(widths), _parts(widths, sum(widths), GSM_SINGLE, GSM_PART))
    widths = [2 if character > "\uffff" else 1 for character in text]
    return SmsSize("ucs2", sum(widths), _parts(widths, sum(widths), UCS2_SINGLE, UCS2_PART))


def _parts(widths: list[int], units: int, single: int, part: int) -> int:
    """How many parts hold characters of these widths; no widths means that all are 1 wide."""
    if units <= single:
        return 1 if units else 0
    if not widths:
        return -(-units // part)
    parts, room = 1, part
    for width in widths:
        if width > room:
            parts, room = parts + 1, part
        room -= width
    return parts


def count_segments(text: str) -> int:
    """The number of parts that the provider charges for; 0 for an empty text."""
    return measure(text).segments


def estimate_cost(segments: int, settings: TeamSettings) -> float:
    """The estimated price of one SMS, in the workbook's currency."""
    return segments * settings.sms_price


def to_gsm(text: str) -> str:
    """The text with typographic signs replaced by their look-alikes in the cheap alphabet; other signs stay."""
    return text if GSM_BASIC.issuperset(text) else text.translate(PLAIN)
