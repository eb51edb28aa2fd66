"""A program in sentences that a team would say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_books import book_of, program

from crm_sheets.model import HandledBy, Medium, Purpose, Repeat
from crm_sheets.programs.in_words import occasion_in_words, program_in_words

BOOK = book_of(headers={"customers": {"birth_date": "Tgl lahir"}}, customers=[], policies=[])
DUE = "policies.next_due"


BORN, BIRTH = "Tgl lahir (Pelanggan)", "the Tgl lahir (Pelanggan)"
PREMIUM, NEXT = "Jatuh tempo (Polis)", "the Next due (Polis)"
PURCHASE, BOUGHT = "Pembelian terakhir (Profil)", "the Last purchase (Profiles)"
BEFORE, WORKING = {"offset_days": -7}, {"offset_days": 2, "in_working_days": True}
EACH = {"repeat": Repeat.EACH_DATE, "occasion": DUE}
CADENCE = {"repeat": Repeat.CADENCE, "cadence_days": 90}
AFTER_PURCHASE = {"repeat": Repeat.ONCE, "occasion": "profiles.last_purchase", "offset_days": 365}


def on(day: str, offset_days: int = 0) -> dict[str, Any]:
    return {"repeat": Repeat.CALENDAR, "occasion": day, "offset_days": offset_days}


@pytest.mark.parametrize(
    ("fields", "indonesian", "english"),
    [
        ({}, f"tiap tahun, pada {BORN}", f"every year, on {BIRTH}"),
        (BEFORE, f"tiap tahun, 7 hari sebelum {BORN}", f"every year, 7 days before {BIRTH}"),
        (WORKING, f"tiap tahun, 2 hari kerja sesudah {BORN}", f"every year, 2 working days after {BIRTH}"),
        ({"repeat": Repeat.MONTHLY}, f"tiap bulan, pada {BORN}", f"every month, on {BIRTH}"),
        ({"repeat": Repeat.ONCE}, f"sekali, pada {BORN}", f"once, on {BIRTH}"),
        ({"repeat": Repeat.DUE, "occasion": DUE}, f"pada {PREMIUM}", f"on {NEXT}"),
        (EACH, f"pada {PREMIUM}, untuk setiap tanggal baru", f"on {NEXT}, for each new date"),
        (CADENCE, f"tiap 90 hari, terhitung sejak {BORN}", f"every 90 days, counted from {BIRTH}"),
        (AFTER_PURCHASE, f"sekali, 365 hari sesudah {PURCHASE}", f"once, 365 days after {BOUGHT}"),
        (on("25"), "tiap tanggal 25", "on the 25th of every month"),
        (on("31"), "tiap akhir bulan", "on the last day of every month"),
        (on("2026-12-25"), "pada 25 Desember 2026", "on 25 December 2026"),
        (on("12-25"), "pada 25 Desember", "on 25 December"),
        (on("Idul Fitri", -3), "3 hari sebelum Idul Fitri", "3 days before Idul Fitri"),
        (on("13-45"), "pada 13-45", "on 13-45"),
    ],
)
def test_when_a_program_comes(fields: dict[str, Any], indonesian: str, english: str) -> None:
    assert occasion_in_words(program(**fields), BOOK, "id") == indonesian
    assert occasion_in_words(program(**fields), BOOK, "en") == english


def test_the_first_sentence_says_when_for_whom_and_how() -> None:
    gold = program(condition="tier = 'Gold'", media=(Medium.WHATSAPP, Medium.SMS))
    assert program_in_words(gold, BOOK, "id")[0] == (
        "Tiap tahun, pada Tgl lahir (Pelanggan), untuk yang memenuhi tier = 'Gold', lewat WhatsApp, lalu SMS."
    )
    assert program_in_words(program(), BOOK, "en")[0] == (
        "Every year, on the Tgl lahir (Pelanggan), for all, by WhatsApp, then E-mail, then SMS."
    )


def test_rules_are_said_only_where_there_are_any() -> None:
    assert program_in_words(program(lateness_days=1), BOOK, "en")[1:] == [
        "Purpose: Greeting; priority 5.",
        "Late by 1 day at most.",
        "Goes without waiting for a tick.",
    ]
    strict = program(
        purpose=Purpose.SELLING,
        lateness_days=0,
        needs_approval=True,
        rest_days=30,
        most_per_day=10,
        starts_on=date(2026, 12, 1),
        pilot=0.2,
        hold_out=0.1,
        owner="Rina",
        asks="nps",
    )
    assert program_in_words(strict, BOOK, "id")[1:] == [
        "Tujuan: Penjualan; prioritas 5.",
        "Tidak boleh terlambat.",
        "Menunggu centang di Kotak keluar.",
        "Jeda per pelanggan 30 hari.",
        "Paling banyak 10 kontak sehari.",
        "Mulai 01/12/2026.",
        "Uji coba: 20% dari pelanggan ikut.",
        "10% sengaja tidak dihubungi, sebagai pembanding.",
        "Penanggung jawab: Rina.",
        "Menanyakan: Rekomendasi (NPS).",
    ]


def test_who_does_the_work_is_said_of_work_only() -> None:
    by_leader = {"handled_by": HandledBy.LEADER, "needs_approval": True}
    assert "Dikerjakan oleh: Atasannya." in program_in_words(program(media=(Medium.CALL,), **by_leader), BOOK, "id")
    assert "centang" not in " ".join(program_in_words(program(media=(Medium.CALL,), **by_leader), BOOK, "id"))
    assert "Dikerjakan" not in " ".join(program_in_words(program(**by_leader), BOOK, "id"))
