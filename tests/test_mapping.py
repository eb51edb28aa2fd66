"""A team's own titles and headers: what they are taken for, how sure, and how they come into crm.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sheets.errors import ConfigurationError
from crm_sheets.mapping import Proposal, merge, propose, toml_block
from crm_sheets.mapping.masking import masked
from crm_sheets.tables import RawTab, column_letter
from crm_sheets.validate.binding import bind

TODAY = date(2026, 11, 20)
Rows = Sequence[Sequence[str | None]]


def tab(title: str, header: Sequence[str], rows: Rows = ()) -> RawTab:
    schema = {column_letter(position): pl.String for position in range(len(header))}
    return RawTab(title, tuple(header), pl.DataFrame([list(row) for row in rows], schema=schema, orient="row"))


def proposals(*tabs: RawTab, country: str = "ID") -> dict[str, Proposal]:
    """By "tab.column", "tab." for a title."""
    named = {one.title: one for one in tabs}
    found = propose(named, bind(named, {})[1], TODAY, country)
    assert len({(one.tab, one.column) for one in found}) == len(found), "nothing is proposed twice"
    return {f"{one.tab}.{one.column}": one for one in found}


def customers(header: str, *values: str | None) -> RawTab:
    rows = [[f"C{number}", f"Nama {number}", value] for number, value in enumerate(values)]
    return tab("Pelanggan", ["ID", "Nama", header], rows)


def proposed(header: str, *values: str | None) -> tuple[str, bool] | None:
    """Which column of the customers tab the header is taken for, and whether that is sure."""
    found = [one for one in proposals(customers(header, *values)).values() if one.header == header.strip()]
    return (found[0].column, found[0].sure) if found else None


PHONES = ("0812-3456-7890", "+62 813 1111 2222", "81298765432", "0811222333")
MAILS = ("budi@example.com", "sari@example.com", "tono@example.org")
BIRTHS = ("24/05/1988", "1990-02-01 00:00:00", "3 Mei 1975", "01/02/2001")


class TestHeaders:
    @pytest.mark.parametrize(
        ("header", "column"),
        [
            ("HP / WA", "phone"),
            ("No. telp klien", "phone"),
            ("tgl lahir klien", "birth_date"),
            ("Lahirnya", "birth_date"),
            ("Tangal lahir", "birth_date"),
            ("client DOB", "birth_date"),
            ("alamat email klien", "email"),
            ("E-mail Nasabah", "email"),
            ("JK", "gender"),
            ("Pekerjaan nasabah", "occupation"),
        ],
    )
    def test_a_header_in_other_words_is_known_by_its_words(self, header: str, column: str) -> None:
        assert proposed(header) == (column, True)

    @pytest.mark.parametrize("header", ["Ukuran sepatu", "Warna", "Nama perusahaan", "Tanggal", "No", "🙂", "?", ""])
    def test_a_header_that_says_nothing_of_ours_is_left_alone(self, header: str) -> None:
        assert proposed(header) is None

    @pytest.mark.parametrize("header", ["NAMA", "nama lengkap", "Name", "No. HP", "whatsapp"])
    def test_a_header_that_is_understood_is_never_proposed(self, header: str) -> None:
        assert proposed(header, *PHONES) is None

    @pytest.mark.parametrize("header", ["HP istri", "Tgl lahir anak", "Email kantor lama", "No. rekening"])
    def test_what_may_be_somebody_elses_is_never_sure(self, header: str) -> None:
        values = MAILS if "Email" in header else BIRTHS if "lahir" in header else PHONES
        found = proposed(header, *values)
        assert found is None or not found[1]

    def test_two_headers_spelt_alike_are_one(self) -> None:
        both = tab("Pelanggan", ["ID", "Nama", "Kontak", "kontak!"], [["C1", "A", "x", "y"]])
        assert [one.cell for one in proposals(both).values()] == ["C1"]


class TestValues:
    @pytest.mark.parametrize(
        ("values", "column"), [(PHONES, "phone"), (MAILS, "email"), (BIRTHS, "birth_date"), (("L", "P", "L"), "gender")]
    )
    def test_values_alone_tell_what_a_column_is(self, values: tuple[str, ...], column: str) -> None:
        found = proposed("Data 7", *values)
        assert found is not None
        assert found[0] == column

    def test_serial_numbers_of_dates_are_dates_and_round_amounts_are_not(self) -> None:
        assert proposed("Data 7", "32287", "32905", "27517", "36923") == ("birth_date", False)
        assert proposed("Data 7", "25000", "30000", "32500", "27500") is None

    def test_two_columns_of_phones_leave_the_choice_to_a_person(self) -> None:
        both = tab("Pelanggan", ["ID", "Nama", "Data 7", "Data 8"], [["C1", "A", phone, phone] for phone in PHONES])
        assert [(one.column, one.sure) for one in proposals(both).values()] == [("phone", False)]

    def test_values_that_contradict_the_header_take_the_proposal_away(self) -> None:
        assert proposed("HP / WA", "merah", "biru", "hijau") is None
        assert proposed("Alamat rumah tinggal", *MAILS) == ("email", True)

    def test_a_few_values_prove_nothing(self) -> None:
        assert proposed("Data 7", *PHONES[:2]) is None

    def test_a_code_of_its_own_in_each_row_is_the_key_and_a_count_of_rows_is_not(self) -> None:
        rows = [[str(number), f"K-{number * 7}", f"Nama {number}"] for number in range(1, 9)]
        found = proposals(tab("Pelanggan", ["Urutan", "Referensi", "Nama"], rows))
        assert {name: one.header for name, one in found.items()} == {"customers.customer_id": "Referensi"}

    def test_a_column_of_customers_ids_is_the_reference_to_them(self) -> None:
        people = tab("Pelanggan", ["ID", "Nama"], [[f"C{number}", "A"] for number in range(5)])
        policies = tab("Polis", ["No. Polis", "Milik"], [[f"P{number}", f"C{number % 3}"] for number in range(5)])
        assert proposals(people, policies)["policies.customer_id"].header == "Milik"

    def test_phones_are_read_by_the_country(self) -> None:
        values = [["C1", "A", "9123 4567"], ["C2", "B", "8123 4567"], ["C3", "C", "+65 9876 5432"]]
        people = tab("Customers", ["ID", "Name", "Data 7"], values)
        assert "customers.phone" in proposals(people, country="SG")
        assert "customers.phone" not in proposals(people, country="ID")


class TestTitles:
    ROWS = [[f"K-{number}", f"Nama {number}", PHONES[number], BIRTHS[number]] for number in range(4)]

    def test_a_tab_with_a_year_in_its_title_is_known_with_its_columns(self) -> None:
        found = proposals(tab("Nasabah 2024", ["Kode klien", "Nama Klien", "HP/WA", "Tgl lahir klien"], self.ROWS))
        assert {name: one.header or one.title for name, one in found.items() if one.sure} == {
            "customers.": "Nasabah 2024",
            "customers.customer_id": "Kode klien",
            "customers.name": "Nama Klien",
            "customers.phone": "HP/WA",
            "customers.birth_date": "Tgl lahir klien",
        }

    @pytest.mark.parametrize(
        ("header", "name"),
        [
            (["ID", "Nama", "HP", "Tgl lahir"], "customers."),
            (["No polis", "ID Nasabah", "Premi", "Jatuh tempo"], "policies."),
            (["No nota", "ID nasabah", "Tgl", "Total"], "transactions."),
        ],
    )
    def test_a_tab_that_is_called_anything_is_known_by_its_headers(self, header: list[str], name: str) -> None:
        assert proposals(tab("Lembar1", header))[name].title == "Lembar1"

    def test_a_tab_that_is_there_is_not_proposed_again(self) -> None:
        people = tab("Pelanggan", ["ID", "Nama"], [["C1", "Budi"]])
        assert not proposals(people, tab("Nasabah 2023", ["ID", "Nama", "HP", "Tgl lahir"], self.ROWS))

    def test_of_two_tabs_that_may_both_be_it_none_is_sure(self) -> None:
        header = ["ID", "Nama", "HP", "Tgl lahir"]
        found = proposals(tab("Nasabah 2023", header, self.ROWS), tab("Nasabah 2024", header, self.ROWS))
        assert [one.sure for name, one in found.items() if name == "customers."] == [False]

    @pytest.mark.parametrize("title", ["_crm_sheets", "Profil", "Profiles", "Masalah", "Laporan 2026-10"])
    def test_what_jobs_write_is_never_a_tab_of_the_teams(self, title: str) -> None:
        assert not proposals(tab(title, ["ID", "Nama", "HP", "Tgl lahir"], self.ROWS))

    def test_other_tabs_are_left_alone(self) -> None:
        cash = tab("Kas kecil", ["Tanggal", "Uraian", "Jumlah"], [["2026-01-01", "kopi", "25000"]] * 3)
        assert not proposals(cash, tab("Kosong", []), tab("Judul saja", ["", " "]))

    def test_keys_of_a_tab_that_is_only_proposed_are_known_in_the_others(self) -> None:
        people = tab("Nasabah 2024", ["ID", "Nama", "HP", "Tgl lahir"], self.ROWS)
        policies = tab("Polis", ["No. Polis", "Milik"], [[f"P{number}", f"K-{number}"] for number in range(4)])
        assert proposals(people, policies)["policies.customer_id"].header == "Milik"


class TestMasking:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("081234567890", "08••••••7890"),
            ("0812-3456-7890", "08••-••••-7890"),
            ("24/05/1988", "••/••/••88"),
            ("1988-05-24 00:00:00", "••••-••-24"),
            ("Budi Santoso", "B••• S••••••"),
            ("budi@example.com", "b•••@e••••••.c••"),
            ("Jl. Mawar 12", "J•. M•••• ••"),
            ("L", "L"),
            ("a\x1b[31m\nb", "a [••• b"),
        ],
    )
    def test_an_example_shows_the_kind_of_value_and_nobody(self, value: str, shown: str) -> None:
        assert masked(value) == shown

    def test_what_is_sensitive_is_hidden_whole(self) -> None:
        assert proposals(customers("Agamanya", "Islam", "Kristen", "Hindu"))["customers.religion"].example == "•••••"

    @given(st.text(max_size=60))
    def test_an_example_is_one_line_that_can_be_printed(self, value: str) -> None:
        assert masked(value).isprintable()
        assert len(masked(value)) <= 24


def column(header: str, name: str = "phone", confidence: float = 0.9) -> Proposal:
    return Proposal("customers", "Nasabah 2024", confidence, name, header, "C1", "08••")


TITLE = Proposal("customers", "Nasabah 2024", 0.9)


class TestToml:
    def test_the_block_can_be_pasted_and_what_is_unsure_is_a_comment(self) -> None:
        block = toml_block([TITLE, column("HP/WA"), column("Kota asal", "city", 0.6)], "en")
        assert tomllib.loads(block) == {"tabs": {"customers": {"title": "Nasabah 2024", "columns": {"phone": "HP/WA"}}}}
        assert '# city = "Kota asal"  # C1, 60%, for example 08••, not sure, look first' in block
        assert "kurang yakin" in toml_block([column("x", confidence=0.6)], "id")

    def test_columns_of_a_tab_in_doubt_are_in_doubt(self) -> None:
        doubted = [Proposal("customers", "Nasabah 2024", 0.6), column("HP/WA")]
        assert tomllib.loads(toml_block(doubted, "id")) == {"tabs": {"customers": {"columns": {}}}}
        assert merge("", doubted).added == ()

    @given(st.text(min_size=1, max_size=30).filter(lambda text: not any("\ud800" <= one <= "\udfff" for one in text)))
    def test_any_header_comes_back_as_it_was_and_nothing_else_with_it(self, header: str) -> None:
        block = toml_block([column(header)], "id")
        assert tomllib.loads(block) == {"tabs": {"customers": {"columns": {"phone": header}}}}
        assert all(line.isprintable() for line in block.split("\n"))


BEFORE = """\
# ours
workbook = "a.xlsx"  # the book

[tabs.customers.columns]
name = "Siapa"   # as ever

# about Google
[google]
account = "person"
"""


class TestMerging:
    def test_lines_come_into_their_tables_and_all_else_stays_letter_by_letter(self) -> None:
        merged = merge(BEFORE, [TITLE, column("HP/WA"), Proposal("policies", "Polis", 0.9, "premium", "Premi (Rp)")])
        assert merged.text == BEFORE.replace(
            "[tabs.customers.columns]\n", '[tabs.customers]\ntitle = "Nasabah 2024"\n\n[tabs.customers.columns]\n'
        ).replace("as ever\n", 'as ever\nphone = "HP/WA"\n') + ('\n[tabs.policies.columns]\npremium = "Premi (Rp)"\n')
        assert len(merged.added) == 3

    def test_a_key_that_has_a_value_is_never_changed(self) -> None:
        merged = merge(BEFORE, [column("Nama klien", "name")])
        assert merged.text == BEFORE
        assert [one.header for one in merged.existing] == ["Nama klien"]
        assert merge(BEFORE, [column("Siapa", "name")]).existing == (), "it says so already"

    def test_adding_twice_adds_once(self) -> None:
        once = merge(BEFORE, [TITLE, column("HP/WA")])
        assert merge(once.text, [TITLE, column("HP/WA")]) == (once.text, (), ())

    @pytest.mark.parametrize(
        "text", ["", "\n\n", 'workbook = "a"', "[ tabs . customers ]\n", "[tabs.'customers'] # x\n"]
    )
    def test_any_usual_file_takes_lines(self, text: str) -> None:
        wanted = {"title": "Nasabah 2024", "columns": {"phone": "HP/WA"}}
        assert tomllib.loads(merge(text, [TITLE, column("HP/WA")]).text)["tabs"] == {"customers": wanted}

    def test_line_ends_of_windows_stay(self) -> None:
        text = merge(BEFORE.replace("\n", "\r\n"), [TITLE, column("HP/WA")]).text
        assert text.count("\n") == text.count("\r\n") > BEFORE.count("\n")

    @pytest.mark.parametrize(
        "text",
        [
            'tabs = { customers = { columns = { name = "a" } } }\n',
            'tabs.customers.columns.name = "a"\n',
            '[tabs]\ncustomers = { title = "a" }\n',
            'note = """\n[tabs.customers.columns]\n"""\n',
            "tabs = 5\n",
            "[tabs]\ncustomers = 5\n",
        ],
    )
    def test_a_file_that_is_written_otherwise_is_refused_or_added_to_rightly(self, text: str) -> None:
        before = tomllib.loads(text)
        try:
            after = tomllib.loads(merge(text, [column("HP/WA")]).text)
        except ConfigurationError as error:
            assert "by hand" in str(error)
        else:
            assert after["tabs"]["customers"]["columns"].pop("phone") == "HP/WA"
            assert all(after[name] == value for name, value in before.items() if name != "tabs")

    HEADERS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)

    @settings(deadline=None)
    @given(
        st.dictionaries(st.sampled_from(["name", "phone", "city"]), HEADERS),
        st.dictionaries(st.sampled_from(["name", "phone", "city", "email"]), HEADERS),
        st.booleans(),
    )
    def test_what_stood_there_and_what_is_new_is_all_there_is(
        self, there: dict[str, str], new: dict[str, str], google: bool
    ) -> None:
        before = merge(BEFORE if google else "", [column(header, name) for name, header in there.items()]).text
        after = tomllib.loads(merge(before, [column(header, name) for name, header in new.items()]).text)
        wanted = {**new, **tomllib.loads(before).get("tabs", {}).get("customers", {}).get("columns", {})}
        assert after.get("tabs", {}).get("customers", {}).get("columns", {}) == wanted


class TestWildTabs:
    CELL = st.none() | st.text(max_size=14) | st.sampled_from([*PHONES, *MAILS, *BIRTHS, "25000", "ya"])
    HEADER = st.text(max_size=12) | st.sampled_from(["Nama", "ID", "HP/WA", "Tgl lahir klien", "Kode", "No", "Email"])

    @settings(deadline=None, max_examples=60)
    @given(st.data())
    def test_whatever_stands_there_each_proposal_is_a_header_that_was_not_understood(self, data: st.DataObject) -> None:
        header = data.draw(st.lists(self.HEADER, max_size=6))
        rows = data.draw(st.lists(st.lists(self.CELL, min_size=len(header), max_size=len(header)), max_size=5))
        title = data.draw(st.sampled_from(["Pelanggan", "Nasabah 2024", "Polis", "Lembar1"]))
        one = tab(title, header, rows if header else [])
        book = bind({title: one}, {})[1]
        for name, proposal in proposals(one).items():
            understood = book.headers.get(proposal.tab, {})
            assert proposal.column not in understood
            assert not proposal.header or proposal.header not in understood.values(), name
