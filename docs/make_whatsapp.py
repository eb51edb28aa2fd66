"""Writes the page whatsapp.md from the shipped templates: `python docs/make_whatsapp.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from crm_sheets.model import Contact, Medium, Message, Program, Purpose, Repeat, Text
from crm_sheets.render import Renderer
from crm_sheets.sample.program import SampleProgram
from crm_sheets.sample.programs import PROGRAMS
from crm_sheets.schema import TABS
from crm_sheets.shipped import shipped
from crm_sheets.team_settings import TeamSettings
from crm_sheets.template_files import template_loader

PAGE = Path(__file__).resolve().with_name("whatsapp.md")
TODAY = date(2026, 11, 20)
LANGUAGES = {"id": "Indonesian (id)", "en": "English (en)"}
CHANGES = (("Sentosa Saham Unggulan", 0.021), ("Sentosa Pasar Uang", 0.003))
FACTS: dict[str, dict[str, Any]] = {
    "customers": {
        "customer_id": "P-1",
        "name": "Budi Santoso",
        "salutation": "Bapak",
        "customer_since": date(2021, 11, 20),
    },
    "family": {"name": "Rani Santoso", "birth_date": date(2015, 11, 20)},
    "policies": {
        "policy_id": "POL-2021-0012",
        "premium": 1_250_000.0,
        "card_expiry": date(2026, 12, 31),
        "due_on": date(2026, 11, 15),
        "grace_ends": date(2026, 12, 30),
        "reinstated_on": date(2026, 11, 19),
        "hospital_cover_from": date(2026, 12, 19),
        "illness_cover_from": date(2027, 11, 19),
    },
    "transactions": {"date": date(2026, 11, 17)},
    "profiles": {"last_purchase": date(2025, 11, 20)},
    "attendance": {
        "event_name": "Seminar gula darah",
        "event_date": date(2026, 12, 4),
        "event_place": "Kantor Bandung",
    },
    "referrals": {"referred_name": "Lestari Puspa"},
    "improvements": {"feedback": "Ucapan terasa kaku", "new_method": "Gaya akrab bagi yang memilihnya"},
}

INTRO = """\
<!-- Made by docs/make_whatsapp.py from the files in templates/; change those and run that instead of editing here. -->
# Texts to register for WhatsApp

Within 24 hours after a customer has written to you, any text may go to them by WhatsApp. At all other times WhatsApp
takes only texts that it has approved beforehand, with numbered gaps (*variables*) that each message fills. So register
the text of every program that you send by WhatsApp:

1. Make a content template of the type *text* in the console of your provider (Twilio: Messaging, Content Template
   Builder), with the text and the samples from below, in the language given, and ask for WhatsApp's approval.
   Greetings and offers are of the category *marketing*; what a customer is to know or do is *utility*.
2. When it is approved, write its id, `HX` and 32 digits or letters, into `crm.toml`:

```toml
[twilio.content]
"birthday_customer.id" = "HX0123456789abcdef0123456789abcdef"
```

**The registered text must read the same as the text here.** The program fills the gaps and shows the whole text in the
preview and the Outbox, but it cannot see what is registered. So register a changed text anew and then change its id;
`preapproved` in a template ([templates.md](templates.md)) leaves away the variants that are not registered.
A message without an id goes out as it is, and comes back as failed where WhatsApp wants an approved text.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([INTRO, *_sections()])


def _sections() -> Iterator[str]:
    for sample in PROGRAMS:
        program = program_of(sample)
        if Medium.WHATSAPP not in program.media:
            continue
        category = "utility" if program.purpose is Purpose.SERVICE else "marketing"
        yield f"## {program.name}\n\nTemplate `{program.template}`, category *{category}*.\n"
        for language, label in LANGUAGES.items():
            yield _section(label, message_of(program, language))


def program_of(sample: SampleProgram) -> Program:
    """A program of the sample, as read from its row."""
    return Program(
        program_id=sample.program_id,
        name=sample.name.en,
        purpose=Purpose(sample.purpose),
        occasion=sample.occasion.en if isinstance(sample.occasion, Text) else sample.occasion,
        repeat=Repeat(sample.repeat),
        offset_days=sample.offset,
        condition="",
        media=tuple(Medium(channel) for channel in sample.channels),
        template=sample.program_id,
        owner="",
        needs_approval=False,
        priority=sample.priority,
        lateness_days=sample.lateness,
    )


def _section(label: str, message: Message) -> str:
    values = message.content.variables if message.content else ()
    samples = ", ".join(f"`{{{{{number}}}}}` {value}" for number, value in enumerate(values, 1))
    return f"**{label}**\n\n```text\n{registered_text(message.text, values)}\n```\n\nSamples: {samples}\n"


def message_of(program: Program, language: str) -> Message:
    """A message of the program as it goes out with an approved text."""
    contents = {f"{program.template}.{language}": "HX" + "0" * 32}
    settings = TeamSettings(company="Mitra Sehat Sentosa", sender="Tim Mitra Sehat", language=language)
    renderer = Renderer(template_loader([shipped("templates")]), settings, contents=contents)
    tab = program.occasion.partition(".")[0] if program.repeat is not Repeat.CALENDAR else "customers"
    rows = {name: {**dict.fromkeys(TABS[name].by_name if name in TABS else ()), **FACTS[name]} for name in FACTS}
    funds = [{"name": name, "month_change": change, "nav": 1.0, "nav_date": TODAY} for name, change in CHANGES]
    facts = {"customer": rows["customers"], "profile": {}, "subject": rows[tab], "funds": funds}
    contact = Contact(
        program, "P-1", "P-1", "Budi", TODAY, "2026", TODAY, Medium.WHATSAPP, "+6281200000012", language, "", facts
    )
    return renderer.render(contact, TODAY)


def registered_text(text: str, values: Sequence[str]) -> str:
    """The text to register: each value in it, in order, gives way to its number. Raises ValueError where one lacks."""
    done = ""
    for number, value in enumerate(values, 1):
        place = text.index(value)
        done += f"{text[:place]}{{{{{number}}}}}"
        text = text[place + len(value) :]
    return done + text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
