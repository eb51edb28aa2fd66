"""Problems in words: where they are, what is wrong with the value, what to type instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from crm_sheets.model import ProblemCode, Severity, Text
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Kind
from crm_sheets.tables import Book

_LONGEST_VALUE = 200
_LONGEST_QUOTE = 60


class Wording(NamedTuple):
    """The texts of one code. Placeholders: value, header, title, cell, hint, example, choices, parent.

    `remedy` serves where the problem has no hint, `hinted` (if any) where it has one; `near` (if any) goes before it
    where the problem has a value.
    """

    message: Text
    remedy: Text
    hinted: Text | None = None
    near: Text | None = None


WORDINGS: dict[ProblemCode, Wording] = {
    ProblemCode.MISSING_TAB: Wording(
        Text("Tab {title} belum ada di buku kerja ini.", "This workbook has no {title} tab."),
        Text("Buat tab berjudul {title}.", "Add a tab titled {title}."),
        Text("Buat tab {title}. Judul yang dipahami: {hint}.", "Add a {title} tab. Titles understood: {hint}."),
        Text(
            "Kalau yang dimaksud tab “{value}”, ganti judulnya menjadi {title}. ",
            "If “{value}” is meant to be it, rename it {title}. ",
        ),
    ),
    ProblemCode.MISSING_COLUMN: Wording(
        Text("Kolom wajib “{header}” tidak ditemukan.", "The required column “{header}” was not found."),
        Text("Tambahkan kolom berjudul “{header}”.", "Add a column with the header “{header}”."),
        Text(
            "Tambahkan kolom itu, atau perbaiki judulnya di baris pertama. Judul yang dipahami: {hint}.",
            "Add the column, or correct its header in the first row. Headers understood: {hint}.",
        ),
        Text(
            "Kalau yang dimaksud kolom “{value}”, ganti judulnya menjadi “{header}”. ",
            "If “{value}” is meant to be it, change that header to “{header}”. ",
        ),
    ),
    ProblemCode.DOUBLED_HEADER: Wording(
        Text(
            "Ada lebih dari satu “{value}”; hanya yang pertama yang dibaca.",
            "There is more than one “{value}”; only the first is read.",
        ),
        Text("Hapus yang tidak dipakai atau beri judul lain.", "Delete the one not used, or give it another title."),
        Text(
            "Yang dibaca adalah kolom {hint}. Hapus kolom yang tidak dipakai atau beri judul lain.",
            "Column {hint} is the one that is read. Delete the one not used, or give it another header.",
        ),
    ),
    ProblemCode.MERGED_HEADER: Wording(
        Text(
            "Baris judul berisi sel yang digabung, sehingga sebagian kolom tidak berjudul.",
            "The header row has merged cells, so some columns have no header.",
        ),
        Text(
            "Pisahkan sel-sel itu (Unmerge cells) dan beri setiap kolom judulnya sendiri.",
            "Unmerge the cells and give each column a header of its own.",
        ),
    ),
    ProblemCode.STRAY_ROW: Wording(
        Text(
            "Baris ini tertulis di bawah judul yang salah: kolomnya dipindah tepat saat pekerjaan menambahkannya.",
            "This row stands under the wrong headers: its columns were moved just as the job added it.",
        ),
        Text(
            "Hapus baris ini; isinya ditulis lagi di baris lain.",
            "Delete this row; what it says is written again in a row of its own.",
        ),
    ),
    ProblemCode.MISSING_VALUE: Wording(
        Text("“{header}” wajib diisi, tetapi masih kosong.", "“{header}” is required but still blank."),
        Text("Isi sel ini, misalnya {example}.", "Fill in this cell, for example {example}."),
    ),
    ProblemCode.BAD_PHONE: Wording(
        Text("“{value}” bukan nomor telepon yang lengkap dan sah.", "“{value}” is not a complete, valid phone number."),
        Text(
            "Ketik satu nomor lengkap, misalnya {example}; nomor luar negeri diawali + dan kode negaranya.",
            "Type one complete number, for example {example}; a number abroad begins with + and its country code.",
        ),
        Text(
            "Mungkin maksudnya {hint}? Kalau benar, ketik nomor itu saja.",
            "Did you mean {hint}? If so, type just that number.",
        ),
    ),
    ProblemCode.TWO_NUMBERS: Wording(
        Text("“{value}” berisi lebih dari satu nomor.", "“{value}” holds more than one number."),
        Text("Sisakan satu nomor, misalnya {example}.", "Leave one number, for example {example}."),
        Text(
            "Sementara ini {hint} yang dipakai. Sisakan satu nomor saja dan pindahkan yang lain ke kolom catatan.",
            "For now {hint} is used. Leave one number only and move the others to the notes.",
        ),
    ),
    ProblemCode.LOST_DIGITS: Wording(
        Text(
            "“{value}” kehilangan angka-angka terakhirnya karena nomor ini tersimpan sebagai bilangan.",
            "“{value}” has lost its last digits because the number was stored as a quantity.",
        ),
        Text(
            "Ubah format kolom menjadi Teks, lalu ketik ulang nomor lengkapnya, misalnya {example}.",
            "Set the column's format to Text, then type the whole number again, for example {example}.",
        ),
    ),
    ProblemCode.BAD_EMAIL: Wording(
        Text("“{value}” bukan satu alamat e-mail yang sah.", "“{value}” is not one valid e-mail address."),
        Text("Ketik satu alamat lengkap, misalnya {example}.", "Type one complete address, for example {example}."),
        Text(
            "Mungkin maksudnya {hint}? Kalau benar, ketik alamat itu saja.",
            "Did you mean {hint}? If so, type just that address.",
        ),
    ),
    ProblemCode.DEAD_ADDRESS: Wording(
        Text("Pesan ke “{value}” tidak sampai.", "Messages to “{value}” do not arrive."),
        Text(
            "Tanyakan “{header}” yang baru kepada pelanggan, lalu tulis di sini.",
            "Ask the customer for a new “{header}”, then type it here.",
        ),
        Text(
            "Tidak sampai sejak {hint}: tanyakan “{header}” yang baru, lalu tulis di sini.",
            "Does not work since {hint}: ask the customer for a new “{header}”, then type it here.",
        ),
    ),
    ProblemCode.BAD_DATE: Wording(
        Text("“{value}” bukan tanggal yang bisa dibaca atau ada di kalender.", "“{value}” is not a date we can read."),
        Text("Ketik tanggal lengkapnya, misalnya {example}.", "Type the whole date, for example {example}."),
        Text(
            "Mungkin maksudnya {hint}? Ketik tanggal yang benar, misalnya {example}.",
            "Did you mean {hint}? Type the right date, for example {example}.",
        ),
    ),
    ProblemCode.AMBIGUOUS_DATE: Wording(
        Text("“{value}” bisa berarti dua tanggal.", "“{value}” could be two different dates."),
        Text("Ketik tanggal dengan tahun empat angka, misalnya {example}.", "Type all of it, for example {example}."),
        Text(
            "Artinya bisa {hint}; sementara ini yang pertama yang dipakai. Ketik lengkap, misalnya {example}.",
            "It could be {hint}; for now the first is used. Type all of it, for example {example}.",
        ),
    ),
    ProblemCode.FUTURE_DATE: Wording(
        Text("“{header}” tidak mungkin di masa depan: “{value}”.", "“{header}” cannot be in the future: “{value}”."),
        Text("Periksa tahunnya, lalu ketik tanggal yang benar.", "Check the year, then type the right date."),
        Text(
            "Periksa tahunnya, lalu ketik tanggal yang benar ({hint}).",
            "Check the year, then type the right date ({hint}).",
        ),
    ),
    ProblemCode.DATE_ORDER: Wording(
        Text(
            "“{header}” ({value}) lebih awal daripada tanggal yang harus mendahuluinya.",
            "“{header}” ({value}) is before the date that must come first.",
        ),
        Text("Periksa kedua tanggal itu dan perbaiki yang salah.", "Check both dates and correct the wrong one."),
        Text(
            "Bandingkan dengan {hint}, lalu perbaiki tanggal yang salah.",
            "Compare it with {hint}, then correct the wrong one.",
        ),
    ),
    ProblemCode.BAD_NUMBER: Wording(
        Text("“{value}” bukan angka yang bisa dibaca di sini.", "“{value}” is not a number that fits here."),
        Text("Ketik angkanya saja tanpa kata, misalnya {example}.", "Type just the number, for example {example}."),
        Text("Mungkin maksudnya {hint}? Ketik angkanya saja.", "Did you mean {hint}? Type just the number."),
    ),
    ProblemCode.BAD_MONEY: Wording(
        Text("“{value}” bukan jumlah uang yang bisa dibaca.", "“{value}” is not an amount of money we can read."),
        Text(
            "Ketik jumlahnya saja dalam mata uang buku kerja ini, misalnya {example}.",
            "Type just the amount in this workbook's currency, for example {example}.",
        ),
        Text(
            "Mungkin maksudnya {hint}? Ketik jumlah lengkapnya, misalnya {example}.",
            "Did you mean {hint}? Type the whole amount, for example {example}.",
        ),
    ),
    ProblemCode.BAD_PERCENT: Wording(
        Text("“{value}” bukan persentase yang bisa dibaca.", "“{value}” is not a percentage we can read."),
        Text("Ketik dengan tanda persen, misalnya {example}.", "Type it with a percent sign, for example {example}."),
        Text("Mungkin maksudnya {hint}? Ketik seperti {example}.", "Did you mean {hint}? Type it like {example}."),
    ),
    ProblemCode.OUT_OF_RANGE: Wording(
        Text("“{value}” di luar batas untuk “{header}”.", "“{value}” is out of range for “{header}”."),
        Text("Periksa angkanya lalu ketik yang benar.", "Check the number and type the right one."),
        Text("Ketik angka dalam batas ini: {hint}.", "Type a number in this range: {hint}."),
    ),
    ProblemCode.BAD_CHOICE: Wording(
        Text("“{value}” bukan pilihan untuk “{header}”.", "“{value}” is not one of the choices for “{header}”."),
        Text("Pilih salah satu: {choices}.", "Choose one of: {choices}."),
        Text(
            "Mungkin maksudnya “{hint}”? Pilihannya: {choices}.",
            "Did you mean “{hint}”? The choices are: {choices}.",
        ),
    ),
    ProblemCode.BAD_YES_NO: Wording(
        Text("“{value}” tidak jelas artinya: ya atau tidak?", "“{value}” is unclear: yes or no?"),
        Text("Ketik ya atau tidak, atau kosongkan.", "Type yes or no, or leave it blank."),
    ),
    ProblemCode.BAD_ZONE: Wording(
        Text(
            "“{value}” bukan zona waktu yang dikenal; untuk pelanggan ini dianggap kosong.",
            "“{value}” is not a time zone we know; for this customer it counts as blank.",
        ),
        Text("Ketik misalnya {example}, atau kosongkan.", "Type for example {example}, or leave it blank."),
        Text("Mungkin maksudnya {hint}? Kalau benar, ketik itu.", "Did you mean {hint}? If so, type that."),
    ),
    ProblemCode.DUPLICATE_VALUE: Wording(
        Text(
            "“{value}” sudah dipakai di baris lain; “{header}” harus berbeda di setiap baris.",
            "“{value}” is already used in another row; every row needs its own “{header}”.",
        ),
        Text("Beri nilai lain, atau hapus baris yang ganda.", "Give this row another one, or delete the doubled row."),
        Text(
            "Bandingkan {hint} dengan {cell}: hapus baris yang ganda, atau beri salah satunya nilai lain. "
            "Sementara ini {hint} yang dipakai.",
            "Compare {hint} with {cell}: delete the doubled row, or give one of them another value. "
            "For now {hint} is used.",
        ),
    ),
    ProblemCode.UNKNOWN_REFERENCE: Wording(
        Text("“{value}” tidak ada di tab {parent}.", "“{value}” is not in the {parent} tab."),
        Text(
            "Ketik “{header}” seperti yang tertulis di tab {parent}, atau tambahkan dahulu di sana.",
            "Type the “{header}” as it stands in the {parent} tab, or add it there first.",
        ),
        Text(
            "Mungkin maksudnya “{hint}”? Ketik seperti di tab {parent}, atau tambahkan dahulu di sana.",
            "Did you mean “{hint}”? Type it as in the {parent} tab, or add it there first.",
        ),
    ),
    ProblemCode.FORMULA_ERROR: Wording(
        Text("Rumus di sel ini gagal dan menampilkan {value}.", "The formula in this cell fails and shows {value}."),
        Text(
            "Perbaiki rumusnya, atau ketik nilainya langsung, misalnya {example}.",
            "Correct the formula, or type the value itself, for example {example}.",
        ),
    ),
    ProblemCode.BAD_SETTING: Wording(
        Text("Pengaturan “{value}” tidak bisa dipakai.", "The setting “{value}” cannot be used."),
        Text(
            "Periksa ejaannya; sementara ini nilai bawaan yang dipakai.",
            "Check the spelling; for now the default is used.",
        ),
        Text(
            "Ketik misalnya {hint}; sementara ini nilai bawaan yang dipakai.",
            "Type for example {hint}; for now the default is used.",
        ),
    ),
    ProblemCode.MISSING_SETTING: Wording(
        Text(
            "Pengaturan “{value}” belum diisi, jadi pesan yang menyebutnya tidak dikirim.",
            "The setting “{value}” is not filled in, so messages that name it are not sent.",
        ),
        Text(
            "Isi “{value}” di tab Pengaturan (kolom Pengaturan dan Nilai).",
            "Fill in “{value}” in the Settings tab (columns Setting and Value).",
        ),
    ),
    ProblemCode.BAD_PROGRAM: Wording(
        Text(
            "“{value}” di kolom “{header}” tidak bisa dipakai, jadi program ini tidak dijalankan.",
            "“{value}” under “{header}” cannot be used, so this program does not run.",
        ),
        Text("Perbaiki sel ini agar program berjalan lagi.", "Correct this cell and the program runs again."),
        Text("{hint}", "{hint}"),
    ),
    ProblemCode.UNCONFIRMED_DATE: Wording(
        Text(
            "Tanggal “{value}” baru perkiraan, dan program ini tidak menyapa siapa pun menurut perkiraan.",
            "The date of “{value}” is an estimate so far, and this program contacts nobody on an estimate.",
        ),
        Text(
            "Tulis tanggal resminya dengan nama itu di tab Kalender.",
            "Write its official date, under that name, into the Calendar tab.",
        ),
        Text(
            "Perkiraan {hint}; tulis tanggal resminya dengan nama itu di tab Kalender.",
            "Estimate {hint}; write the official date, under that name, into the Calendar tab.",
        ),
    ),
    ProblemCode.WHOSE_HOLIDAY: Wording(
        Text(
            "“{value}” hari raya satu agama, tetapi program ini menyapa semua agama.",
            "“{value}” is a holiday of one religion, but this program greets people of all.",
        ),
        Text(
            "Siapa yang merayakannya? Tulis itu dalam syarat, misalnya: religion = 'islam'",
            "Who keeps this holiday? Say so in the condition, for example: religion = 'islam'",
        ),
        Text(
            "Siapa yang merayakannya? Tulis itu dalam syarat, misalnya: {hint}",
            "Who keeps this holiday? Say so in the condition, for example: {hint}",
        ),
    ),
    ProblemCode.BAD_CONDITION: Wording(
        Text("Syarat “{value}” tidak bisa dipahami.", "The condition “{value}” cannot be understood."),
        Text(
            "Tulis syarat dengan nama kolom, misalnya: status = 'aktif' and tier = 'Gold'",
            "Write it with column names, for example: status = 'active' and tier = 'Gold'",
        ),
        Text("{hint}", "{hint}"),
    ),
    ProblemCode.BAD_TEMPLATE: Wording(
        Text("Templat “{value}” tidak bisa dipakai.", "The template “{value}” cannot be used."),
        Text(
            "Periksa nama templat di tab Program dan berkasnya di folder templates.",
            "Check the template's name in the Programs tab and its file in the templates folder.",
        ),
        Text("Perbaiki templatnya: {hint}", "Correct the template: {hint}"),
    ),
    ProblemCode.NO_ADVISER: Wording(
        Text(
            "Program ini untuk orang yang berwenang memberi saran, tetapi di tab Staf belum ada.",
            "This program is for somebody who may give advice, but the Staff tab has nobody.",
        ),
        Text(
            "Tulis ya di kolom “Berwenang memberi saran investasi” pada tab Staf; sampai itu tugasnya tanpa "
            "penanggung jawab.",
            "Type yes under “Authorised for advice” in the Staff tab; until then its tasks have no owner.",
        ),
    ),
}

UNCALCULATED = Wording(
    Text(
        "Rumus {value} di sel ini belum dihitung, jadi sel ini terbaca kosong.",
        "The formula {value} in this cell has not been calculated, so the cell reads as blank.",
    ),
    Text(
        "Buka berkas ini di Excel atau LibreOffice lalu simpan, atau ketik nilainya langsung, misalnya {example}.",
        "Open the file in Excel or LibreOffice and save it, or type the value itself, for example {example}.",
    ),
)
"""A FORMULA_ERROR whose value is the formula itself."""

CONDITION_FORMULA = Wording(
    Text(
        "Syarat ini terbaca sebagai rumus karena diawali tanda = ({value}).",
        "This condition is taken for a formula, because it begins with = ({value}).",
    ),
    Text(
        "Tulis syaratnya tanpa = di depan (misalnya: tier = 'Gold').",
        "Write the condition without = in front (for example: tier = 'Gold').",
    ),
)
"""A FORMULA_ERROR where a condition belongs."""

RESTS = Text(" Sampai diperbaiki, baris ini tidak dijalankan.", " Until it is corrected, this row rests.")
"""What an error in any cell of a program or a segment means; the codes that say so themselves excepted."""

RESTING_TABS = ("programs", "segments")
_SAYS_SO = (ProblemCode.BAD_PROGRAM, ProblemCode.BAD_CONDITION, ProblemCode.BAD_TEMPLATE)

EXAMPLES: dict[Kind, Text] = {
    Kind.ID: Text("A-0001", "A-0001"),
    Kind.TEXT: Text("beberapa kata", "a few words"),
    Kind.LONG_TEXT: Text("beberapa kata", "a few words"),
    Kind.NAME: Text("Budi Santoso", "Budi Santoso"),
    Kind.PHONE: Text("0812-3456-7890", "0812-3456-7890"),
    Kind.EMAIL: Text("nama@example.com", "name@example.com"),
    Kind.DATE: Text("24 Mei 2008", "24 May 2008"),
    Kind.MONTH: Text("11/2027", "11/2027"),
    Kind.DATETIME: Text("24/05/2026 13:30", "24/05/2026 13:30"),
    Kind.MONEY: Text("1.500.000", "1500000"),
    Kind.NUMBER: Text("12,5", "12.5"),
    Kind.INTEGER: Text("12", "12"),
    Kind.PERCENT: Text("5%", "5%"),
    Kind.YES_NO: Text("ya", "yes"),
    Kind.URL: Text("https://example.com", "https://example.com"),
    Kind.ZONE: Text("WITA atau Asia/Makassar", "WITA or Asia/Makassar"),
}
"""What a cell of each kind looks like, in the spelling of the team; choices show their first one."""

OWN_KINDS: dict[str, Kind] = {
    ProblemCode.BAD_DATE: Kind.DATE,
    ProblemCode.AMBIGUOUS_DATE: Kind.DATE,
    ProblemCode.BAD_NUMBER: Kind.NUMBER,
    ProblemCode.BAD_MONEY: Kind.MONEY,
}
"""What a column that the team added itself was read as, by what is wrong in it."""


def problem(
    book: Book,
    tab: str,
    row: int | None,
    column: str,
    value: str,
    code: ProblemCode,
    hint: str = "",
    severity: Severity = Severity.ERROR,
) -> dict[str, Any]:
    """One row for a PROBLEMS table. `tab` and `column` are canonical; row None or column "" mean all of it."""
    header = book.headers.get(tab, {}).get(column, "")
    return {
        "tab": tab,
        "title": book.titles.get(tab, ""),
        "row": row,
        "column": column,
        "header": header,
        "cell": book.cell(tab, column, row) if row is not None else "",
        "value": value[:_LONGEST_VALUE],
        "code": code.value,
        "severity": severity.value,
        "hint": hint,
    }


def faulty_rows(book: Book, tab: str) -> frozenset[int]:
    """The sheet rows of a tab with an error in any cell: a row that acts by itself must not act on a guess."""
    wrong = (pl.col("tab") == tab) & (pl.col("severity") == Severity.ERROR) & pl.col("row").is_not_null()
    return frozenset(book.problems.filter(wrong)["row"])


def describe(problems: pl.DataFrame, language: str, titles: Mapping[str, str] | None = None) -> pl.DataFrame:
    """PROBLEMS with `where` ("Pelanggan!C5"), `message` (what is wrong) and `remedy` (what to type), in `language`.

    The order stays. A choice in `hint` becomes its label. `titles` are the tabs' titles in this workbook
    (Book.titles), for other tabs that a text names; their usual labels are used without it.
    """
    facts = _facts(problems, language, titles or {})
    known = problems.with_row_index("_position").join(
        facts, on=("tab", "column", "code", "hint"), how="left", nulls_equal=True, maintain_order="left"
    )
    known = known.with_columns(
        pl.when(pl.col(name) != "").then(pl.col(name)).otherwise(pl.col(f"{name}_label")).alias(f"_{name}")
        for name in ("title", "header")
    )
    known = known.with_columns(_is_formula=pl.col("value").str.starts_with("="), _rests=_rests(language))
    parts = known.partition_by("code", "_is_formula", "is_condition")
    texts = [_worded(part, language) for part in parts]
    words = pl.concat(texts).sort("_position") if texts else _no_words()
    return problems.with_columns(words.drop("_position").iter_columns())


def _no_words() -> pl.DataFrame:
    return pl.DataFrame(schema={"_position": pl.UInt32} | dict.fromkeys(("where", "message", "remedy"), pl.String))


def _worded(problems: pl.DataFrame, language: str) -> pl.DataFrame:
    """Position, where, message and remedy of problems that share one wording."""
    wording = _wording(problems.row(0, named=True))
    plain = _filled(wording.remedy.in_language(language))
    hinted = _filled(wording.hinted.in_language(language)) if wording.hinted else plain
    near = _filled(wording.near.in_language(language)) if wording.near else pl.lit("")
    return problems.select(
        "_position",
        where=pl.when(pl.col("cell") != "").then(pl.col("_title") + "!" + pl.col("cell")).otherwise(pl.col("_title")),
        message=_filled(wording.message.in_language(language)),
        remedy=pl.when(pl.col("value") != "").then(near).otherwise(pl.lit(""))
        + pl.when(pl.col("hint") != "").then(hinted).otherwise(plain)
        + pl.col("_rests"),
    )


def _wording(problem: Mapping[str, Any]) -> Wording:
    code = ProblemCode(problem["code"])
    if code is ProblemCode.FORMULA_ERROR and problem["is_condition"]:
        return CONDITION_FORMULA
    return UNCALCULATED if code is ProblemCode.FORMULA_ERROR and problem["_is_formula"] else WORDINGS[code]


def _rests(language: str) -> pl.Expr:
    stops = (
        pl.col("tab").is_in(RESTING_TABS)
        & pl.col("row").is_not_null()
        & (pl.col("severity") == Severity.ERROR)
        & ~pl.col("code").is_in(_SAYS_SO)
    )
    return pl.when(stops).then(pl.lit(RESTS.in_language(language))).otherwise(pl.lit(""))


def _filled(template: str) -> pl.Expr:
    """The template as an expression over the columns that its placeholders name."""
    quote = pl.col("value").fill_null("")
    long = quote.str.len_chars() > _LONGEST_QUOTE
    columns = {
        "value": pl.when(long).then(quote.str.head(_LONGEST_QUOTE) + "…").otherwise(quote),
        "title": pl.col("_title"),
        "header": pl.col("_header"),
        "hint": pl.col("hint_label"),
    }
    names = re.findall(r"\{(\w+)\}", template)
    return pl.format(
        re.sub(r"\{\w+\}", "{}", template), *(columns.get(name, pl.col(name)).fill_null("") for name in names)
    )


def _facts(problems: pl.DataFrame, language: str, titles: Mapping[str, str]) -> pl.DataFrame:
    """What the schema knows about each (tab, column, code, hint) that occurs, in words."""
    keys = ("tab", "column", "code", "hint")
    found = problems.select(keys).unique().iter_rows()
    rows = [
        (tab, column, code, hint, *_schema_words(tab, column, code, hint, language, titles), _is_condition(tab, column))
        for tab, column, code, hint in found
    ]
    names = (*keys, "title_label", "header_label", "hint_label", "example", "choices", "parent")
    schema = dict.fromkeys(names, pl.String()) | {"is_condition": pl.Boolean()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _is_condition(tab: str, column: str) -> bool:
    return tab in RESTING_TABS and column == "condition"


def _schema_words(
    tab: str, column: str, code: str, hint: str, language: str, titles: Mapping[str, str]
) -> tuple[str, ...]:
    """Labels of tab, column and hint, an example, the choices, the label of the tab referred to."""
    declared = TABS[tab].by_name.get(column) if tab in TABS else None
    title = TABS[tab].label.in_language(language) if tab in TABS else tab
    if declared is None:
        kind = OWN_KINDS.get(code)
        return title, column, hint, EXAMPLES[kind].in_language(language) if kind else "", "", ""
    labels = {choice.value: choice.label.in_language(language) for choice in declared.choices}
    if code == ProblemCode.BAD_CHOICE:
        hint = ", ".join(labels.get(value, value) for value in (hint or "").split(", "))
    parent = TABS.get(declared.references.partition(".")[0])
    return (
        title,
        declared.label.in_language(language),
        hint,
        _example(declared, language),
        ", ".join(dict.fromkeys(labels.values())),
        (titles.get(parent.name) or parent.label.in_language(language)) if parent else "",
    )


def _example(column: Column, language: str) -> str:
    if column.choices:
        return column.choices[0].label.in_language(language)
    return EXAMPLES[column.kind].in_language(language)
