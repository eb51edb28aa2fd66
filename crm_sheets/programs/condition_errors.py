"""What can be wrong with a condition, said to the person who typed it."""

from __future__ import annotations

from crm_sheets.model import Text

EXCERPT_SIDE = 24
"""Characters shown on either side of the place that is wrong."""


class ConditionError(ValueError):
    """A condition that cannot be used: why (`reason`, both languages), and where (`excerpt` marks it as ▸this◂)."""

    def __init__(self, reason: Text, text: str = "", start: int | None = None, end: int | None = None) -> None:
        self.reason = reason
        self.start = start
        self.excerpt = "" if start is None else excerpt(text, start, end or start)
        super().__init__(self.message("en"))

    def message(self, language: str) -> str:
        """Reason and excerpt in `language`, as a sentence begins."""
        reason = self.reason.in_language(language)
        reason = reason[:1].upper() + reason[1:]
        return f"{reason}: {self.excerpt}" if self.excerpt else reason


def excerpt(text: str, start: int, end: int) -> str:
    """The part of `text` around `start`..`end`, on one line, that part between ▸ and ◂."""
    left, right = max(0, start - EXCERPT_SIDE), min(len(text), end + EXCERPT_SIDE)
    marked = f"{text[left:start]}▸{text[start:end][:EXCERPT_SIDE]}◂{text[end:right]}"
    return f"{'…' if left else ''}{' '.join(marked.split())}{'…' if right < len(text) else ''}"


TOO_LONG = Text(
    "syarat terlalu panjang: {length} huruf, paling banyak {most}",
    "the condition is too long: {length} characters, at most {most}",
)
TOO_DEEP = Text(
    "syarat terlalu bertingkat; bagi menjadi beberapa program atau segmen",
    "the condition is nested too deeply; make several programs or segments of it",
)
BLANK = Text("syarat masih kosong", "the condition is blank")
SYNTAX = Text("bagian ini tidak dimengerti", "this part is not understood")
BRACKETS = Text(
    "bagian ini tidak dimengerti; nama dengan spasi ditulis dalam kurung siku, teks dalam tanda kutip: "
    "[{words}] atau '{words}'",
    "this part is not understood; names with spaces go in square brackets, texts in quotes: [{words}] or '{words}'",
)
UNFINISHED = Text("syarat belum selesai", "the condition ends too early")
LEADING_SIGN = Text("tulis syarat tanpa = di depan: {rest}", "write the condition without = in front: {rest}")
NO_SIGN = Text(
    "sebelum {typed} belum ada tanda banding; tulis misalnya = {typed}",
    "there is no comparison before {typed}; write for example = {typed}",
)
EQUALS = Text("tulis = sebagai ganti '{word}': = {typed}", "write = instead of '{word}': = {typed}")
NO_LIKE = Text(
    "'{word}' tidak ada di sini; tulis contains 'Ban' (berisi) atau starts with 'Ban' (diawali), tanpa %",
    "there is no '{word}' here; write contains 'Ban' or starts with 'Ban', without %",
)
NO_LIST = Text("tulis daftar dalam kurung: in ({typed})", "write a list in brackets: in ({typed})")
OPEN_QUOTE = Text("tanda kutip belum ditutup", "a quotation mark is not closed")
NO_CALLS = Text(
    "fungsi tidak dapat dipakai dalam syarat, hanya kolom dan nilai",
    "a condition has no functions, only columns and values",
)
COMMA_IN_NUMBER = Text(
    "tulis angka tanpa koma: 24000000 atau 24jt, pecahan dengan titik: 1.5",
    "write numbers without commas: 24000000 or 24jt, fractions with a point: 1.5",
)
UNKNOWN_NAME = Text("'{name}' bukan kolom yang dikenal", "'{name}' is not a column we know")
OWN_COLUMN = Text(
    "; kolom buatan sendiri harus ada di salah satu tab itu: {tabs}",
    "; a column of your own must stand in one of these tabs: {tabs}",
)
DID_YOU_MEAN = Text("; maksudnya {near}?", "; did you mean {near}?")
QUOTE_IT = Text("beri tanda kutip pada teks: '{name}'", "put quotes around a text: '{name}'")
UNKNOWN_TAB = Text(
    "tab '{name}' tidak dapat dipakai di sini, hanya {tabs}", "the tab '{name}' cannot be used here, only {tabs}"
)
UNKNOWN_CHOICE = Text("'{name}' bukan pilihan {column}", "'{name}' is not one of the choices of {column}")
CHOICES = Text("; pilihannya: {choices}", "; the choices are {choices}")
AFTER_A_QUESTION = Text(" Pilihannya: {choices}", " The choices are {choices}")
NOT_ALIKE = Text("{left} tidak dapat dibandingkan dengan {right}", "{left} cannot be compared with {right}")
TWO_TEXTS = Text(
    "ini membandingkan dua teks; tulis nama kolom tanpa tanda kutip",
    "this compares two texts; write a column's name without quotes",
)
UNQUOTE_IT = Text("; tulis angka tanpa tanda kutip", "; write numbers without quotes")
QUOTE_NUMBER = Text("; beri tanda kutip bila itu teks", "; put it in quotes if it is a text")
NO_ORDER = Text("{sort} hanya dapat dibandingkan dengan = atau !=", "{sort} can only be compared with = or !=")
NOT_A_CONDITION = Text(
    "ini {sort}, bukan syarat; bandingkan dengan sesuatu", "this is {sort}, not a condition; compare it with something"
)
NO_ARITHMETIC = Text("tidak dapat menghitung {left} {sign} {right}", "{left} {sign} {right} cannot be calculated")
NOT_A_TEXT = Text("'berisi' dan 'diawali' hanya untuk teks", "'contains' and 'starts with' are for texts only")
NOT_A_VALUE = Text("daftar hanya boleh berisi nilai", "a list may hold values only")
BAD_NUMBER = Text("angka ini tidak dimengerti", "this number is not understood")
AMBIGUOUS_NUMBER = Text(
    "angka ini dapat berarti dua hal; tulis {thousands} atau {decimal}",
    "this number can mean two things; write {thousands} or {decimal}",
)
BAD_DATE = Text(
    "tulis tanggal sebagai 'TTTT-BB-HH', misalnya '2026-11-20'", "write dates as 'YYYY-MM-DD': '2026-11-20'"
)
NO_TODAY = Text("'hari ini' tidak dapat dipakai di sini", "'today' cannot be used here")


def filled(text: Text, **parts: str | Text) -> Text:
    """A text with its places filled; a part that is a Text is filled in per language."""

    def fill(language: str) -> str:
        values = {name: part.in_language(language) if isinstance(part, Text) else part for name, part in parts.items()}
        return text.in_language(language).format(**values)

    return Text(fill("id"), fill("en"))


def joined(*texts: Text) -> Text:
    """Texts one after the other."""
    return Text("".join(text.id for text in texts), "".join(text.en for text in texts))
