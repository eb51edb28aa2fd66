"""The details that stand beside a skip reason, in the team's language; `{}` is filled in. Never an address."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.model import Text
from crm_sheets.schema.choices import CHANNELS

DAY = Text("%d/%m/%Y", "%d/%m/%Y")
DONE = Text("{} pada {}", "{} on {}")
TOGETHER = Text("sudah dalam satu kontak dengan {}", "covered by one contact, together with {}")
SINCE_DUE = Text("program ini sudah menghubungi pelanggan pada {}", "this program reached the customer on {}")
THIS_PERSON = Text("orang pada baris ini sudah meninggal", "the person in this row has died")
NOT_LATER = Text("paling lambat {}", "not later than {}")
NEWER = Text("sudah ada peristiwa yang lebih baru: {}", "a newer occasion has come: {}")
GREETED_ALREADY = Text(
    "pelanggan ini hari ini disapa dahulu untuk: {}; yang ini menyusul pada hari lain",
    "this customer is greeted first today for: {}; this one follows on another day",
)
GREETED = Text("hari ini didahului: {}", "goes first today: {}")
ASKED_TO_STOP = Text("minta berhenti {}", "asked to stop on {}")
DEAD_NUMBER = Text("nomor tidak aktif sejak {}", "the number does not work since {}")
DEAD_EMAIL = Text("alamat tidak aktif sejak {}", "the address does not work since {}")
FAILED_FOR_GOOD = Text("gagal dikirim {}", "could not be delivered on {}")
NOT_SET_UP = Text("saluran belum dipasang", "channel not set up")
BUDGET_LEFT = Text("sisa {}; hadiah terkecil {}", "{} left; the smallest gift is {}")
LEFT_OUT = Text("{} pelanggan disisihkan untuk perbandingan", "{} of the customers are left out to compare")
PILOT = Text("uji coba untuk {} pelanggan", "a pilot for {} of the customers")
CAP = Text("sudah {} pesan dalam {} hari; lagi mulai {}", "{} messages in {} days already; again from {}")
RESTS = Text(
    "program ini terakhir {}, jedanya {} hari; lagi mulai {}", "this program last {}, rests {} days; again from {}"
)
CALLED = Text(
    "ditelepon atau dikunjungi {}, jedanya {} hari; lagi mulai {}",
    "called or visited on {}, a pause of {} days; again from {}",
)
TODAY_FULL = Text("program ini paling banyak {} sehari, yang lain lebih dulu", "at most {} a day, others go first")
MIX = Text(
    "sudah {} tawaran di antara {} kontak dalam {} hari; paling banyak {} %",
    "{} of {} contacts in {} days were offers already; at most {} %",
)
FOLLOWS = Text("{}; menyusul {}", "{}; follows on {}")
NO_DAY_LEFT = Text("{}; sesudahnya sudah terlambat", "{}; too late after it")
CLOSED_TODAY = Text("kantor tutup", "the office is closed")
NOT_A_WORKING_DAY = Text("bukan hari kerja", "not a working day")


def day(column: str | pl.Expr, language: str) -> pl.Expr:
    """A date column as people read it."""
    expression = pl.col(column) if isinstance(column, str) else column
    return expression.dt.strftime(DAY.in_language(language))


def shown_day(day: date, language: str) -> str:
    """A date as people read it."""
    return f"{day:{DAY.in_language(language)}}"


def medium_label(column: str, language: str) -> pl.Expr:
    """A column of media as people call them."""
    labels = {choice.value: choice.label.in_language(language) for choice in CHANNELS}
    return pl.col(column).replace(labels)


def detail(text: Text, language: str, *parts: pl.Expr) -> pl.Expr:
    """A text with its places filled from columns."""
    return pl.format(text.in_language(language), *parts) if parts else pl.lit(text.in_language(language))
