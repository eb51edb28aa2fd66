"""What the note on a header says: whose the column is, and what to type."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Kind, Owner, Tab

YOURS = Text("Kolom milik tim.", "The team's column.")
NOT_YOURS = Text("Ditulis pekerjaan malam, mohon tidak diubah.", "Written by the nightly job; please leave it.")
REQUIRED = Text("Wajib diisi.", "Required.")
UNIQUE = Text("Tidak boleh ada dua yang sama.", "No two may be the same.")
SENSITIVE = Text("Data sensitif: hanya dengan izin pelanggan.", "Sensitive: only with the customer's consent.")
HOW_TO_TYPE: dict[Kind, Text] = {
    Kind.PHONE: Text("Ketik 0812-3456-7890 atau +62 812 ...", "Type 0812-3456-7890 or +62 812 ..."),
    Kind.EMAIL: Text("Ketik nama@contoh.co.id", "Type name@example.com"),
    Kind.DATE: Text("Ketik 24/05/2008 atau 24 Mei 2008", "Type 24/05/2008 or 24 May 2008"),
    Kind.MONTH: Text("Ketik bulan dan tahun: 11/2026", "Type month and year: 11/2026"),
    Kind.MONEY: Text("Ketik 1500000, Rp 1.500.000, atau 1,5 jt", "Type 1500000 or Rp 1.500.000"),
    Kind.NUMBER: Text("Ketik angka", "Type a number"),
    Kind.INTEGER: Text("Ketik angka bulat", "Type a whole number"),
    Kind.PERCENT: Text("Ketik 40%", "Type 40%"),
    Kind.YES_NO: Text("Ketik Ya atau Tidak", "Type Yes or No"),
    Kind.CHOICE: Text("Pilih:", "Choose:"),
    Kind.ZONE: Text("Ketik WIB, WITA, WIT, atau Asia/Makassar", "Type WIB, WITA, WIT or Asia/Makassar"),
}
REFERENCE = Text("Harus sudah ada di tab", "Must already stand in the tab")


def header_note(tab: Tab, column: Column, language: str) -> str:
    """The note's lines in `language`."""
    theirs = tab.owner is Owner.TEAM or column.people_fill
    if not theirs:
        return NOT_YOURS.in_language(language)
    lines = [YOURS.in_language(language), _how(column, language)]
    lines += [text.in_language(language) for text in _rules(column)]
    if column.references:
        title = TABS[column.references.partition(".")[0]].label.in_language(language)
        lines.append(f"{REFERENCE.in_language(language)} {title}.")
    return "\n".join(line for line in lines if line)


def _how(column: Column, language: str) -> str:
    how = HOW_TO_TYPE.get(column.kind)
    if how is None:
        return ""
    labels = ", ".join(choice.label.in_language(language) for choice in column.choices)
    return f"{how.in_language(language)} {labels}".strip()


def _rules(column: Column) -> list[Text]:
    rules = [column.note] if column.note else []
    rules += [REQUIRED] if column.required else []
    rules += [UNIQUE] if column.unique else []
    return rules + ([SENSITIVE] if column.sensitive else [])
