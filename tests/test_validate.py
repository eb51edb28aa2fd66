"""A whole workbook: tabs and columns found by name, cells typed, problems named with their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sheets.schema import TABS
from crm_sheets.schema.base import Kind, Owner
from crm_sheets.tables import PROBLEMS, ROW, Book, CellError, RawTab, column_letter
from crm_sheets.validate import validate
from crm_sheets.values.choices import normalise

TODAY = date(2026, 11, 20)
Rows = Sequence[Sequence[str | None]]


def tab(title: str, header: Sequence[str], rows: Rows = (), **more: object) -> RawTab:
    schema = {column_letter(position): pl.String for position in range(len(header))}
    cells = pl.DataFrame([list(row) for row in rows], schema=schema, orient="row")
    return RawTab(title, tuple(header), cells, **more)  # type: ignore[arg-type]


def check(
    *tabs: RawTab,
    column_maps: Mapping[str, Mapping[str, str]] | None = None,
    titles: Mapping[str, str] | None = None,
    country: str = "ID",
) -> Book:
    named = {one.title: one for one in tabs}
    return validate(named, TODAY, country=country, column_maps=column_maps, titles=titles)


def found(book: Book) -> list[tuple[str, str, str]]:
    """Cell, code and hint of every problem."""
    return book.problems.select("cell", "code", "hint").rows()


CUSTOMERS = tab("Pelanggan", ["ID Pelanggan", "Nama"], [["C1", "Budi"], ["C2", "Sari"]])


class TestTabs:
    @pytest.mark.parametrize(
        "title", ["Pelanggan", "CUSTOMERS", " nasabah ", "Pelanggan & Prospek", "klien", "customers"]
    )
    def test_a_tab_is_known_by_label_or_alias_whatever_its_case_and_punctuation(self, title: str) -> None:
        title = title.replace("&", "dan")
        book = check(tab(title, ["ID", "Nama"], [["C1", "Budi"]]))
        assert book.table("customers")["name"].to_list() == ["Budi"]
        assert book.titles == {"customers": title}

    @pytest.mark.parametrize("tabs", [[], [tab("Sheet1", [])], [tab("Sheet1", ["a"], [["b"]])]])
    def test_a_workbook_without_customers_says_which_titles_are_understood(self, tabs: list[RawTab]) -> None:
        book = check(*tabs)
        assert book.tables == {}
        assert book.problems["code"].to_list() == ["missing_tab"]
        assert book.problems["hint"][0].startswith("Pelanggan, Customers, nasabah")

    def test_a_mistyped_title_is_named(self) -> None:
        assert check(tab("Pelangan", ["ID"])).problems["value"].to_list() == ["Pelangan"]

    def test_the_operator_may_name_a_tab_that_no_alias_covers(self) -> None:
        ours = tab("Nasabah 2024", ["ID", "Nama"], [["C1", "Budi"]])
        book = check(ours, titles={"customers": "nasabah 2024 ", "policies": "Polis lama", "unknown": "x"})
        assert book.titles == {"customers": "Nasabah 2024"}
        assert book.table("customers")["name"].to_list() == ["Budi"]
        assert book.problems.is_empty()

    def test_a_title_that_the_operator_names_goes_before_the_usual_one_which_is_left_alone(self) -> None:
        ours = tab("Nasabah 2024", ["ID", "Nama"], [["C9", "Sari"]])
        book = check(CUSTOMERS, ours, titles={"customers": "Nasabah 2024"})
        assert book.table("customers")["customer_id"].to_list() == ["C9"]
        assert book.problems.is_empty()

    def test_a_tab_that_the_operator_names_is_no_other_one(self) -> None:
        ours = tab("Polis", ["ID", "Nama"], [["C9", "Sari"]])
        book = check(ours, titles={"customers": "Polis", "family": "Polis", "profiles": "Polis"})
        assert book.titles == {"customers": "Polis"}

    @pytest.mark.parametrize("title", ["🙂", "Pelanggan 🙂"])
    def test_a_title_of_pictures_is_found_letter_by_letter(self, title: str) -> None:
        others = tab("☎", ["ID"]), tab("🙂", ["ID", "Nama"], [["C1", "Budi"]])
        assert check(*others, titles={"customers": title}).has("customers") is (title == "🙂")

    def test_the_operators_title_that_is_not_there_is_named_first(self) -> None:
        book = check(tab("Lain", []), titles={"customers": "Nasabah 2024"})
        assert book.problems["hint"][0].startswith("Nasabah 2024, Pelanggan, Customers")

    def test_every_other_tab_is_optional(self) -> None:
        book = check(CUSTOMERS)
        assert book.problems.is_empty()
        assert not book.has("policies")
        assert book.table("policies").schema == TABS["policies"].typed

    def test_of_two_tabs_for_the_same_thing_the_one_with_the_label_is_read(self) -> None:
        book = check(tab("Nasabah", ["ID", "Nama"], [["C9", "Lama"]]), CUSTOMERS)
        assert book.table("customers")["customer_id"].to_list() == ["C1", "C2"]
        assert book.problems.select("code", "value", "severity").rows() == [("doubled_header", "Nasabah", "warning")]

    def test_every_declared_title_and_header_is_understood(self) -> None:
        for one in TABS.values():
            for title in (*one.label, *one.aliases):
                book = validate({title: tab(title, [column.label.id for column in one.columns])}, TODAY)
                assert set(book.letters[one.name]) == {column.name for column in one.columns}, (title, one.name)


class TestColumns:
    def test_columns_may_stand_in_any_order_under_any_alias_among_others(self) -> None:
        book = check(
            tab(
                "Pelanggan", ["Warna", "tgl_lahir", "NAMA LENGKAP", "no.hp", "ID"], [["biru", None, "Budi", None, "C1"]]
            )
        )
        assert book.headers["customers"] == {
            "customer_id": "ID",
            "name": "NAMA LENGKAP",
            "phone": "no.hp",
            "birth_date": "tgl_lahir",
        }
        assert book.letters["customers"]["name"] == "C"
        assert book.cell("customers", "birth_date", 7) == "B7"
        assert book.problems.is_empty()

    def test_a_typed_table_has_every_declared_column_and_the_sheet_row(self) -> None:
        table = check(CUSTOMERS).table("customers")
        assert table.schema == TABS["customers"].typed
        assert table[ROW].to_list() == [2, 3]
        assert table["birth_date"].to_list() == [None, None]

    def test_a_missing_required_column_is_one_problem_with_the_headers_understood(self) -> None:
        book = check(tab("Pelanggan", ["ID Pelanggan", "Namaa"], [["C1", "Budi"]]))
        problem = book.problems.row(0, named=True)
        assert book.problems.height == 1
        assert (problem["code"], problem["column"], problem["row"], problem["value"]) == (
            "missing_column",
            "name",
            None,
            "Namaa",
        )
        assert problem["hint"].startswith("Nama, Name, nama lengkap")
        assert book.table("customers")["customer_id"].to_list() == ["C1"]

    def test_without_the_key_column_no_row_can_be_used(self) -> None:
        book = check(tab("Pelanggan", ["Nama"], [["Budi"]]))
        assert book.problems.select("code", "column").rows() == [("missing_column", "customer_id")]
        assert book.table("customers").is_empty()

    def test_of_a_doubled_header_the_first_is_read(self) -> None:
        book = check(tab("Pelanggan", ["ID", "Nama", "nama", "Name"], [["C1", "Budi", "Bukan", "Nor"]]))
        assert book.table("customers")["name"].to_list() == ["Budi"]
        assert found(book) == [("C1", "doubled_header", "B"), ("D1", "doubled_header", "B")]

    def test_a_label_goes_before_an_alias_and_the_other_column_is_left_alone(self) -> None:
        book = check(tab("Pelanggan", ["ID", "Nama", "WhatsApp", "No. HP"], [["C1", "Budi", "0812", "0812-3456-7890"]]))
        assert book.table("customers")["phone"].to_list() == ["+6281234567890"]
        assert book.problems.is_empty()

    def test_the_operator_may_name_a_header_that_no_alias_covers(self) -> None:
        maps = {"customers": {"name": "Siapa", "customer_id": "Kode", "nothing": "Nama"}, "unknown": {"a": "b"}}
        book = check(tab("Pelanggan", ["Siapa", "Nama", "Kode"], [["Budi", "x", "C1"]]), column_maps=maps)
        assert book.table("customers").select("customer_id", "name").rows() == [("C1", "Budi")]

    def test_a_map_to_a_header_without_letters_maps_no_blank_header(self) -> None:
        book = check(
            tab("Pelanggan", ["ID", "Nama", ""], [["C1", "Budi", "x"]]), column_maps={"customers": {"city": "?"}}
        )
        assert "city" not in book.headers["customers"]

    def test_merged_header_cells_are_mentioned(self) -> None:
        merged = tab("Pelanggan", ["ID", "Nama", ""], [["C1", "Budi", None]], merged_header=True)
        assert found(check(merged)) == [("", "merged_header", "")]


class TestRows:
    def test_blank_rows_are_skipped_and_the_others_keep_their_place(self) -> None:
        rows = [["C1", "Budi"], [None, None], ["", "  "], ["C2", "Sari"]]
        book = check(tab("Pelanggan", ["ID", "Nama"], rows))
        assert book.table("customers").select(ROW, "customer_id").rows() == [(2, "C1"), (5, "C2")]
        assert book.problems.is_empty()

    def test_an_unticked_box_alone_does_not_make_a_row(self) -> None:
        family = tab(
            "Keluarga",
            ["ID Keluarga", "ID Pelanggan", "Nama", "Meninggal"],
            [["F1", "C1", "Ani", "false"], [None, None, None, "false"]],
        )
        book = check(CUSTOMERS, family)
        assert book.table("family")["deceased"].to_list() == [False]
        assert book.problems.is_empty()

    def test_a_row_that_lacks_only_optional_things_stays(self) -> None:
        book = check(tab("Pelanggan", ["ID", "Nama", "Email"], [["C1", "Budi", None]]))
        assert book.table("customers")["email"].to_list() == [None]
        assert book.problems.is_empty()

    def test_a_missing_required_value_is_named_and_only_a_missing_key_drops_the_row(self) -> None:
        book = check(tab("Pelanggan", ["ID", "Nama"], [["C1", None], [None, "Sari"]]))
        assert found(book) == [("B2", "missing_value", ""), ("A3", "missing_value", "")]
        assert book.table("customers").select("customer_id", "name").rows() == [("C1", None)]

    def test_a_doubled_key_names_both_places_and_the_first_row_stays(self) -> None:
        book = check(tab("Pelanggan", ["ID", "Nama"], [["C1", "Budi"], ["C1", "Sari"], ["C1 ", "Tono"]]))
        assert found(book) == [("A3", "duplicate_value", "A2"), ("A4", "duplicate_value", "A2")]
        assert book.table("customers")["name"].to_list() == ["Budi"]

    def test_a_tab_that_begins_lower_counts_its_rows_from_there(self) -> None:
        book = check(tab("Pelanggan", ["ID", "Nama"], [["C1", None]], first_row=5))
        assert found(book) == [("B5", "missing_value", "")]


class TestCells:
    def test_each_kind_is_typed(self) -> None:
        header = ["ID", "Nama", "HP", "Email", "Sapaan", "Tgl lahir", "Penghasilan", "Jumlah anak"]
        row = ["C1", "Budi  Santoso", "021-55512345", "B@Example.com", "bpk", "24 Mei 1988", "Rp 5.000.000", "2"]
        table = check(tab("Pelanggan", header, [row])).table("customers")
        assert table.select("name", "phone", "phone_kind", "email", "salutation", "birth_date", "income").rows() == [
            ("Budi Santoso", "+622155512345", "landline", "B@example.com", "Bapak", date(1988, 5, 24), 5_000_000.0)
        ]

    def test_a_wrong_cell_is_named_with_value_and_place_and_becomes_null(self) -> None:
        book = check(tab("Pelanggan", ["Email", "ID", "Nama"], [["budi@@example.com", "C1", "Budi"]]))
        assert book.problems.row(0, named=True) == {
            "tab": "customers",
            "title": "Pelanggan",
            "row": 2,
            "column": "email",
            "header": "Email",
            "cell": "A2",
            "value": "budi@@example.com",
            "code": "bad_email",
            "severity": "error",
            "hint": "budi@example.com",
        }
        assert book.table("customers")["email"].to_list() == [None]

    def test_a_formula_error_is_reported_once_and_read_as_blank(self) -> None:
        broken = tab(
            "Pelanggan",
            ["ID", "Nama", "Extra"],
            [["C1", "#N/A", None]],
            errors=(CellError(2, 1, "#N/A"), CellError(2, 2, "#REF!")),
        )
        book = check(broken)
        assert book.problems.select("cell", "code", "value").rows() == [("B2", "formula_error", "#N/A")]
        assert book.table("customers")["name"].to_list() == [None]

    def test_dates_after_the_day_of_the_run_are_refused_where_they_must_be_past(self) -> None:
        book = check(
            tab(
                "Pelanggan",
                ["ID", "Nama", "Tgl lahir"],
                [["C1", "Budi", "2026-11-21 00:00:00"], ["C2", "Sari", "20/11/2026"]],
            )
        )
        assert book.problems.select("cell", "code", "value").rows() == [("C2", "future_date", "2026-11-21")]
        assert book.table("customers")["birth_date"].to_list() == [None, TODAY]

    def test_a_date_before_the_one_it_must_follow_is_refused_with_that_one_as_hint(self) -> None:
        rows = [["C1", "Budi", "24/5/1990", "1/1/1980"], ["C2", "Sari", "24/5/1990", "24/5/1990"]]
        book = check(tab("Pelanggan", ["ID", "Nama", "Tgl lahir", "Pelanggan sejak"], rows))
        assert found(book) == [("D2", "date_order", "C2: 24/05/1990")]
        assert book.table("customers")["customer_since"].to_list() == [None, date(1990, 5, 24)]

    def test_a_number_out_of_range_is_refused_with_the_range(self) -> None:
        header = ["ID Program", "Nama", "Tujuan", "Peristiwa", "Pengulangan", "Saluran", "Templat", "Prioritas"]
        rows = [
            [name, "Ulang tahun", "Ucapan", "customers.birth_date", "Tiap tahun", "SMS, WA", "birthday", priority]
            for name, priority in (("p1", "10"), ("p2", "9"))
        ]
        book = check(CUSTOMERS, tab("Program", header, rows))
        assert found(book) == [("H2", "out_of_range", "1 – 9")]
        assert book.table("programs").select("priority", "channels").rows() == [
            (None, "sms, whatsapp"),
            (9, "sms, whatsapp"),
        ]

    def test_a_two_digit_year_of_a_birth_date_may_be_doubtful_but_not_that_of_a_purchase(self) -> None:
        customers = tab("Pelanggan", ["ID", "Nama", "Tgl lahir"], [["C1", "Budi", "1/2/20"]])
        sales = tab("Transaksi", ["No Nota", "ID Pelanggan", "Tanggal", "Nilai"], [["T1", "C1", "1/2/26", "5 jt"]])
        book = check(customers, sales)
        assert book.problems.select("cell", "code", "severity").rows() == [("C2", "ambiguous_date", "warning")]
        assert book.table("transactions")["date"].to_list() == [date(2026, 2, 1)]

    def test_the_country_decides_how_phones_and_dates_are_read(self) -> None:
        row = ["C1", "Bob", "(201) 555-0123", "5/24/1990"]
        table = check(tab("Customers", ["ID", "Name", "Phone", "Birth date"], [row]), country="US").table("customers")
        assert table.select("phone", "birth_date").rows() == [("+12015550123", date(1990, 5, 24))]

    def test_marks_without_width_do_not_make_another_id(self) -> None:
        book = check(tab("Pelanggan", ["ID", "Nama"], [["C1", "Budi"], ["C1\u200b", "Sari"]]))
        assert book.problems["code"].to_list() == ["duplicate_value"]


SALES = ["No Nota", "ID Pelanggan", "Tanggal", "Nilai"]


class TestReferences:
    def test_a_row_of_an_unknown_customer_is_left_out_and_the_likely_id_is_named(self) -> None:
        rows = [
            ["T1", "C1", "2026-01-05", "1000"],
            ["T2", "c-2", "2026-01-05", "1000"],
            ["T3", "X", "2026-01-05", "1000"],
        ]
        book = check(CUSTOMERS, tab("Transaksi", SALES, rows))
        assert found(book) == [("B3", "unknown_reference", "C2"), ("B4", "unknown_reference", "")]
        assert book.table("transactions")["transaction_id"].to_list() == ["T1"]

    def test_what_hangs_on_a_row_left_out_is_left_out_too(self) -> None:
        customers = tab("Pelanggan", ["ID", "Nama"], [["C1", "Budi"]])
        attendance_header = [column.label.id for column in TABS["attendance"].columns if column.required]
        events = tab("Acara", [column.label.id for column in TABS["events"].columns if column.required])
        values = {"event_id": "E1", "customer_id": "C1"}
        row = [values.get(column.name, "2026-01-01") for column in TABS["attendance"].columns if column.required]
        book = check(customers, events, tab("Kehadiran", attendance_header, [row]))
        assert "unknown_reference" in book.problems["code"].to_list()
        assert book.table("attendance").is_empty()

    def test_an_unknown_optional_id_is_unusable_but_the_row_stays(self) -> None:
        products = tab("Produk", ["ID Produk", "Nama produk"], [["P1", "Vitamin"]])
        book = check(
            CUSTOMERS, products, tab("Transaksi", [*SALES, "ID Produk"], [["T1", "C1", "2026-01-05", "1000", "P2"]])
        )
        assert found(book) == [("E2", "unknown_reference", "")]
        assert book.table("transactions")["product_id"].to_list() == [None]

    def test_names_may_differ_in_capitals_and_spaces_and_an_unknown_one_is_kept_with_a_warning(self) -> None:
        staff = tab("Staf", ["Nama"], [["Sari Dewi"]])
        rows = [["C1", "Budi", "SARI  dewi"], ["C2", "Ani", "Sari Dewy"], ["C3", "Tono", "Joko"]]
        book = check(tab("Pelanggan", ["ID", "Nama", "PIC"], rows), staff)
        assert book.table("customers")["owner"].to_list() == ["Sari Dewi", "Sari Dewy", "Joko"]
        assert book.problems.select("cell", "hint", "severity").rows() == [
            ("C3", "Sari Dewi", "warning"),
            ("C4", "", "warning"),
        ]

    def test_an_id_is_only_suggested_when_it_is_the_same_in_another_spelling(self) -> None:
        customers = tab("Pelanggan", ["ID", "Nama"], [["P-0112", "Budi"], ["P-0113", "Sari"]])
        rows = [["T1", "P-O112", "2026-01-05", "1000"], ["T2", "P-0114", "2026-01-05", "1000"]]
        assert check(customers, tab("Transaksi", SALES, rows)).problems["hint"].to_list() == ["P-0112", ""]

    def test_nobody_is_asked_about_a_tab_that_is_not_there(self) -> None:
        book = check(tab("Pelanggan", ["ID", "Nama", "PIC"], [["C1", "Budi", "Joko"]]))
        assert book.problems.is_empty()
        assert book.table("customers")["owner"].to_list() == ["Joko"]

    def test_no_tab_needs_itself_through_others(self) -> None:
        tabs = [tab(one.label.id, [column.label.id for column in one.columns]) for one in TABS.values()]
        assert list(check(*tabs).tables) == list(TABS)


class TestSharedTabs:
    QUEUE = tab(
        "Antrean",
        ["Selesai?", "Tanggal hasil", "Tanggal", "Prioritas", "Kunci"],
        [
            ["x", "31/2/2026", "kapan", "tinggi", "k1"],
            [None, None, None, None, "k1"],
            ["mungkin", None, None, None, None],
        ],
    )

    def test_only_peoples_own_columns_are_checked_and_every_row_stays(self) -> None:
        book = check(CUSTOMERS, self.QUEUE)
        assert found(book) == [("B2", "bad_date", "28/02/2026"), ("A4", "bad_yes_no", "")]
        assert book.table("queue").select("done", "key").rows() == [(True, "k1"), (None, "k1"), (None, None)]

    def test_the_logs_are_typed_and_never_accused(self) -> None:
        log = tab("Log kontak", ["Waktu", "Status", "Segmen SMS"], [["2026-11-19 09:30:00", "sent", "banyak"]])
        book = check(CUSTOMERS, log)
        assert book.problems.is_empty()
        assert str(book.table("contact_log")["at"][0]) == "2026-11-19 09:30:00"


def test_problems_come_in_reading_order() -> None:
    rows = [["C1", None, "0812"], ["C1", "Sari", "x@"], [None, "Ani", None]]
    book = check(tab("Pelanggan", ["ID", "Nama", "HP"], rows))
    assert book.problems["cell"].to_list() == ["B2", "C2", "A3", "C3", "A4"]
    assert book.problems.schema == PROBLEMS


def test_headers_of_one_tab_are_told_apart() -> None:
    for one in TABS.values():
        labels = [normalise(text) for column in one.columns for text in {normalise(label) for label in column.label}]
        assert len(labels) == len(set(labels)), one.name


def test_the_phone_columns_have_their_kind_beside_them() -> None:
    for one in TABS.values():
        phones = [column.name for column in one.columns if column.kind is Kind.PHONE]
        assert all(f"{name}_kind" in one.typed for name in phones)
    assert any(one.owner is Owner.SHARED for one in TABS.values())


wild = st.one_of(
    st.none(), st.text(max_size=12), st.sampled_from(["C1", "ya", "31/02/2020", "1.234", "0812-3456-7890", "-"])
)


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(sorted(TABS)))
def test_no_cell_whatever_raises_and_each_is_typed_or_named(data: st.DataObject, name: str) -> None:
    declared = TABS[name]
    rows = data.draw(
        st.lists(st.lists(wild, min_size=len(declared.columns), max_size=len(declared.columns)), max_size=4)
    )
    book = check(CUSTOMERS, tab(declared.label.id, [column.label.id for column in declared.columns], rows))
    assert book.table(name).schema == declared.typed
    assert book.problems.schema == PROBLEMS


class TestCountry:
    PHONES = (["ID Pelanggan", "Nama", "No. HP"], [["C1", "Tan", "9123 4567"]])

    def phone(self, *settings: tuple[str, str], operator: str = "ID") -> str | None:
        chosen = tab("Pengaturan", ["Pengaturan", "Nilai"], list(settings))
        return check(tab("Pelanggan", *self.PHONES), chosen, country=operator).table("customers")["phone"][0]

    def test_the_sheet_names_the_country(self) -> None:
        assert self.phone(("country", "sg")) == "+6591234567"

    @pytest.mark.parametrize("typed", ["Singapura", "", "1"])
    def test_what_is_no_country_leaves_the_operators(self, typed: str) -> None:
        assert self.phone(("country", typed), operator="SG") == "+6591234567"


OUTBOX = ("Setuju?", "Nama program", "Kunci", "Sidik isi")


def test_an_unticked_box_is_no_answer_and_a_typed_no_is_one() -> None:
    rows = [[answer, "Ucapan", f"p|{number}|2026", "abc"] for number, answer in enumerate(["false", "true", "Tidak"])]
    assert check(tab("Kotak keluar", OUTBOX, rows)).table("outbox")["approve"].to_list() == [None, True, False]


def test_a_row_of_ours_under_wrong_headers_is_left_out_and_named() -> None:
    rows = [
        ["", "Ucapan", "birthday|P1|2026", "abc"],
        ["", None, "Ucapan", "birthday|P2|2026"],
        ["ya", "catatan tangan", None, None],
    ]
    book = check(tab("Kotak keluar", OUTBOX, rows), CUSTOMERS)
    assert "birthday|P1|2026" in book.table("outbox")["key"].to_list()
    assert "Ucapan" not in book.table("outbox")["key"].to_list()
    assert ("C3", "stray_row", "") in found(book)


def test_a_key_that_somebody_copied_into_a_note_makes_no_stray_row() -> None:
    queue = tab("Antrean", ("Pelanggan", "Catatan", "Kunci"), [["Budi", "lihat birthday|P1|2026", "birthday|P1|2026"]])
    copied = tab("Antrean", ("Pelanggan", "Catatan", "Kunci"), [["Budi", "birthday|P2|2026", "birthday|P1|2026"]])
    for book in (check(queue), check(copied)):
        assert book.table("queue")["key"].to_list() == ["birthday|P1|2026"]
