"""What `setup` tells the operator, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import fill
from typing import Any

from crm_sheets.commands.setup_plan import Prepared
from crm_sheets.model import Text
from crm_sheets.summary import Noun
from crm_sheets.validate.binding import BoundTab
from crm_sheets.workbook.google.outline import Outline

SPREADSHEET = Text("Spreadsheet", "Spreadsheet")
FOUND = Text("Sudah ada, isinya tidak diubah", "Found, contents left as they are")
KNOWN = Noun("kolom dikenali", "column recognised", "columns recognised")
BLANK = Text("kosong: isi judul kolomnya, atau hapus tab ini", "blank: give it headers, or delete the tab")
LEFT_ALONE = Text("tidak dikenal, dibiarkan", "not recognised, left alone")
MISSING = Text("kolom wajib yang belum ada", "required columns that are missing")
MAP_THEM = Text(
    'Judul kolom sendiri cukup dipetakan: "crm-sheets map" mengusulkan baris untuk crm.toml.',
    'Headers of your own need only be mapped: "crm-sheets map" proposes the lines for crm.toml.',
)
RENAMED = Text(
    'Tab {name} sekarang bernama "{title}"; supaya terbaca, tulis di crm.toml:',
    'The {name} tab is now called "{title}"; for it to be read, write in crm.toml:',
)
MAKE = Text("Dibuat", "Makes")
TABS = Noun("tab", "tab", "tabs")
REMOVE = Text('Menghapus tab kosong "{title}".', 'Removes the blank tab "{title}".')
PROPERTIES = Text("Mengatur lokal dan zona waktu", "Sets locale and time zone")
PROTECT = {
    "warning": Text("Memberi peringatan sebelum diubah", "Warns before edits of"),
    "locked": Text("Mengunci untuk semua kecuali {editors} dan pemilik", "Locks for all but {editors} and the owner"),
}
RELEASE = Noun("perlindungan lama dilepas", "old protection is taken away", "old protections are taken away")
NAMES = Text("Memberi nama untuk rumus tim", "Gives names for the team's formulas")
SHOW = Text('Menampilkan di sebelah "{customers}"', 'Shows beside "{customers}"')
NOTHING = Text("Sudah siap: tidak ada yang perlu dilakukan.", "Ready already: there is nothing to do.")
GO_ON = Text("Lanjutkan?", "Go on?")
DRY_RUN = Text("Hanya ditampilkan; tidak ada yang diubah.", "Only shown; nothing was changed.")
DONE = Text("Selesai", "Done")
TRY = Text(
    'Coba: "crm-sheets run nightly --as-of {day}" (contohnya dibuat untuk hari itu).',
    'Try: "crm-sheets run nightly --as-of {day}" (the sample is made for that day).',
)
AGAIN = Text(
    'Setelah pekerjaan malam pertama, jalankan "crm-sheets setup" sekali lagi: tab yang ditulisnya ikut dilindungi.',
    'After the first nightly run, run "crm-sheets setup" once more: it protects the tabs written by then.',
)
WIDTH = 100
NEXT = Text(
    "Isi company, sender, dan reply_phone di tab Pengaturan, lalu pelanggan Anda. Program ucapan sudah aktif; "
    "yang lain tinggal diaktifkan di tab Program.",
    "Fill in company, sender and reply_phone in the Settings tab, then your customers. Greetings are active; switch "
    "the others on in the Programs tab.",
)
NOT_NAMED = Text(
    "Tanpa rentang bernama {names}: Google menolak paling sedikit satu, karena masih menyimpan nama dari tab yang "
    "sudah dihapus. Kalau rumus Anda memerlukannya, hapus nama lama di Data > Rentang bernama, lalu jalankan setup "
    "lagi.",
    "Without the named ranges {names}: Google refuses at least one, because it still keeps the names of deleted tabs. "
    "If formulas of yours need them, delete the old names under Data > Named ranges, then run setup again.",
)
MOST_NAMES = 4
WRITE_DOWN = Text("Tulis di crm.toml:", "Write in crm.toml:")


def what_it_does(prepared: Prepared, outline: Outline, name: str, language: str) -> str:
    """What stands in the spreadsheet and what setup is to change, line by line."""
    lines = [f'{SPREADSHEET.in_language(language)} "{name}"']
    lines += _found(prepared, language)
    lines += _renamed(prepared, language)
    changes = list(_changes(prepared, outline, language))
    return "\n".join(folded(_printable(line)) for line in lines + (changes or [NOTHING.in_language(language)]))


def folded(line: str) -> str:
    """The line in as many as a terminal needs, the next ones a little to the right."""
    begins = line[: len(line) - len(line.lstrip())]
    return fill(line, WIDTH, subsequent_indent=begins + "  ", break_long_words=False, break_on_hyphens=False)


def _printable(line: str) -> str:
    """The line without what a terminal would obey: titles and headers are people's."""
    return "".join(letter if letter.isprintable() else " " for letter in line)


def _found(prepared: Prepared, language: str) -> Iterator[str]:
    """The tabs that are there; those of which there is something to say on a line of their own."""
    if not prepared.found:
        return
    yield f"{FOUND.in_language(language)}: {TABS.counted(len(prepared.found), language)}."
    for bound in prepared.found.values():
        if (
            bound.tab.name == "customers"
            or bound.raw.title not in bound.tab.label
            or left_alone(bound)
            or missing(bound)
        ):
            yield f'  {bound.tab.label.in_language(language)}: "{bound.raw.title}", {_columns(bound, language)}'
    if any(missing(bound) for bound in prepared.found.values() if any(bound.raw.header)):
        yield MAP_THEM.in_language(language)


def _columns(bound: BoundTab, language: str) -> str:
    if not any(bound.raw.header):
        return BLANK.in_language(language)
    words = [KNOWN.counted(len(bound.positions), language)]
    for label, names in ((LEFT_ALONE, left_alone(bound)), (MISSING, missing(bound))):
        if names:
            words.append(f"{label.in_language(language)}: {', '.join(names)}")
    return "; ".join(words)


def left_alone(bound: BoundTab) -> list[str]:
    """Headers that stand for no column that is known."""
    known = set(bound.positions.values())
    return [header for place, header in enumerate(bound.raw.header) if header and place not in known]


def missing(bound: BoundTab) -> list[str]:
    """Canonical names of required columns that no header stands for."""
    return [column.name for column in bound.tab.columns if column.required and column.name not in bound.positions]


def _renamed(prepared: Prepared, language: str) -> Iterator[str]:
    from crm_sheets.schema import TABS as KNOWN_TABS

    for name, title in prepared.renamed.items():
        yield RENAMED.in_language(language).format(name=KNOWN_TABS[name].label.in_language(language), title=title)
        yield f"  [tabs.{name}]"
        yield f'  title = "{title}"'


def _changes(prepared: Prepared, outline: Outline, language: str) -> Iterator[str]:
    todo, plan = prepared.todo, prepared.plan
    made = made_titles(prepared)
    if made:
        yield f"{MAKE.in_language(language)} {TABS.counted(len(made), language)}: {', '.join(made)}"
    if todo.blank is not None:
        yield REMOVE.in_language(language).format(title=plan.blank)
    if todo.properties:
        yield f"{PROPERTIES.in_language(language)}: {', '.join(todo.properties.values())}"
    if todo.protect:
        how = PROTECT[plan.protection.mode].in_language(language).format(editors=", ".join(plan.protection.editors))
        yield f"{how}: {', '.join(protected_titles(prepared, outline))}"
    if todo.release:
        yield RELEASE.counted(len(todo.release), language)
    if todo.names:
        names = [named.name for named in todo.names]
        more = f", ... ({len(names)})" if len(names) > MOST_NAMES else ""
        yield f"{NAMES.in_language(language)}: {', '.join(names[:MOST_NAMES])}{more}"
    if todo.lookup:
        where = SHOW.in_language(language).format(customers=todo.lookup.customers)
        yield f"{where}: {', '.join(column.header for column in todo.lookup.columns)}"


def made_titles(prepared: Prepared) -> list[str]:
    """The titles of the tabs that are to be made, in order."""
    page = [prepared.todo.page.titles[0]] if prepared.todo.page else []
    return [*page, *(tab.title for tab in prepared.todo.tabs)]


def protected_titles(prepared: Prepared, outline: Outline) -> list[str]:
    """The titles of the tabs in which something is to be protected."""
    new = {tab.sheet_id: tab.title for tab in prepared.todo.tabs}
    areas: Iterable[int] = dict.fromkeys(guarded.sheet_id for guarded in prepared.todo.protect)
    return [new.get(sheet_id) or outline.title_of(sheet_id) for sheet_id in areas]


def as_data(prepared: Prepared, outline: Outline) -> dict[str, Any]:
    """The same for programs."""
    todo = prepared.todo
    return {
        "found": [
            {
                "tab": name,
                "title": bound.raw.title,
                "columns": bound.headers,
                "left_alone": left_alone(bound),
                "missing": missing(bound),
            }
            for name, bound in prepared.found.items()
        ],
        "renamed": dict(prepared.renamed),
        "make": made_titles(prepared),
        "remove": [prepared.plan.blank] if todo.blank is not None else [],
        "set": dict(todo.properties),
        "protect": protected_titles(prepared, outline),
        "protection": prepared.plan.protection.mode,
        "release": len(todo.release),
        "name": [named.name for named in todo.names],
        "show": [column.header for column in todo.lookup.columns] if todo.lookup else [],
    }


def first_step(is_sample: bool, language: str) -> str:
    """What to do with a new spreadsheet."""
    from crm_sheets.sample.options import AS_OF

    return TRY.in_language(language).format(day=AS_OF) if is_sample else NEXT.in_language(language)
