"""An agenda as a page to print or to read on a phone, and as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from crm_sheets.agenda.gather import Agenda
from crm_sheets.agenda.item import Item, Sort
from crm_sheets.model import Text
from crm_sheets.render.shown import date_text
from crm_sheets.values.times import clock_text

PAGE, PLAIN = "pages/agenda.html", "pages/agenda.txt"
MOST_ITEMS = 60
"""Items of a group; of the others the page says how many stand in the Queue."""

TEXTS: dict[str, Text] = {
    "title": Text("Agenda", "Agenda"),
    "task": Text("Hari ini", "Today"),
    "promise": Text("Janji Anda", "What you promised"),
    "visit": Text("Kunjungan", "Visits"),
    "event": Text("Acara", "Events"),
    "birthday": Text("Ulang tahun pelanggan Anda", "Birthdays of your customers"),
    "later": Text("Bila masih sempat", "If there is time left"),
    "overdue": Text("terlambat sejak {day}", "overdue since {day}"),
    "by": Text("paling lambat {day}", "not later than {day}"),
    "script": Text("Naskah", "Script"),
    "ask": Text("Tanyakan juga", "Ask as well"),
    "call": Text("Telepon", "Call"),
    "more": Text("{count} lagi di Antrean", "{count} more in the Queue"),
    "hint": Text(
        "Isi Hasil di tab Antrean, supaya besok tidak muncul lagi.",
        "Fill in the outcome in the Queue, so that it does not come up again tomorrow.",
    ),
    "nothing": Text("Tidak ada yang harus dikerjakan hari ini.", "Nothing has to be done today."),
}


def agenda_page(agenda: Agenda, language: str, company: str, *, loader: jinja2.BaseLoader) -> str:
    """The page as HTML: self-contained, without scripts; everything that comes from cells is escaped.

    `loader` finds its template, `pages/agenda.html`.
    """
    return _rendered(PAGE, agenda, language, company, loader)


def agenda_text(agenda: Agenda, language: str, company: str, *, loader: jinja2.BaseLoader) -> str:
    """The same as plain text, by `pages/agenda.txt`."""
    return _rendered(PLAIN, agenda, language, company, loader).strip() + "\n"


def agenda_title(agenda: Agenda, language: str) -> str:
    """What the page and its mail are called: "Agenda Jumat, 20 November"."""
    day = date_text(agenda.day, language, "EEEE, d MMMM")
    return f"{TEXTS['title'].in_language(language)} {day}"


def _rendered(name: str, agenda: Agenda, language: str, company: str, loader: jinja2.BaseLoader) -> str:
    environment = SandboxedEnvironment(
        loader=loader,
        autoescape=name.endswith(".html"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts = {key: text.in_language(language) for key, text in TEXTS.items()}
    return environment.get_template(name).render(
        language=language,
        t=texts,
        title=agenda_title(agenda, language),
        owner=agenda.owner,
        company=company,
        groups=[_group(sort, agenda.of(sort), language, agenda.day) for sort in Sort if agenda.of(sort)],
    )


def _group(sort: Sort, items: Sequence[Item], language: str, today: date) -> dict[str, Any]:
    left = len(items) - MOST_ITEMS
    return {
        "name": sort.value,
        "title": TEXTS[sort.value].in_language(language),
        "count": len(items),
        "entries": [_entry(item, language, today) for item in items[:MOST_ITEMS]],
        "more": TEXTS["more"].in_language(language).format(count=left) if left > 0 else "",
    }


def _entry(item: Item, language: str, today: date) -> dict[str, Any]:
    """One item as the templates want it: all texts, "" where there is nothing."""
    hour = item.when or (clock_text(item.at, language) if item.at else "")
    return {
        "who": item.who,
        "what": item.what,
        "why": item.why,
        "hour": hour,
        "late": _dated("overdue", item, language) if item.overdue_since else "",
        "by": _dated("by", item, language) if item.by and item.by > today else "",
        "phone": item.phone,
        "call_link": item.call_link,
        "chat_link": item.chat_link,
        "place": item.place,
        "brief": item.brief,
        "script": item.script,
        "ask": item.ask.split("\n") if item.ask else [],
    }


def _dated(text: str, item: Item, language: str) -> str:
    day = item.overdue_since or item.by
    return TEXTS[text].in_language(language).format(day=date_text(day, language, "d MMM") if day else "")
