"""`crm-sheets setup`, as an operator types it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from google_samples import SPREADSHEET_ID, use_fake
from setup_books import SetupBook

from crm_sheets.cli import main
from crm_sheets.commands import setup, setup_plan
from crm_sheets.commands.setup_lookup import SHOWABLE
from crm_sheets.errors import ConfigurationError, WorkbookChanged, WorkbookError
from crm_sheets.reports.profiles_tab import HEADINGS
from crm_sheets.sample.writer import ORDER
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Kind
from crm_sheets.testing.google import FakeGoogle, Fault
from crm_sheets.testing.spreadsheet import FakeSpreadsheet
from crm_sheets.values.choices import normalise
from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workspace import Workspace

LINK = "https://docs.google.com/spreadsheets/d/" + "a" * 44 + "/edit"
PROFILES = [heading.header.id.format(months=12) for heading in HEADINGS]

Run = Callable[..., str]


@pytest.fixture
def open_book(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[SetupBook], SetupBook]]:
    """Lets the commands find this spreadsheet."""

    def use(book: SetupBook) -> SetupBook:
        monkeypatch.setattr(Workspace, "workbook", property(lambda self: book))
        return book

    yield use


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in an empty folder; gives what it says on both streams."""
    monkeypatch.chdir(tmp_path)

    def runs(*arguments: str, link: bool = True, said: str = "") -> str:
        monkeypatch.setattr("sys.stdin", None)
        monkeypatch.setattr(click.termui, "visible_prompt_func", lambda prompt: said)
        place = ["--workbook", LINK] if link else []
        assert setup.command.main([*place, *arguments], "setup", standalone_mode=False) == 0
        captured = capsys.readouterr()
        return captured.out + captured.err

    return runs


def empty() -> SetupBook:
    return SetupBook({"Sheet1": []})


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("sample", [(), ("--sample",)], ids=["starter", "sample"])
def test_an_empty_spreadsheet_becomes_ready_and_the_next_time_nothing_is_left(
    open_book: Callable[[SetupBook], SetupBook], run: Run, language: str, sample: tuple[str, ...]
) -> None:
    book = open_book(empty())
    run("--yes", "--language", language, *sample)
    guide = {"id": "Mulai di sini", "en": "Start here"}[language]
    assert book.titles() == [guide, *(TABS[name].label.in_language(language) for name in ORDER)]
    assert len(book.batches) == 1, "one batch"
    assert book.outline().locale == {"id": "id_ID", "en": "en_GB"}[language]
    assert book.outline().timezone == "Asia/Jakarta"
    again = run("--yes", "--language", language)
    assert len(book.batches) == 1
    assert {"id": "Sudah siap", "en": "Ready already"}[language] in again


def test_the_batch_stays_within_what_google_advises(open_book: Callable[[SetupBook], SetupBook], run: Run) -> None:
    book = open_book(empty())
    run("--yes", "--sample")
    assert len(json.dumps(book.batches)) < 2_000_000


def test_it_asks_first_and_a_no_changes_nothing(open_book: Callable[[SetupBook], SetupBook], run: Run) -> None:
    book = open_book(empty())
    with pytest.raises(click.Abort):
        run(said="n")
    assert book.batches == []
    run(said="y")
    assert len(book.batches) == 1
    assert book.reads == 3, "it looks again after the answer"


def test_what_changed_while_it_asked_stops_it(
    open_book: Callable[[SetupBook], SetupBook], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_book(empty())
    monkeypatch.setattr(setup, "agree", lambda *_: book.add("Pelanggan", [["Nama"]], 9))
    with pytest.raises(WorkbookChanged, match="Run setup again"):
        run()
    assert book.batches == []


def test_a_dry_run_only_shows(open_book: Callable[[SetupBook], SetupBook], run: Run) -> None:
    book = open_book(empty())
    text = run("--dry-run", "--language", "en")
    assert "Makes 40 tabs: Start here, Queue, Outbox, To decide, Inbox, Customers" in text
    assert 'Removes the blank tab "Sheet1".' in text
    assert "nothing was changed" in text
    assert book.batches == []


def test_in_json_it_says_the_same(open_book: Callable[[SetupBook], SetupBook], run: Run) -> None:
    open_book(SetupBook({"Sheet1": [], "Pelanggan": [["ID Pelanggan", "Nama", "Warna"]]}))
    found = json.loads(run("--dry-run", "--json"))
    assert found["found"] == [
        {
            "tab": "customers",
            "title": "Pelanggan",
            "columns": {"customer_id": "ID Pelanggan", "name": "Nama"},
            "left_alone": ["Warna"],
            "missing": [],
        }
    ]
    assert len(found["make"]) == len(ORDER)
    assert found["done"] is False
    assert found["protection"] == "warning"
    assert found["remove"] == []


# --- what is there already ---


def test_an_own_customers_tab_is_used_as_it_is(
    open_book: Callable[[SetupBook], SetupBook], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "crm.toml").write_text('[tabs.customers]\ntitle = "Daftar nasabah"\ncolumns.name = "Siapa"\n')
    book = open_book(SetupBook({"Daftar nasabah": [["ID Pelanggan", "Siapa"]]}))
    text = run("--yes", "--language", "en")
    assert 'Customers: "Daftar nasabah", 2 columns recognised' in text
    assert "Customers" not in book.titles()
    touching = [kind for kind, body in book.batches[0] if '"sheetId": 0' in json.dumps(body)]
    assert touching == ["addNamedRange"], "nothing in it is written, and its looks stay"
    assert book.titles().index("Daftar nasabah") == 1, "after the guide"
    assert book.outline().locale == "en_US", "as the team has it"


def test_drop_downs_look_where_the_teams_own_staff_stand(open_book: Callable[[SetupBook], SetupBook], run: Run) -> None:
    book = open_book(SetupBook({"Tim 'A'": [["Cabang", "Nama"]]}))
    Path("crm.toml").write_text("[tabs.staff]\ntitle = \"Tim 'A'\"\n", encoding="utf-8")
    run("--yes")
    sources = {json.dumps(body["rule"]["condition"]["values"]) for body in book.bodies("setDataValidation")}
    assert json.dumps([{"userEnteredValue": "='Tim ''A'''!$B$2:$B"}]) in sources


def test_a_column_that_nobody_has_gets_no_drop_down(open_book: Callable[[SetupBook], SetupBook], run: Run) -> None:
    book = open_book(SetupBook({"Staf": [["Cabang"]]}))
    text = run("--yes", "--language", "en")
    assert "'Staf'!" not in json.dumps(book.bodies("setDataValidation"))
    assert "required columns that are missing: name" in text
    assert "crm-sheets map" in text


def test_only_a_blank_first_tab_of_an_empty_spreadsheet_goes(
    open_book: Callable[[SetupBook], SetupBook], run: Run
) -> None:
    for tabs in ({"Sheet1": [["x"]]}, {"Ide": []}, {"Sheet1": [], "Ide": []}):
        book = open_book(SetupBook(tabs))  # type: ignore[arg-type]
        run("--yes")
        assert set(tabs) <= set(book.titles())


def test_a_tab_that_people_renamed_is_not_made_twice_and_its_name_can_be_told(
    open_book: Callable[[SetupBook], SetupBook], run: Run
) -> None:
    book = open_book(empty())
    run("--yes")
    book.sheet("Pelanggan")["properties"]["title"] = "Orang\x1b[2J"
    book.grids["Orang\x1b[2J"] = book.grids.pop("Pelanggan")
    text = run("--yes")
    assert len(book.batches) == 1
    assert "[tabs.customers]" in text
    assert "\x1b" not in text, "a terminal would obey"


def test_the_sample_is_for_empty_spreadsheets(open_book: Callable[[SetupBook], SetupBook], run: Run) -> None:
    open_book(SetupBook({"Pelanggan": [["ID Pelanggan"]]}))
    with pytest.raises(ConfigurationError, match='"Pelanggan"'):
        run("--yes", "--sample")


# --- how tabs are made ---


def test_phones_and_ids_are_text_and_blank_rows_have_no_tick_boxes(
    open_book: Callable[[SetupBook], SetupBook], run: Run
) -> None:
    book = open_book(empty())
    run("--yes")
    kinds = number_types(book, "Pelanggan")
    for place, column in enumerate(TABS["customers"].columns):
        if column.kind in (Kind.ID, Kind.PHONE, Kind.TEXT, Kind.NAME):
            assert kinds[place] == "TEXT", column.name
    conditions = {body["rule"]["condition"]["type"] for body in book.bodies("setDataValidation")}
    assert conditions == {"ONE_OF_LIST", "ONE_OF_RANGE"}, "jobs bring the boxes of the rows that they add"


def number_types(book: SetupBook, title: str) -> dict[int, str]:
    sheet_id = book.sheet(title)["properties"]["sheetId"]
    found: dict[int, str] = {}
    for body in book.bodies("repeatCell"):
        if body["range"]["sheetId"] == sheet_id:
            places = range(body["range"].get("startColumnIndex", 0), body["range"]["endColumnIndex"])
            number = body["cell"]["userEnteredFormat"].get("numberFormat", {})
            found |= dict.fromkeys(places, number.get("type", ""))
    return found


def test_formulas_part_arguments_as_every_locale_does_and_have_no_decimals(
    open_book: Callable[[SetupBook], SetupBook], run: Run
) -> None:
    book = open_book(empty())
    run("--yes")
    rules = [body["rule"]["booleanRule"]["condition"]["values"] for body in book.bodies("addConditionalFormatRule")]
    formulas = [value["userEnteredValue"] for values in rules for value in values]
    assert len(formulas) == 30
    for formula in formulas:
        outside = "".join(formula.split('"')[::2])
        assert formula.startswith("=")
        assert not set(outside) & set(",.{}"), formula


def test_protection_as_wished(open_book: Callable[[SetupBook], SetupBook], run: Run) -> None:
    book = open_book(empty())
    with pytest.raises(ConfigurationError, match="--editor"):
        run("--yes", "--protect", "locked")
    run("--yes", "--protect", "locked", "--editor", "job@example.com")
    assert [area["editors"]["users"] for area in book.sheet("Log kontak")["protectedRanges"]] == [["job@example.com"]]
    text = run("--yes", "--protect", "none", "--language", "en")
    assert "11 old protections are taken away" in text
    assert book.sheet("Log kontak")["protectedRanges"] == []


def test_the_tabs_of_the_desk_are_ready_before_anybody_writes(
    open_book: Callable[[SetupBook], SetupBook], run: Run
) -> None:
    """People tick in "To decide" and nowhere else in it; the Inbox is written by jobs only."""
    book = open_book(empty())
    run("--yes")
    decide, inbox = book.sheet("Perlu keputusan"), book.sheet("Pesan masuk")
    doubts = [column.name for column in TABS["doubts"].columns]
    open_columns = {doubts.index(name) for name in ("again", "leave", "notes")}
    guarded = [area["range"] for area in decide["protectedRanges"]]
    columns = [area for area in guarded if area.get("startRowIndex") == 1]
    shut = {place for area in columns for place in range(area.get("startColumnIndex", 0), area["endColumnIndex"])}
    assert shut == set(range(len(doubts))) - open_columns
    assert [area["range"] for area in inbox["protectedRanges"]] == [{"sheetId": inbox["properties"]["sheetId"]}]
    assert decide["properties"]["sheetId"] == job_tab_id("Perlu keputusan"), "jobs append to it by this id"


def test_job_tabs_are_protected_once_they_are_there_also_when_renamed(
    open_book: Callable[[SetupBook], SetupBook], run: Run
) -> None:
    book = open_book(empty())
    run("--yes")
    book.add("Yang salah", [["Di mana"]], job_tab_id("Masalah"))
    book.add("Laporan 2026-11", [["Ukuran"]], job_tab_id("Laporan 2026-11"))
    book.add("Catatan jalan", [["Waktu"]], job_tab_id("Catatan jalan"))
    book.add("Ide", [["?"]], 77)
    run("--yes")
    for title in ("Yang salah", "Laporan 2026-11", "Catatan jalan"):
        assert [area["range"] for area in book.sheet(title)["protectedRanges"]] == [
            {"sheetId": book.sheet(title)["properties"]["sheetId"]}
        ]
    assert "protectedRanges" not in book.sheet("Ide")


# --- Profiles beside the customers ---


def with_profiles() -> SetupBook:
    book = SetupBook({"Pelanggan": [["Nama", "ID Pelanggan"], ["Budi", "C1"]]})
    book.add("Profil", [PROFILES], job_tab_id("Profil"), columns=len(PROFILES))
    return book


def test_profile_columns_are_shown_beside_the_customers_once(
    open_book: Callable[[SetupBook], SetupBook], run: Run
) -> None:
    book = open_book(with_profiles())
    text = run("--yes", "--language", "en", "--show-profile", "tier,Terakhir membeli", "--show-profile", "spend_window")
    assert 'Shows beside "Pelanggan": Tingkatan, Terakhir membeli, Belanja 12 bulan' in text
    (written,) = [body for body in book.bodies("updateCells") if body["start"]["sheetId"] == 0]
    formulas = [cell["userEnteredValue"]["formulaValue"] for cell in written["rows"][0]["values"]]
    assert written["start"] == {"sheetId": 0, "rowIndex": 0, "columnIndex": 2}
    assert all("XLOOKUP(TRIM($B$1:$B" in formula for formula in formulas)
    book.grids["Pelanggan"] = [["Nama", "ID Pelanggan", "Tingkatan", "Terakhir membeli", "Belanja 12 bulan"]]
    before = len(book.batches)
    run("--yes", "--show-profile", "tier, recency_bin, spend_window")
    assert len(book.batches) == before


@pytest.mark.parametrize(
    ("book", "column", "says"),
    [
        (with_profiles(), "shoe_size", "Known: tier"),
        (with_profiles(), "phone", "Known: tier"),
        (SetupBook({"Pelanggan": [["ID Pelanggan"]]}), "tier", "run nightly"),
        (SetupBook({"Profil": [PROFILES]}), "tier", "no customers tab"),
    ],
)
def test_what_cannot_be_shown_is_said(
    open_book: Callable[[SetupBook], SetupBook], run: Run, book: SetupBook, column: str, says: str
) -> None:
    open_book(book)
    with pytest.raises(ConfigurationError, match=says):
        run("--yes", "--show-profile", column)
    assert book.batches == []


def test_a_shown_column_is_never_taken_for_one_of_the_customers_own() -> None:
    columns = TABS["customers"].columns
    own = {normalise(text) for column in columns for text in (column.name, *column.label, *column.aliases)}
    for heading in SHOWABLE.values():
        assert not own & {normalise(text) for text in heading.header}, heading.name


# --- files, and new spreadsheets ---


def test_for_a_file_it_names_the_command_for_files(run: Run, sample_copy: Path) -> None:
    with pytest.raises(ConfigurationError, match="crm-sheets init"):
        run("--workbook", str(sample_copy), link=False)


def test_a_service_account_makes_no_spreadsheet(run: Run) -> None:
    with pytest.raises(ConfigurationError, match=r"no Drive space.*sheets\.new"):
        run("--create", "Tim", "--yes", link=False)


def test_a_new_spreadsheet_and_one_that_is_there_are_too_many(run: Run) -> None:
    with pytest.raises(ConfigurationError, match="give one"):
        run("--create", "Tim")


@pytest.fixture
def as_person(tmp_path: Path) -> None:
    (tmp_path / "crm.toml").write_text('[google]\naccount = "person"\n', encoding="utf-8")


@pytest.mark.usefixtures("as_person")
def test_a_person_makes_a_spreadsheet_and_is_told_its_link(
    open_book: Callable[[SetupBook], SetupBook], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_book(empty())
    made: list[Any] = []

    def create(settings: Any, home: Path, title: str) -> str:
        made.append((home, title))
        return "b" * 44

    monkeypatch.setattr(setup, "_new_spreadsheet", create)
    text = run("--create", "Tim kami", "--language", "en", link=False, said="y")
    assert made == [(Path(), "Tim kami")]
    assert "b" * 44 in text, "said at once, in case the rest fails"
    assert f'workbook = "{book.place}"' in text
    assert len(book.titles()) == 1 + len(ORDER)
    assert "Sheet1" not in book.titles()


@pytest.mark.usefixtures("as_person")
def test_a_dry_run_makes_no_spreadsheet(run: Run) -> None:
    text = run("--create", "Tim kami", "--dry-run", "--language", "en", link=False)
    assert 'Spreadsheet "Tim kami"' in text
    assert "Makes 40 tabs" in text


def test_a_new_spreadsheet_speaks_american_only_in_the_united_states() -> None:
    assert setup_plan.locale_of("en", "US") == "en_US"
    assert setup_plan.locale_of("en", "ID") == "en_GB"
    assert setup_plan.locale_of("id", "US") == "id_ID"


# --- against a Google that refuses what the real one refuses ---


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGoogle]:
    """A Google, and a folder whose settings name a spreadsheet of its."""
    with FakeGoogle() as made:
        use_fake(monkeypatch, made)
        key = made.service_account_file(tmp_path)
        settings = f'workbook = "{SPREADSHEET_ID}"\nlanguage = "id"\n[google]\nkey = "{key.name}"\n'
        (tmp_path / "crm.toml").write_text(settings, encoding="utf-8")
        yield made


@pytest.fixture
def sheet(google: FakeGoogle) -> FakeSpreadsheet:
    """That spreadsheet, as Google makes a new one."""
    made = google.spreadsheet(SPREADSHEET_ID, title="Tim kami")
    made.add_tab("Sheet1", [])
    return made


@pytest.mark.usefixtures("sheet")
def test_a_spreadsheet_made_ready_with_the_sample_runs_like_the_file(google: FakeGoogle, run: Run) -> None:
    run("--yes", "--sample", link=False)
    assert [request.kind for request in google.sheet_requests] == ["read", "read", "write"]
    assert main(["run", "nightly", "--as-of", "2026-11-20", "--json"]) == 0
    text = run("--yes", "--protect", "locked", "--language", "en", link=False)
    assert "Locks for all but crm@" in text
    assert main(["run", "nightly", "--as-of", "2026-11-21"]) == 0, "the job may write where others may not"


def test_a_tab_that_comes_between_the_look_and_the_write_is_left_alone(
    google: FakeGoogle, sheet: FakeSpreadsheet, run: Run
) -> None:
    theirs = [["ID Pelanggan", "Nama"], ["C1", "Budi"]]
    google.before(lambda request: request.kind == "write", lambda _: sheet.add_tab("Pelanggan", theirs))
    run("--yes", link=False)
    assert sheet.rows("Pelanggan") == theirs
    assert "Sheet1" in sheet.titles, "it was not the only tab any more"
    assert "formulas: crm_customers" in run("--yes", "--language", "en", link=False)
    assert "Ready already" in run("--yes", "--language", "en", link=False)
    assert sheet.rows("Pelanggan") == theirs


def test_what_people_type_into_new_tabs_stays_when_setup_comes_again(
    google: FakeGoogle, sheet: FakeSpreadsheet, run: Run
) -> None:
    run("--yes", link=False)
    sheet.people.type_in("Pelanggan", 2, 6, "081200000001")
    sheet.people.type_in("Antrean", 1, 11, "Beres?")
    before = {title: sheet.rows(title) for title in sheet.titles}
    assert before["Pelanggan"][1][6] == "081200000001", "a text: its zero stays"
    run("--yes", "--protect", "none", link=False)
    assert {title: sheet.rows(title) for title in sheet.titles} == before


@pytest.mark.usefixtures("sheet")
@pytest.mark.parametrize("ledger", ["crm-ledger.sqlite", "data/l.sqlite"])
def test_the_key_is_found_beside_settings_in_another_folder(tmp_path: Path, run: Run, ledger: str) -> None:
    (tmp_path / "team" / "data").mkdir(parents=True)
    for file in [path for path in tmp_path.iterdir() if path.is_file()]:
        file.rename(tmp_path / "team" / file.name)
    config = tmp_path / "team" / "crm.toml"
    config.write_text(f'ledger = "{ledger}"\n{config.read_text(encoding="utf-8")}', encoding="utf-8")
    text = run("--yes", "--config", "team/crm.toml", "--protect", "locked", "--language", "en", link=False)
    assert "Locks for all but crm@" in text


NOT_NAMED = {"id": "Tanpa rentang bernama crm_programs:", "en": "Without the named ranges crm_programs:"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_names_that_google_keeps_of_a_deleted_tab_stop_nothing(sheet: FakeSpreadsheet, run: Run, language: str) -> None:
    run("--yes", link=False)
    sheet.people.delete_tab("Program")
    text = run("--yes", "--language", language, link=False)
    made = TABS["programs"].label.in_language(language)
    assert made in sheet.titles
    assert NOT_NAMED[language] in " ".join(text.split())


def test_setup_ends_well_as_long_as_a_name_stays_taken_and_names_it_once_it_is_free(
    google: FakeGoogle, sheet: FakeSpreadsheet, run: Run
) -> None:
    run("--yes", link=False)
    sheet.people.delete_tab("Program")
    run("--yes", link=False)
    before, asked = sheet.metadata(), len(google.sheet_requests)
    for _ in range(2):
        found = json.JSONDecoder().raw_decode(run("--yes", "--json", link=False))[0]
        assert (found["done"], found["not_named"]) == (True, ["crm_programs"])
        assert sheet.metadata() == before
    assert len(google.sheet_requests) - asked < 30
    sheet.people.delete_named_range("crm_programs")
    assert NOT_NAMED["en"] not in " ".join(run("--yes", "--language", "en", link=False).split())
    assert "crm_programs" in [named["name"] for named in sheet.metadata()["namedRanges"]]
    assert "Ready already" in run("--yes", "--language", "en", link=False)


def test_a_refusal_that_has_nothing_to_do_with_names_is_told(
    google: FakeGoogle, sheet: FakeSpreadsheet, run: Run
) -> None:
    google.always(Fault.status(400, message="Something else."), lambda request: request.kind == "write")
    with pytest.raises(WorkbookError, match="Something else"):
        run("--yes", link=False)
    assert sheet.titles == ["Sheet1"]
