"""Writes the reference pages settings.md and columns.md from the code: `python docs/make_reference.py`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from server_words import MAIL, MAILBOX, TWILIO

from crm_sheets.model import Text
from crm_sheets.sample.header_notes import HOW_TO_TYPE
from crm_sheets.sample.settings import EXPLANATIONS
from crm_sheets.sample.writer import ORDER
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Kind, Owner, Tab
from crm_sheets.server_settings import MailboxSettings, MailSettings, TwilioSettings
from crm_sheets.settings import GoogleSettings, OperatorSettings, ScheduleEntry
from crm_sheets.team_settings import CHOICES, TeamSettings

FOLDER = Path(__file__).resolve().parent
MADE = "<!-- Made by docs/make_reference.py; change the code and run that instead of editing here. -->\n"

SETTINGS_INTRO = """\
# Settings

There are two kinds. The **team** sets numbers and names in the workbook. The **operator**, who installs the program,
sets files and places in `crm.toml`.

## In the workbook: the tab *Pengaturan* (*Settings*)

One row a setting: its name in the column *Pengaturan* (*Setting*), what you want in *Nilai* (*Value*). What is missing
or blank keeps its default. A wrong name or value is in *Masalah* (*Problems*), and the default stays in force. The
easiest start is to copy this tab from the sample workbook, or to begin with `crm-sheets init my-team --empty`.

Fill in `company`, `sender` and `reply_phone` first: **without `company`, a message that names it does not go out.** A
blank `sender` is the company.
"""

TEAM_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Who you are", ("company", "sender", "reply_phone", "language", "country", "currency")),
    ("Tiers and how recently people bought", ("tier_", "spend_window", "recency_")),
    ("Stages of a customer", ("new_customer", "at_risk", "dormant", "lost")),
    ("Contacts", ("leap_day", "cap_")),
    ("Prices and what-if", ("frequency_uplift", "sms_price", "whatsapp_price", "message_budget")),
    ("When messages go out", ("send_",)),
    ("Premiums and funds", ("grace_", "hospital_", "illness_", "nav_")),
    ("Gifts", ("gift_",)),
    ("How much is too much", ("selling_", "mix_", "call_rest", "quiet_", "unusual_")),
    ("Surveys and the day's agenda", ("survey_", "agenda")),
    ("Answering people", ("work_", "answer_", "turns_", "acknowledge", "desk_")),
)

GROUPS = ("tabs", "google", "twilio", "mail", "mailbox")
"""Settings that are groups of settings."""

WORKED_OUT = "Worked out, never typed; conditions, occasions and templates use them as any other:"
COMPUTED_DEFAULTS = {
    "sender": "the company",
    "language": "the operator's, else that of the title *Pelanggan* or *Customers*",
    "country": "the operator's",
}

OPERATOR_INTRO = """\
## In the folder: `crm.toml`

A text file in the folder in which you start the program. Every key can be given as an environment variable instead.
The command line goes before the environment, the environment before `crm.toml`, and that before the default. Relative
paths count from the folder of `crm.toml`; without that file, from the folder of the workbook.
"""

OPERATOR_OUTRO = """\
An example:

```toml
workbook = "our customers.xlsx"
language = "en"
country = "ID"

[tabs.customers]
title = "Clients 2024"

[tabs.customers.columns]
customer_id = "Client no."
birth_date = "Born"

[tabs.policies.columns]
next_due = "Next premium on"
```

Under `[tabs.TAB]` stands your title of the tab, under `[tabs.TAB.columns]` our name of a column and your header. Both
names, of tab and column, are in [columns.md](columns.md). `crm-sheets map` proposes these lines.

## Google Sheets: `[google]` in `crm.toml`

Only for a workbook in Google Sheets ([google.md](google.md)).
"""

GOOGLE: dict[str, tuple[str, Text]] = {
    "account": (
        "service",
        Text(
            "Bertindak sebagai siapa: service (akun layanan), person (Anda sendiri, sesudah crm-sheets login), atau "
            "default (kredensial komputer ini)",
            "As whom: service (a service account), person (you, after crm-sheets login), or default (this machine's "
            "own credentials)",
        ),
    ),
    "key": (
        "google-key.json",
        Text("Berkas kunci akun layanan, atau klien OAuth", "Key file of the service account, or of the OAuth client"),
    ),
    "token": ("google-token.json", Text("Berkas hasil crm-sheets login", "What crm-sheets login leaves behind")),
    "seconds": (
        "300",
        Text(
            "Paling lama membaca, dan menulis, dengan semua pengulangan",
            "The most that reading, and writing, may take with all repeats",
        ),
    ),
    "requests_per_minute": (
        "50",
        Text(
            "Paling banyak per menit, untuk baca dan tulis masing-masing, oleh semua pekerjaan di folder ini; batas "
            "Google 60",
            "The most a minute, of reads and of writes, by all jobs in this folder; Google's limit is 60",
        ),
    ),
}

OPERATOR: dict[str, tuple[str, Text]] = {
    "workbook": (
        "",
        Text(
            "Buku kerja: berkas .xlsx, atau tautan spreadsheet Google",
            "The workbook: an .xlsx file, or the link of a Google spreadsheet",
        ),
    ),
    "ledger": (
        "crm-ledger.sqlite",
        Text(
            "Buku besar: siapa sudah dihubungi; berkas, atau postgresql://USER@HOST/DATABASE untuk beberapa mesin",
            "The ledger: who was contacted; a file, or postgresql://USER@HOST/DATABASE for several machines",
        ),
    ),
    "key_file": ("crm-ledger.key", Text("Kunci buku besar, dibuat sendiri", "The ledger's key, made by itself")),
    "outbox": ("outbox", Text("Folder tempat pesan ditulis", "The folder that messages are written to")),
    "preview": ("preview.html", Text("Halaman pratinjau", "The preview page")),
    "templates": ("templates", Text("Folder templat Anda sendiri", "The folder of your own templates")),
    "dictionaries": (
        "",
        Text(
            "Folder kamus hunspell untuk crm-sheets lint; kosong: kamus yang terpasang di komputer",
            "A folder of hunspell dictionaries for crm-sheets lint; blank: those that the machine has",
        ),
    ),
    "language": (
        "",
        Text(
            "Bahasa jawaban di terminal, id atau en; kosong: bahasa komputernya",
            "Language of the answers, id or en; blank: that of the machine",
        ),
    ),
    "timezone": ("Asia/Jakarta", Text("Zona waktu yang menentukan “hari ini”", 'The time zone that decides "today"')),
    "country": (
        "ID",
        Text("Negara, bila tab Pengaturan tidak menyebutnya", "The country, where the Settings tab names none"),
    ),
    "hash_key": (
        "",
        Text(
            "Kunci buku besar sebagai ganti key_file; rahasia, tidak boleh di crm.toml",
            "The ledger's key instead of key_file; a secret, never in crm.toml",
        ),
    ),
    "health_url": (
        "",
        Text(
            "Alamat pemeriksa kesehatan (https) yang diberi tahu tiap pekerjaan; rahasia kecil",
            "The address of a health check (https) that is told of every job; a small secret",
        ),
    ),
    "live": (
        "false",
        Text(
            "true: pesan sungguh dikirim kepada orangnya; false: ditulis ke berkas",
            "true: messages go to people for real; false: they are written to files",
        ),
    ),
    "log": (
        "text",
        Text(
            "json: kejadian sebagai baris JSON di stderr, tanpa data pribadi",
            "json: events as JSON lines on standard error, without personal data",
        ),
    ),
    "schedule": (
        "",
        Text("Jam kerja crm-sheets schedule; lihat di bawah", "The timetable of crm-sheets schedule; see below"),
    ),
    "ledger_keep_months": (
        "0",
        Text(
            "Berapa bulan buku besar mengingat kontak yang sudah selesai: 0 selamanya, atau 24 ke atas",
            "For how many months the ledger remembers settled contacts: 0 for ever, or 24 and more",
        ),
    ),
    "tabs": ("", Text("Judul tab dan kolom Anda sendiri; lihat di bawah", "Titles and headers of your own; see below")),
    "google": ("", Text("Cara mencapai Google Sheets; lihat di bawah", "How to reach Google Sheets; see below")),
    "twilio": ("", Text("SMS dan WhatsApp; lihat di bawah", "SMS and WhatsApp; see below")),
    "mail": ("", Text("Pengiriman e-mail; lihat di bawah", "Sending e-mail; see below")),
    "mailbox": ("", Text("Kotak surat untuk balasan; lihat di bawah", "The mailbox for answers; see below")),
}

SERVERS: tuple[tuple[str, str, type[BaseModel], dict[str, Text]], ...] = (
    (
        "twilio",
        "## SMS and WhatsApp: `[twilio]` in `crm.toml`\n\nOnly with `live = true` ([going-live.md](going-live.md)).\n",
        TwilioSettings,
        TWILIO,
    ),
    (
        "mail",
        "## E-mail: `[mail]` in `crm.toml`\n\nThe server that takes your e-mails; only with `live = true`.\n",
        MailSettings,
        MAIL,
    ),
    (
        "mailbox",
        "## Answers by e-mail: `[mailbox]` in `crm.toml`\n\nWhere answers, bounces and unsubscriptions are read.\n",
        MailboxSettings,
        MAILBOX,
    ),
)
"""Group in `crm.toml`, its heading, its settings and what they mean."""

SCHEDULE_INTRO = """\
## The timetable: `[[schedule]]` in `crm.toml`

For `crm-sheets schedule` and `crm-sheets cron` ([running.md](running.md)). One block a line of the timetable:

```toml
[[schedule]]
job = "nightly"
at = "02:00"
days = "mon-sat"

[[schedule]]
job = "inbox"
every = 10
```

A line has either `at`, with `days` if need be, or `every`.
"""

SCHEDULE: dict[str, tuple[str, Text]] = {
    "job": ("nightly", Text("Pekerjaan, seperti pada crm-sheets run", "The job, as in crm-sheets run")),
    "at": ("02:00", Text("Jamnya, di zona waktu timezone", "Its time, in the zone of timezone")),
    "every": (
        "",
        Text(
            "Atau setiap sekian menit, 5 sampai 720, siang dan malam; job harus ditulis",
            "Or every so many minutes, 5 to 720, around the clock; job has to be given",
        ),
    ),
    "days": ("daily", Text("Harinya: daily, mon-sat, mon,wed,fri", "Its days: daily, mon-sat, mon,wed,fri")),
}

COLUMNS_INTRO = """\
# Tabs and columns

What each tab and column is called, and what may stand in it. Only *Pelanggan* (*Customers*) is needed, with an id and a
name; every other tab and column switches its features on when it appears.

- **Titles and headers** are understood in both languages and under the other names listed. Upper and lower case, spaces
  and punctuation make no difference; columns may stand in any order. Where none of the names is yours, map your header
  in `crm.toml` ([settings.md](settings.md)) or rename it.
- The **name** in `code` is the one for `crm.toml`, for conditions and for templates.
- **Tabs and columns that are not listed** are left alone. `crm-sheets check` names them, so that a slip shows.
- Columns that are *worked out* stand in no sheet: the program makes them from several tabs every time it runs.
- A choice may be typed in either language. Blank is always allowed, except where it says *required*.
"""

OWNERS = {
    Owner.TEAM: "Yours: only read.",
    Owner.SHARED: "Shared: a job adds rows at the end, you fill in the columns marked *yours*.",
    Owner.LOG: "A log: a job adds rows at the end.",
    Owner.JOB: "A job's: rewritten by each run.",
}

KINDS = {
    Kind.ID: "id",
    Kind.TEXT: "text",
    Kind.NAME: "name",
    Kind.LONG_TEXT: "text",
    Kind.PHONE: "phone number",
    Kind.EMAIL: "e-mail address",
    Kind.DATE: "date",
    Kind.MONTH: "month and year",
    Kind.DATETIME: "date and time",
    Kind.MONEY: "amount of money",
    Kind.NUMBER: "number",
    Kind.INTEGER: "whole number",
    Kind.PERCENT: "percentage",
    Kind.CHOICE: "choice",
    Kind.YES_NO: "yes or no",
    Kind.URL: "link",
    Kind.ZONE: "time zone",
}


def settings_page() -> str:
    """The page about the team's and the operator's settings."""
    parts = [MADE, SETTINGS_INTRO]
    for title, names in _team_groups():
        rows = [_team_row(name) for name in names]
        parts += [f"### {title}\n", table(("Setting", "Default", "Meaning", "Arti"), rows)]
    rows = [_operator_row(name) for name in OperatorSettings.model_fields]
    parts += [OPERATOR_INTRO, table(("Key", "Environment", "Default", "Meaning", "Arti"), rows), OPERATOR_OUTRO]
    rows = [_schedule_row(name) for name in ScheduleEntry.model_fields]
    schedule = table(("Key", "Default", "Meaning", "Arti"), rows)
    rows = [_google_row(name) for name in GoogleSettings.model_fields]
    parts += [table(("Key", "Environment", "Default", "Meaning", "Arti"), rows), *_server_sections()]
    return "\n".join([*parts, SCHEDULE_INTRO, schedule])


def _server_sections() -> Iterator[str]:
    for group, heading, settings, words in SERVERS:
        rows = [_server_row(group, name, settings, words[name]) for name in settings.model_fields]
        yield heading
        yield table(("Key", "Environment", "Default", "Meaning", "Arti"), rows)


def _server_row(group: str, name: str, settings: type[BaseModel], meaning: Text) -> tuple[str, ...]:
    """One setting of a group; what has no default or a blank one shows none."""
    variable = f"`CRM_SHEETS_{group.upper()}__{name.upper()}`"
    default = settings.model_fields[name].get_default(call_default_factory=True)
    return f"`{name}`", variable, _toml(default), meaning.en, meaning.id


def _toml(default: Any) -> str:
    """A default as it would be written in `crm.toml`."""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return f"`[{', '.join(json.dumps(item) for item in default)}]`"
    if isinstance(default, int | float):
        return f"`{default:g}`"
    return f"`{default}`" if default else ""


def _team_groups() -> Iterator[tuple[str, list[str]]]:
    """The settings under their headings; one that belongs under none is under "Others"."""
    rest = [item.name for item in fields(TeamSettings)]
    for title, beginnings in TEAM_GROUPS:
        found = [name for name in rest if name.startswith(beginnings)]
        rest = [name for name in rest if name not in found]
        yield title, found
    if rest:
        yield "Others", rest


def _team_row(name: str) -> tuple[str, ...]:
    default = next(item.default for item in fields(TeamSettings) if item.name == name)
    meaning = EXPLANATIONS[name]
    shown = COMPUTED_DEFAULTS.get(name) or _value(default)
    return f"`{name}`", shown, meaning.en + _choices_of(name, meaning.en), meaning.id


def _choices_of(name: str, meaning: str) -> str:
    missing = [value for value in CHOICES.get(name, ()) if value not in meaning]
    return f" ({', '.join(missing)})" if missing else ""


def _value(value: Any) -> str:
    if value == "":
        return "blank"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.0%}"
    return f"{value:,.0f}".replace(",", " ") if isinstance(value, int | float) else f"`{value}`"


def _operator_row(name: str) -> tuple[str, ...]:
    default, meaning = OPERATOR[name]
    variable = "" if name in GROUPS else f"`CRM_SHEETS_{name.upper()}`"
    return f"`{name}`", variable, f"`{default}`" if default else "", meaning.en, meaning.id


def _google_row(name: str) -> tuple[str, ...]:
    default, meaning = GOOGLE[name]
    return f"`{name}`", f"`CRM_SHEETS_GOOGLE__{name.upper()}`", f"`{default}`", meaning.en, meaning.id


def _schedule_row(name: str) -> tuple[str, ...]:
    default, meaning = SCHEDULE[name]
    return f"`{name}`", f"`{default}`" if default else "", meaning.en, meaning.id


def columns_page() -> str:
    """The page about every tab and its columns."""
    tabs = sorted((TABS[name] for name in dict.fromkeys((*ORDER, *TABS))), key=lambda tab: tab.owner is not Owner.TEAM)
    how = [(KINDS[kind], text.en, text.id) for kind, text in HOW_TO_TYPE.items() if kind is not Kind.CHOICE]
    listed = [(_link(tab), f"`{tab.name}`", tab.note.en if tab.note else "") for tab in tabs]
    parts = [
        MADE,
        COLUMNS_INTRO,
        "## How to type\n",
        table(("Kind", "In English", "Dalam bahasa Indonesia"), how),
        "## The tabs\n",
        table(("Tab", "Name", "What is in it"), listed),
    ]
    return "\n".join([*parts, *map(_tab_section, tabs)])


def _title(tab: Tab) -> str:
    return both(tab.label, " · ")


def _link(tab: Tab) -> str:
    anchor = re.sub(r"[^\w\- ]", "", _title(tab).lower()).replace(" ", "-")
    return f"[{_title(tab)}](#{anchor})"


def _tab_section(tab: Tab) -> str:
    lines = [f"## {_title(tab)}\n"]
    if tab.note:
        lines.append(f"{both(tab.note, ' ')}\n")
    also = f" Also understood: {', '.join(tab.aliases)}." if tab.aliases else ""
    lines.append(f"Name `{tab.name}`. {OWNERS[tab.owner]}{also}\n")
    rows = [_column_row(tab, column) for column in tab.columns]
    lines.append(table(("Name", "Kolom", "Column", "What stands in it", "Also understood"), rows))
    lines += [_choice_line(column) for column in tab.columns if column.choices]
    return "\n".join([*lines, *_derived(tab)])


def _derived(tab: Tab) -> Iterator[str]:
    """The columns that stand in no sheet."""
    if tab.derived:
        yield f"{WORKED_OUT}\n"
        rows = [_column_row(tab, column)[:4] for column in tab.derived]
        yield table(("Name", "Kolom", "Column", "What it is"), rows)
        yield from (_choice_line(column) for column in tab.derived if column.choices)


def _column_row(tab: Tab, column: Column) -> tuple[str, ...]:
    what = ", ".join([KINDS[column.kind], *_rules(tab, column)])
    return f"`{column.name}`", column.label.id, column.label.en, what, ", ".join(column.aliases)


def _rules(tab: Tab, column: Column) -> Iterator[str]:
    if column.people_fill:
        yield "*yours*"
    if column.required:
        yield "**required**"
    if column.unique:
        yield "each once"
    if column.many:
        yield "several with commas"
    if column.references:
        yield f"must stand in {both(TABS[column.references.partition('.')[0]].label, ' / ')}"
    if column.past:
        yield "not in the future"
    if column.after:
        yield f"not before {tab.by_name[column.after].label.en}"
    yield from _limits(column)
    if column.sensitive:
        yield "sensitive: only with the customer's consent"
    if column.advice:
        yield "advice: said by people, never by a message"
    if column.note:
        yield column.note.en


def _limits(column: Column) -> Iterator[str]:
    share = column.kind is Kind.PERCENT
    for words, limit in (("at least", column.minimum), ("at most", column.maximum)):
        if limit is not None:
            yield f"{words} {limit:.0%}" if share else f"{words} {limit:g}"


def _choice_line(column: Column) -> str:
    choices = ", ".join(f"{both(choice.label, ' / ')} (`{choice.value}`)" for choice in column.choices)
    return f"*{both(column.label, ' / ')}*: {choices}\n"


def both(text: Text, between: str) -> str:
    """A text in both languages, once where they are the same."""
    return between.join(dict.fromkeys(text))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table with an empty line after it."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


PAGES = {"settings.md": settings_page, "columns.md": columns_page}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
