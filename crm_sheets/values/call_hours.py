"""The hour at which somebody wants to be called, as people type it: "10", "10:30", "jam 2 siang", "sore", "3 pm"."""

from __future__ import annotations

import re
from datetime import time

MORNING, NOON, AFTERNOON, EVENING = "morning", "noon", "afternoon", "evening"
PARTS = {
    **dict.fromkeys(("pagi", "subuh", "morning", "am", "a.m."), MORNING),
    **dict.fromkeys(("siang", "noon", "midday", "tengah hari", "makan siang", "lunch", "dzuhur", "zuhur"), NOON),
    **dict.fromkeys(("sore", "petang", "afternoon", "pm", "p.m.", "ashar", "asar"), AFTERNOON),
    **dict.fromkeys(("malam", "evening", "night", "tonight", "magrib", "maghrib", "isya"), EVENING),
}
USUAL = {MORNING: time(9), NOON: time(13), AFTERNOON: time(16), EVENING: time(19)}
"""When to call somebody who names only a part of the day; noon is after lunch."""
EARLIEST = 7
"""An hour before this, without a word that says so, is one of the afternoon: nobody is called at two in the night."""

CLOCK = re.compile(r"(?<![\d.,:])([01]?\d|2[0-4])(?:[.:]([0-5]\d))?(?:[.:][0-5]\d)?(?![\d:]|[.,]\d)", re.ASCII)
HALF_PAST = re.compile(r"\bsetengah (\d{1,2})\b")
PART = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(PARTS, key=len, reverse=True)))
SERIAL = re.compile(r"0[.,]\d{2,}")
"""A time cell as some sheets give it: a share of the day."""


def read_call_hour(written: str) -> time | None:
    """The time of day that is meant, None where nothing in the text names one ("kapan saja").

    Of several hours ("10-11") it is the first.
    """
    text = " ".join(written.casefold().split())
    if SERIAL.fullmatch(text):
        minutes = round(float(text.replace(",", ".")) * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    part = PART.search(text)
    named = PARTS[part[0]] if part else ""
    half = HALF_PAST.search(text)
    if half and 1 <= int(half[1]) <= 12:
        return _in_part(int(half[1]) - 1 or 12, 30, named)
    clock = CLOCK.search(re.sub(r"(?<=\d)(?=(?:am|pm)\b)", " ", text))
    return _in_part(int(clock[1]), int(clock[2] or 0), named) if clock else USUAL.get(named)


def _in_part(hour: int, minute: int, part: str) -> time:
    """The time that an hour of the twelve is in that part of the day; hours after twelve say it themselves."""
    if part == MORNING:
        return time(0 if hour in (12, 24) else hour, minute)
    if part == NOON:
        is_late = hour < 10
    elif part:
        is_late = hour < 12
    else:
        is_late = hour < EARLIEST
    return time((hour + 12 if is_late else hour) % 24, minute)
