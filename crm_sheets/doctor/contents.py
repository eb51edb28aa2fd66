"""What is in the workbook: tabs, headers, mappings, phones, cells, programs and settings of the team's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from crm_sheets.content import IDENTITY
from crm_sheets.doctor.examination import Examination
from crm_sheets.doctor.finding import Finding, failed, ok, warning
from crm_sheets.mapping import is_job_title
from crm_sheets.model import ProblemCode, Severity, Text
from crm_sheets.sample.start_here import TITLE as GUIDE
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Kind, Owner, Tab
from crm_sheets.summary import Noun
from crm_sheets.tables import RawTab, column_letter
from crm_sheets.values.choices import normalise

MAP = Text(
    'Usulan pemetaan: "crm-sheets map"; atau ganti judulnya. Yang bukan untuk crm-sheets boleh dibiarkan.',
    'For a proposal: "crm-sheets map"; or change the title. What is not meant for crm-sheets may stay.',
)
CHECK = Text('Rinciannya: "crm-sheets check".', 'For the details: "crm-sheets check".')
SETUP = Text(
    'Tab kosong siap pakai, dengan contoh programnya, dibuat oleh "crm-sheets setup". ',
    '"crm-sheets setup" makes tabs that are ready to fill in, with programs as examples. ',
)
PROBLEMS = Noun("masalah di sel dan judul", "problem in cells and headers", "problems in cells and headers")
MOST_SHOWN = 6
LOST_ZERO = r"^8\d{8,11}$"
FEWEST_LOST = 3


def tabs(examination: Examination) -> Finding:
    """The tabs that are needed are there, and all others are understood."""
    book = examination.book
    missing = [tab.label for tab in TABS.values() if tab.required and not book.has(tab.name)]
    if missing:
        names = Text(", ".join(name.id for name in missing), ", ".join(name.en for name in missing))
        remedy = Text(SETUP.id + MAP.id, SETUP.en + MAP.en) if examination.is_google else MAP
        return failed(Text(f"Belum ada tab {names.id}.", f"There is no {names.en} tab."), remedy)
    unknown = [title for title in examination.snapshot.tabs if not _is_known(title, book.titles)]
    count = len(book.titles)
    if unknown:
        return warning(Text(f"Tab tidak dikenal: {some(unknown)}.", f"Tabs not recognised: {some(unknown)}."), MAP)
    return ok(f"{count} tab dikenal", f"{count} tabs recognised")


def _is_known(title: str, titles: Mapping[str, str]) -> bool:
    return title in titles.values() or is_job_title(title) or title in GUIDE


def headers(examination: Examination) -> Finding:
    """The columns that are needed are there, and all other headers are understood."""
    problems, book = examination.book.problems, examination.book
    missing = problems.filter(pl.col("code") == ProblemCode.MISSING_COLUMN)
    if missing.height:
        names = some(f"{title}: {_label(tab, column)}" for tab, title, column in _columns(missing))
        text = Text(f"Kolom wajib belum ada: {names}.", f"Required columns are missing: {names}.")
        return failed(text, MAP) if "customers" in missing["tab"] else warning(text, MAP)
    cells = [
        f"{title}!{cell}"
        for name, title in book.titles.items()
        for cell in _unknown_headers(TABS[name], examination.snapshot.tabs[title], book.letters[name])
    ]
    if cells:
        return warning(Text(f"Judul tidak dikenal: {some(cells)}.", f"Headers not recognised: {some(cells)}."), MAP)
    return ok("Semua judul kolom dipahami", "All headers are understood")


def _columns(problems: pl.DataFrame) -> Iterator[tuple[str, str, str]]:
    return problems.select("tab", "title", "column").iter_rows()


def _label(tab: str, column: str) -> str:
    return " / ".join(dict.fromkeys(TABS[tab].by_name[column].label))


def _unknown_headers(tab: Tab, raw: RawTab, letters: Mapping[str, str]) -> Iterator[str]:
    """The cells of headers that are bound to nothing; in the tabs of jobs and logs what people add is theirs."""
    bound = set(letters.values())
    known = {"", *(normalise(header) for place, header in enumerate(raw.header) if column_letter(place) in bound)}
    for place, header in enumerate(raw.header):
        if tab.owner is Owner.TEAM and normalise(header) not in known:
            yield f"{column_letter(place)}{max(raw.first_row - 1, 1)}"


def mappings(examination: Examination) -> Finding:
    """What crm.toml says about titles and headers is so in the workbook."""
    book, lost, count = examination.book, list[str](), 0
    for name, mapping in examination.workspace.settings.tabs.items():
        named = {"title": mapping.title} if mapping.title else {}
        found = {"title": book.titles.get(name, "")}
        columns = {f"columns.{column}": header for column, header in mapping.columns.items()}
        found |= {f"columns.{column}": header for column, header in book.headers.get(name, {}).items()}
        count += len(named | columns)
        lost += [
            f"tabs.{name}.{key}"
            for key, text in (named | columns).items()
            if normalise(found.get(key, "")) != normalise(text)
        ]
    if lost:
        return warning(
            Text(f"Tidak ada di buku kerja: {some(lost)}.", f"Not in the workbook: {some(lost)}."),
            Text("Perbaiki baris itu di crm.toml.", "Correct these lines of crm.toml."),
        )
    return ok(f"{count} judul dari crm.toml", f"{count} names from crm.toml")


def phones(examination: Examination) -> Finding:
    """Phone numbers are texts: as numbers they lose the 0 at the beginning."""
    if examination.country != "ID":
        return ok("Hanya diperiksa untuk Indonesia", "Looked at for Indonesia only")
    places = list(_lost_zeros(examination))
    if not places:
        return ok("Tidak ada 0 yang hilang", "No lost zeros")
    return warning(
        Text(f"Nomor tanpa 0 di depan: {some(places)}.", f"Numbers without their first 0: {some(places)}."),
        Text(
            "Nomornya tetap terbaca. Format kolom itu sebagai teks biasa (Format > Angka > Teks biasa; di Excel: "
            "Format Cells > Text), lalu ketik 0-nya.",
            "They are understood all the same. Format the column as plain text (Format > Number > Plain text; in "
            "Excel: Format Cells > Text), then type the 0.",
        ),
    )


def _lost_zeros(examination: Examination) -> Iterator[str]:
    book = examination.book
    for name, title in book.titles.items():
        cells = examination.snapshot.tabs[title].cells
        for column, letter in book.letters[name].items():
            if TABS[name].by_name[column].kind is Kind.PHONE and letter in cells.columns:
                count = int(cells[letter].str.contains(LOST_ZERO).sum())
                if count >= FEWEST_LOST:
                    yield f"{title}!{letter} ({count})"


def cells(examination: Examination) -> Finding:
    """What people typed can be used."""
    count = examination.day.problems.height
    if count:
        return warning(Text(*(f"{PROBLEMS.counted(count, language)}." for language in ("id", "en"))), CHECK)
    return ok("Tidak ada masalah", "No problems")


def programs(examination: Examination) -> Finding:
    """There is at least one program that is active and can be used."""
    day = examination.day
    if day.programs:
        return ok(f"{len(day.programs)} program aktif", f"{len(day.programs)} active programs")
    maker = "crm-sheets setup" if examination.is_google else "crm-sheets init"
    return warning(
        Text(
            "Tidak ada program yang aktif, jadi tidak ada yang dihubungi.", "No program is active: nobody is contacted."
        ),
        Text(
            f'Isi tab Program dan ketik Ya di kolom Aktif; contohnya dibuat oleh "{maker}".',
            f'Fill in the Programs tab and type Yes under Active; "{maker}" makes examples.',
        ),
    )


def templates(examination: Examination) -> Finding:
    """Every active program has its message templates, and they can be used."""
    found = examination.day.problems.filter(pl.col("code") == ProblemCode.BAD_TEMPLATE)
    if found.is_empty():
        return ok("Lengkap untuk program yang aktif", "Complete for the active programs")
    places = some(f"{title}!{cell}" for title, cell in found.select("title", "cell").unique(maintain_order=True).rows())
    text = Text(f"Templat bermasalah: {places}.", f"Templates with problems: {places}.")
    return failed(text, CHECK) if (found["severity"] == Severity.ERROR).any() else warning(text, CHECK)


def company(examination: Examination) -> Finding:
    """The team's settings say who is writing."""
    found = examination.day.settings
    blank = [name for name in ("company", "reply_phone") if not getattr(found, name)]
    if not blank:
        return ok("company, sender dan reply_phone terisi", "company, sender and reply_phone are filled in")
    names = ", ".join(blank)
    return warning(
        Text(f"Masih kosong di tab Pengaturan: {names}.", f"Still blank in the Settings tab: {names}."),
        Text(
            "Isi; pesan yang menyebutnya menunggu sampai terisi.", "Fill it in; messages that name it wait until then."
        ),
    )


def machine_tabs(examination: Examination) -> Finding:
    """What jobs write is kept from slips."""
    outline = examination.outline()
    ours = [sheet for sheet in outline.sheets if is_job_title(sheet.title)]
    shown = [sheet.title for sheet in ours if sheet.title == IDENTITY and not sheet.raw["properties"].get("hidden")]
    bare = [sheet.title for sheet in ours if not sheet.protected and sheet.title != IDENTITY]
    if not shown and not bare:
        return ok(f"{len(ours)} tab pekerjaan", f"{len(ours)} job tabs")
    text = Text(
        f"Tidak dilindungi atau tidak tersembunyi: {some([*shown, *bare])}.",
        f"Not protected or not hidden: {some([*shown, *bare])}.",
    )
    remedy = Text(
        'Yang diketik orang di sana hilang pada malam berikutnya. Lindungi dengan "crm-sheets setup".',
        'What people type there is gone after the next run. "crm-sheets setup" protects them.',
    )
    return warning(text, remedy)


def some(things: Iterable[str]) -> str:
    """The first few, on one line, without what a terminal would obey."""
    names = ["".join(letter if letter.isprintable() else " " for letter in thing) for thing in things]
    return ", ".join(names[:MOST_SHOWN]) + (" ..." if len(names) > MOST_SHOWN else "")
