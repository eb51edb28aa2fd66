"""The names of canonical values in the reports: tiers, stages, bins, problem kinds, and the schema's own choices."""

from __future__ import annotations

import re
from functools import cache

from crm_sheets.model import Medium, ProblemCode, Severity, Text
from crm_sheets.schema import TABS

LIFECYCLES: dict[str, Text] = {
    "lead": Text("Prospek", "Lead"),
    "new": Text("Baru", "New"),
    "active": Text("Aktif", "Active"),
    "at_risk": Text("Mulai jarang", "At risk"),
    "dormant": Text("Tidur", "Dormant"),
    "lost": Text("Hilang", "Lost"),
}

PHONE_KINDS: dict[str, Text] = {
    "mobile": Text("Ponsel", "Mobile"),
    "landline": Text("Telepon rumah", "Landline"),
    "other": Text("Lainnya", "Other"),
}

SEVERITIES: dict[str, Text] = {
    Severity.ERROR.value: Text("Salah", "Error"),
    Severity.WARNING.value: Text("Perlu dilihat", "Please check"),
}

PROBLEM_KINDS: dict[ProblemCode, Text] = {
    ProblemCode.MISSING_TAB: Text("Tab tidak ada", "Tab missing"),
    ProblemCode.MISSING_COLUMN: Text("Kolom tidak ada", "Column missing"),
    ProblemCode.DOUBLED_HEADER: Text("Judul kolom ganda", "Header twice"),
    ProblemCode.MERGED_HEADER: Text("Judul kolom digabung", "Header merged"),
    ProblemCode.STRAY_ROW: Text("Baris salah kolom", "Row out of place"),
    ProblemCode.MISSING_VALUE: Text("Wajib diisi", "Value missing"),
    ProblemCode.BAD_PHONE: Text("Nomor telepon", "Phone number"),
    ProblemCode.TWO_NUMBERS: Text("Dua nomor", "Two numbers"),
    ProblemCode.LOST_DIGITS: Text("Digit hilang", "Digits lost"),
    ProblemCode.BAD_EMAIL: Text("E-mail", "E-mail address"),
    ProblemCode.DEAD_ADDRESS: Text("Alamat mati", "Dead address"),
    ProblemCode.BAD_DATE: Text("Tanggal", "Date"),
    ProblemCode.AMBIGUOUS_DATE: Text("Tanggal bermakna ganda", "Ambiguous date"),
    ProblemCode.FUTURE_DATE: Text("Tanggal di masa depan", "Date in the future"),
    ProblemCode.DATE_ORDER: Text("Urutan tanggal", "Order of dates"),
    ProblemCode.BAD_NUMBER: Text("Angka", "Number"),
    ProblemCode.BAD_MONEY: Text("Nilai uang", "Amount of money"),
    ProblemCode.BAD_PERCENT: Text("Persentase", "Percentage"),
    ProblemCode.OUT_OF_RANGE: Text("Di luar batas", "Out of range"),
    ProblemCode.BAD_CHOICE: Text("Bukan pilihan", "Not a choice"),
    ProblemCode.BAD_YES_NO: Text("Ya atau tidak", "Yes or no"),
    ProblemCode.BAD_ZONE: Text("Zona waktu", "Time zone"),
    ProblemCode.DUPLICATE_VALUE: Text("Ganda", "Duplicate"),
    ProblemCode.UNKNOWN_REFERENCE: Text("Rujukan tidak dikenal", "Unknown reference"),
    ProblemCode.FORMULA_ERROR: Text("Kesalahan rumus", "Formula error"),
    ProblemCode.MISSING_SETTING: Text("Pengaturan belum diisi", "Setting not filled in"),
    ProblemCode.BAD_SETTING: Text("Pengaturan", "Setting"),
    ProblemCode.BAD_PROGRAM: Text("Isi program", "Program"),
    ProblemCode.BAD_CONDITION: Text("Syarat", "Condition"),
    ProblemCode.BAD_TEMPLATE: Text("Templat", "Template"),
    ProblemCode.UNCONFIRMED_DATE: Text("Tanggal perkiraan", "Estimated date"),
    ProblemCode.WHOSE_HOLIDAY: Text("Hari raya siapa", "Whose holiday"),
    ProblemCode.NO_ADVISER: Text("Pelaksana", "Who does it"),
}

NEVER_BOUGHT = Text("Belum pernah membeli", "Never bought")
_UNITS = {"m": Text("bulan", "months"), "y": Text("tahun", "years")}


@cache
def choice_labels(tab: str, column: str, language: str) -> dict[str, str]:
    """From canonical value to label for a choice column of the schema."""
    return {choice.value: choice.label.in_language(language) for choice in TABS[tab].by_name[column].choices}


def column_label(tab: str, column: str, language: str) -> str:
    """The header of a column of the schema; its canonical name when the schema has no such column."""
    declared = TABS[tab].by_name.get(column)
    return declared.label.in_language(language) if declared else column


def medium_labels(language: str) -> dict[str, str]:
    """From Medium value to label."""
    labels = choice_labels("programs", "channels", language)
    return {medium.value: labels[medium.value] for medium in Medium}


def media_label(media: str, language: str) -> str:
    """Several media in one cell: "sms, call" becomes "SMS, Telepon"."""
    labels = medium_labels(language)
    return ", ".join(labels.get(medium, medium) for medium in media.split(", ") if medium)


def recency_label(value: str, language: str) -> str:
    """A recency bin in words: "<3m" becomes "< 3 bulan", "1-2y" "1–2 tahun", "never" "Belum pernah membeli"."""
    if value == "never":
        return NEVER_BOUGHT.in_language(language)
    found = re.fullmatch(r"([<>]?)([\d-]+)([my])", value)
    if not found:
        return value
    sign, numbers, unit = found.groups()
    return " ".join(filter(None, (sign, numbers.replace("-", "–"), _UNITS[unit].in_language(language))))


def frequency_label(value: str, language: str) -> str:
    """A frequency bin in words: "3-5" becomes "3–5 kali", ">5" "> 5 kali"."""
    times = Text("kali", "times").in_language(language)
    if value == "1" and language == "en":
        return "once"
    return f"{value.replace('-', '–').replace('>', '> ')} {times}"
