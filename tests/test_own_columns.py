"""Columns that a team added itself: as occasions, in conditions and segments, in templates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest
from jinja2 import DictLoader

from crm_sheets.day import Day, observe
from crm_sheets.problems import describe
from crm_sheets.render import check_templates
from crm_sheets.schema.base import Kind
from crm_sheets.tables import HISTORY, Book, CellError, RawTab, column_letter
from crm_sheets.validate import validate
from crm_sheets.validate.own import own_name
from crm_sheets.values.dates import DateHabit
from crm_sheets.values.guessed_kinds import guess_kind, means_dates

TODAY = date(2026, 11, 20)
PROGRAM = ["ID Program", "Nama program", "Tujuan", "Peristiwa", "Pengulangan", "Syarat", "Saluran", "Templat"]
CUSTOMER = ["ID Pelanggan", "Nama", "No. HP"]


def tab(title: str, header: Sequence[str], rows: Sequence[Sequence[str | None]], **more: Any) -> RawTab:
    schema = {column_letter(place): pl.String for place in range(len(header))}
    return RawTab(title, tuple(header), pl.DataFrame(rows, schema=schema, orient="row"), **more)


def book(
    own: dict[str, list[str | None]], *programs: tuple[str, str, str], more: Sequence[RawTab] = (), **raw: Any
) -> Book:
    """Customers C1, C2 ... with columns of the team's own, and programs by occasion, repetition and condition."""
    height = len(next(iter(own.values())))
    people = [
        [f"C{n}", f"Orang {n}", f"+62812000000{n}", *cells]
        for n, *cells in zip(range(1, height + 1), *own.values(), strict=True)
    ]
    rows = [
        [f"p{n}", f"P{n}", "Layanan", occasion, repeat, condition, "whatsapp", "kontrol"]
        for n, (occasion, repeat, condition) in enumerate(programs, start=1)
    ]
    tabs = [tab("Pelanggan", [*CUSTOMER, *own], people, **raw), tab("Program", PROGRAM, rows), *more]
    return validate({one.title: one for one in tabs}, TODAY)


def see(checked: Book) -> Day:
    return observe(checked, TODAY, HISTORY.to_frame(), language="en")


def due(day: Day) -> list[str]:
    return day.due["subject"].to_list()


def told(day: Day, tab: str = "customers") -> list[tuple[str, str, str]]:
    found = describe(day.problems.filter(pl.col("tab") == tab), "en", day.book.titles)
    return found.select("where", "code", "value").rows()


KONTROL: dict[str, list[str | None]] = {"Tanggal kontrol": ["20/11/2026", "21/11/2026", None, "20 Nov 2026"]}


@pytest.mark.parametrize(
    "occasion", ["customers.tanggal_kontrol", "Pelanggan.Tanggal kontrol", "pelanggan . TANGGAL KONTROL"]
)
def test_a_date_column_of_the_teams_own_is_an_occasion(occasion: str) -> None:
    day = see(book(KONTROL, (occasion, "Sekali", "")))
    assert due(day) == ["C1", "C4"]
    assert day.programs[0].occasion == "customers.tanggal_kontrol"


def test_what_is_no_date_in_it_is_a_problem_at_its_cell_and_stops_nobody_else() -> None:
    day = see(
        book({"Tanggal kontrol": ["20/11/2026", "31/11/2026", "besok"]}, ("customers.tanggal_kontrol", "Sekali", ""))
    )
    assert due(day) == ["C1"]
    assert told(day) == [("Pelanggan!D3", "bad_date", "31/11/2026"), ("Pelanggan!D4", "bad_date", "besok")]


def test_the_problem_says_what_to_type() -> None:
    day = see(book({"Tanggal kontrol": ["20/11/2026", "besok"]}, ("customers.tanggal_kontrol", "Sekali", "")))
    (said,) = describe(day.problems.filter(pl.col("tab") == "customers"), "en").iter_rows(named=True)
    assert "24 May 2008" in said["remedy"]


def test_nobody_reads_a_column_that_nothing_names() -> None:
    day = see(book({"Tanggal kontrol": ["20/11/2026", "besok"]}, ("customers.birth_date", "Tiap tahun", "")))
    assert told(day) == []
    assert "tanggal_kontrol" not in day.book.table("customers").columns


@pytest.mark.parametrize(
    ("typed", "cells", "condition", "found"),
    [
        ("Warna favorit", ["Biru", "merah", None], "warna_favorit = 'biru'", ["C1"]),
        ("Warna favorit", ["Biru", "merah", None], "[Warna favorit] tidak kosong", ["C1", "C2"]),
        ("Poin", ["1.500", "90", "Rp 2.000"], "poin >= 1500", ["C1", "C3"]),
        ("Anggota?", ["ya", "tidak", None], "anggota", ["C1"]),
        ("Jatuh tempo servis", ["2026-11-21", "2026-12-25", None], "jatuh_tempo_servis - today < 7", ["C1"]),
        ("Kode pos", ["01234", "40115", None], "kode_pos = '01234'", ["C1"]),
        ("Tgl. periksa", ["1/2/2026", None, "x"], "customers.tgl_periksa < 2026-03-01", ["C1"]),
    ],
)
def test_a_condition_knows_what_stands_in_it(
    typed: str, cells: list[str | None], condition: str, found: list[str]
) -> None:
    own = {typed: cells, "Mulai": ["2026-11-20"] * 3}
    assert due(see(book(own, ("customers.mulai", "Sekali", condition)))) == found


def test_a_segment_sees_it_too() -> None:
    segments = tab("Definisi segmen", ["Segmen", "Syarat"], [["Biru", "[Warna favorit] = 'biru'"]])
    day = see(book({"Warna favorit": ["Biru", "merah"]}, more=[segments]))
    assert day.members["Biru"]["customer_id"].to_list() == ["C1"]


def test_it_never_changes_what_a_known_name_means() -> None:
    """A column that shows the tier beside the customer does not stand for the tier itself."""
    day = see(
        book(
            {"Tingkatan": ["Platinum", None], "Mulai": ["2026-11-20"] * 2},
            ("customers.mulai", "Sekali", "tingkatan = 'Platinum'"),
        )
    )
    assert due(day) == []
    named = see(
        book(
            {"Tingkatan": ["Platinum", None], "Mulai": ["2026-11-20"] * 2},
            ("customers.mulai", "Sekali", "customers.tingkatan = 'Platinum'"),
        )
    )
    assert due(named) == ["C1"]


@pytest.mark.parametrize(
    ("header", "cells", "condition", "found"),
    [
        ("Policies", ["AIA 123", "Prudential 9"], "policies >= 1", ["P1"]),
        ("Children", ["Ani, Dewi", "Tono"], "children >= 1", []),
        ("Referrals", ["dari Budi", "dari Ani"], "referrals >= 1", []),
        ("NPS", ["3", "10"], "nps <= 6", []),
        ("Purchases", ["7", "8"], "purchases > 5", []),
        ("Amount", ["banyak", "sedikit"], "amount is filled", ["P1"]),
        ("Last purchase", ["2026-11-20", "2026-11-19"], "last_purchase >= 2026-11-01", []),
        ("Last purchase", ["2026-11-20", "2026-11-19"], "customers.[Last purchase] = 2020-01-01", []),
    ],
)
def test_a_column_called_like_one_of_ours_changes_no_figure_of_ours(
    header: str, cells: list[str | None], condition: str, found: list[str]
) -> None:
    """Neither a profile, nor whom a program that means our figure is about."""
    policies = tab("Polis", ["No. Polis", "ID Pelanggan", "Jatuh tempo berikutnya"], [["P1", "C1", "2026-11-20"]])
    asked = ("policies.due_on", "Sesuai tanggal", condition)
    with_it, without = (
        see(book(own, asked, more=[policies])) for own in ({header: cells}, {"Hewan": ["kucing", "anjing"]})
    )
    assert with_it.profiles.equals(without.profiles)
    assert due(with_it) == found
    assert told(with_it) == []


def test_the_tab_of_an_occasion_is_no_header() -> None:
    """policies.due_on does not name a column "Policies" of the customers: nobody reads dates in it."""
    day = see(book({"Policies": ["20/11/2026", "x"]}, ("policies.due_on", "Sesuai tanggal", "")))
    assert told(day) == []


def test_a_note_beside_a_consent_disturbs_no_plan() -> None:
    """The plan has a note of its own about each consent, which is a text."""
    consents = tab(
        "Consents",
        ["Consent ID", "Customer ID", "Channel", "Purpose", "State", "Date", "Note"],
        [["N1", "C1", "WhatsApp", "all", "withdrawn", "2025-01-01", "2025-01-01"]],
    )
    own = {"Mulai": ["2026-11-20", "2026-11-20"]}
    day = see(book(own, ("customers.mulai", "Sekali", "name contains 'note'"), more=[consents]))
    assert due(day) == []
    everybody = see(book(own, ("customers.mulai", "Sekali", "not name contains 'note'"), more=[consents]))
    assert everybody.decisions.select("subject", "decision").rows() == [("C1", "skipped"), ("C2", "kept")]


def test_columns_of_the_programs_own_tab_count_before_those_of_the_customers() -> None:
    policies = tab(
        "Polis", ["No. Polis", "ID Pelanggan", "Jatuh tempo berikutnya", "Warna"], [["P1", "C1", "2026-11-20", "merah"]]
    )
    programs = [("policies.next_due", "Sesuai tanggal", f"warna = '{colour}'") for colour in ("merah", "biru")]
    day = see(book({"Warna": ["biru"]}, *programs, more=[policies]))
    assert day.due.select("program", "subject").rows() == [("p1", "P1")]


def test_dates_of_a_sheet_that_keeps_them_as_numbers() -> None:
    serial = {"Tanggal kontrol": ["46346", None], "Servis": ["46346", None], "Poin": ["46346", "3"]}
    asked = [("customers.tanggal_kontrol", "Sekali", ""), ("customers.servis", "Sekali", "poin > 40000")]
    day = see(book(serial, *asked, serial_dates=True))
    assert day.due.select("program", "subject").rows() == [("p1", "C1"), ("p2", "C1")]


def test_a_formula_error_in_it_is_named_and_read_as_blank() -> None:
    errors = (CellError(3, 3, "#N/A"),)
    day = see(
        book({"Tanggal kontrol": ["20/11/2026", None]}, ("customers.tanggal_kontrol", "Sekali", ""), errors=errors)
    )
    assert due(day) == ["C1"]
    assert told(day) == [("Pelanggan!D3", "formula_error", "#N/A")]


def test_a_column_without_any_date_is_no_occasion() -> None:
    day = see(book({"Warna": ["biru", "merah"]}, ("customers.warna", "Sekali", "")))
    assert due(day) == []
    ((where, code, value),) = told(day, "programs")
    assert (where, code, value) == ("Program!D2", "bad_program", "customers.warna")


def test_a_template_gets_it_by_its_name() -> None:
    own = {**KONTROL, "Dokter": ["drg. Sari", None, "x", None], "Poin": ["1.500", "2", "3", "?"]}
    day = see(book(own, ("customers.tanggal_kontrol", "Sekali", "")))
    facts = [contact.facts["customer"] for contact in day.contacts()]
    assert [(one["tanggal_kontrol"], one["dokter"], one["poin"]) for one in facts] == [
        (TODAY, "drg. Sari", 1500),
        (TODAY, None, None),
    ]


def test_the_check_of_templates_knows_it() -> None:
    checked = book(KONTROL, ("customers.tanggal_kontrol", "Sekali", ""))
    texts = {
        "kontrol.whatsapp.id.txt": "{{ customer.tanggal_kontrol }} {{ subject.tanggal_kontrol }} {{ customer.dokter }}"
    }
    found = check_templates(DictLoader(texts), see(checked).programs, checked, "en")
    (fault,) = [row["hint"] for row in found if "there is no" in row["hint"]]
    assert 'there is no "customer.dokter"' in fault


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Tanggal kontrol", "tanggal_kontrol"),
        (" Tgl. kontrol (gigi) ", "tgl_kontrol_gigi"),
        ("No. Polisi", "no_polisi"),
        ("POIN", "poin"),
        ("???", ""),
    ],
)
def test_a_header_gives_the_name(header: str, name: str) -> None:
    assert own_name(header) == name


def test_declared_columns_and_doubled_headers_are_none_of_the_teams_own() -> None:
    checked = book({"Nama": ["x"], "Phone": ["1"], "Poin": ["1"], "poin": ["2"], "": ["3"]})
    assert {name: column.letter for name, column in checked.own["customers"].items()} == {"poin": "F"}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["ya", "tidak", "Ya"], Kind.YES_NO),
        (["x", None, "x"], Kind.YES_NO),
        (["1", "0"], Kind.INTEGER),
        (["24/05/2024", "5 Mei 2024", "?", "1/1/25"], Kind.DATE),
        (["2024-05-24 00:00:00"], Kind.DATE),
        (["45436", "45437"], Kind.INTEGER),
        (["12,5", "3"], Kind.NUMBER),
        (["Rp 1.500.000,00", "25rb", "12,5 jt"], Kind.MONEY),
        (["0812345678", "0813"], Kind.TEXT),
        (["3171234567890123"], Kind.TEXT),
        (["biru", "3"], Kind.TEXT),
        ([None, None], Kind.TEXT),
    ],
)
def test_what_a_column_holds_shows_in_its_cells(cells: list[str | None], kind: Kind) -> None:
    assert guess_kind(pl.Series(cells, dtype=pl.String), DateHabit(TODAY)) is kind


@pytest.mark.parametrize(
    ("header", "expected"),
    [("Tgl. kontrol", True), ("Due date", True), ("Tanggal", True), ("Poin", False), ("Update", False)],
)
def test_a_header_may_say_that_it_holds_dates(header: str, *, expected: bool) -> None:
    assert means_dates(header) == expected
