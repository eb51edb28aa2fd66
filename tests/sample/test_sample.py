"""The sample workbook is what it says: believable, repeatable, and wrong exactly where its list says so."""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from time import monotonic

import openpyxl
import polars as pl
import pytest
from jinja2 import FileSystemLoader

from crm_sheets.content import AMBER, GREEN, SLATE
from crm_sheets.derive import derive
from crm_sheets.enrich import enrich
from crm_sheets.model import ProblemCode
from crm_sheets.plan import select
from crm_sheets.programs import find_due, read_programs
from crm_sheets.render.check import check_templates
from crm_sheets.sample.book import SampleBook, make_book
from crm_sheets.sample.cast import cast_id
from crm_sheets.sample.options import AS_OF, Options, day
from crm_sheets.sample.palette import HUES, LEGEND, header_colour
from crm_sheets.sample.programs import PROGRAMS
from crm_sheets.sample.settings import EXPLANATIONS
from crm_sheets.sample.writer import write_workbook
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Kind, Owner
from crm_sheets.tables import HISTORY, PROBLEMS, ROW, Book
from crm_sheets.team_settings import TeamSettings, read_team_settings
from crm_sheets.validate import validate
from crm_sheets.workbook.xlsx import XlsxWorkbook

ROOT = Path(__file__).parents[2]
FAULTS_LIST = ROOT / "tests" / "golden" / "planted_faults.csv"
CODES_OF_CELLS = {
    code
    for code in ProblemCode
    if code
    not in {
        ProblemCode.MISSING_TAB,
        ProblemCode.MISSING_COLUMN,
        ProblemCode.MISSING_SETTING,
        ProblemCode.MERGED_HEADER,
        ProblemCode.STRAY_ROW,
        ProblemCode.DEAD_ADDRESS,  # known from what came back, never from the cell
        ProblemCode.UNCONFIRMED_DATE,  # comes with the calendar, whatever is typed
        ProblemCode.NO_ADVISER,  # a branch's lack, not a cell's
        ProblemCode.WHOSE_HOLIDAY,  # a program that greets too many, not a wrong cell
    }
}


def built(folder: Path, **options: object) -> tuple[SampleBook, Path]:
    book = make_book(Options(**options))  # type: ignore[arg-type]
    path = folder / "sample.xlsx"
    write_workbook(book, path)
    return book, path


def checked(path: Path) -> Book:
    return validate(XlsxWorkbook(path).read().tabs, AS_OF)


@pytest.fixture(scope="module", params=["id", "en"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[SampleBook, Path]:
    return built(tmp_path_factory.mktemp(request.param), language=request.param)


@pytest.fixture(scope="module")
def book(sample: tuple[SampleBook, Path]) -> Book:
    return checked(sample[1])


@pytest.fixture(scope="module")
def shown(sample: tuple[SampleBook, Path]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(sample[1])


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def places(problems: pl.DataFrame) -> set[tuple[object, ...]]:
    return set(problems.select("tab", "row", "column", "code").iter_rows())


def seen_on(book: Book, offset: int) -> tuple[Book, pl.DataFrame, pl.DataFrame]:
    """The book and the profiles of that day, and what is due on it."""
    settings, _ = read_team_settings(book)
    book = derive(book, settings, day(offset))
    profiles = enrich(book, settings, day(offset), HISTORY.to_frame())
    programs, _ = read_programs(book)
    return book, profiles, find_due(programs, book, profiles, day(offset), settings)[0]


def due_on(book: Book, offset: int) -> pl.DataFrame:
    settings, _ = read_team_settings(book)
    programs, _ = read_programs(book)
    book, profiles, due = seen_on(book, offset)
    return select(due, programs, book, profiles, HISTORY.to_frame(), settings, day(offset))


def with_queue(book: Book) -> Book:
    """The book with two tasks: one to follow up today, and a call in vain two days ago."""
    usual = {"customer_id": cast_id("Joko Prasetyo"), "task": "call", "program": "premium_call"}
    tasks = [
        usual | {ROW: 2, "key": "premium_call|X|2026-11", "outcome": "postponed", "follow_up": day(0)},
        usual | {ROW: 3, "key": "premium_call|Y|2026-11", "outcome": "not_reached", "outcome_date": day(-2)},
    ]
    queue = pl.DataFrame(tasks, schema_overrides=TABS["queue"].typed)
    return replace(book, tables={**book.tables, "queue": pl.concat([TABS["queue"].empty(), queue], how="diagonal")})


def test_the_committed_workbook_and_list_are_what_the_builder_builds(tmp_path: Path) -> None:
    book, path = built(tmp_path)
    assert parts(path) == parts(ROOT / "sample_sheet.xlsx"), "run `python -m crm_sheets.sample` as CONTRIBUTING says"
    listed = list(csv.reader(FAULTS_LIST.open(encoding="utf-8")))[1:]
    assert listed == [["" if value is None else str(value) for value in fault] for fault in book.faults]


def test_the_checks_find_every_planted_mistake_and_nothing_else(sample: tuple[SampleBook, Path], book: Book) -> None:
    planted = {(f.tab, f.row, f.column, f.code, f.value) for f in sample[0].faults if f.stage == "validate"}
    found = set(book.problems.select("tab", "row", "column", "code", "value").iter_rows())
    assert found == planted


def test_the_mistakes_are_of_every_kind_that_a_cell_can_have(sample: tuple[SampleBook, Path]) -> None:
    faults = sample[0].faults
    assert len(faults) >= 40
    assert {fault.code for fault in faults} == CODES_OF_CELLS
    assert len({fault.tab for fault in faults}) >= 12


def test_without_mistakes_the_odd_spellings_alone_are_no_problem(tmp_path: Path) -> None:
    book, path = built(tmp_path, faults=False)
    problems = checked(path).problems
    assert problems.is_empty(), problems
    typed_dates = [row for row in book.tabs["customers"] if isinstance(row.get("birth_date"), str)]
    assert len(typed_dates) > 15


def test_later_stages_report_the_mistakes_that_only_they_can_see(sample: tuple[SampleBook, Path], book: Book) -> None:
    settings, bad_settings = read_team_settings(book)
    programs, bad_programs = read_programs(book)
    profiles = enrich(book, settings, AS_OF, HISTORY.to_frame())
    _, bad_conditions = find_due(programs, book, profiles, AS_OF, settings)
    bad_templates = check_templates(FileSystemLoader(ROOT / "templates"), programs, book)
    found = {
        "settings": places(bad_settings),
        "programs": places(bad_programs) | places(bad_conditions),
        "templates": places(pl.DataFrame(bad_templates, schema=PROBLEMS)),
    }
    for stage, those in found.items():
        assert those == {(f.tab, f.row, f.column, f.code) for f in sample[0].faults if f.stage == stage}


def test_every_tab_is_there_with_content_and_in_its_own_language(
    sample: tuple[SampleBook, Path], shown: openpyxl.Workbook
) -> None:
    options = sample[0].options
    for tab in TABS.values():
        if tab.owner is Owner.TEAM:
            sheet = shown[options.say(tab.label)]
            assert sheet.max_row > 1, tab.name
            headers = [cell.value for cell in sheet[1]][: len(tab.columns)]
            assert headers == [options.say(column.label) for column in tab.columns]
    for name in ("queue", "outbox", "contact_log"):
        assert shown[options.say(TABS[name].label)].max_row == 1


def test_headers_are_frozen_and_say_whose_they_are(sample: tuple[SampleBook, Path], shown: openpyxl.Workbook) -> None:
    options = sample[0].options
    for sheet in shown.worksheets[1:]:
        assert sheet.freeze_panes
        assert all(cell.comment and cell.fill.fgColor.rgb for cell in sheet[1])
    queue = {cell.value: cell.fill.fgColor.rgb for cell in shown[options.say(TABS["queue"].label)][1]}
    done, reason = (options.say(TABS["queue"].by_name[name].label) for name in ("done", "reason"))
    customer_name = shown[options.say(TABS["customers"].label)]["C1"]
    assert queue[done] == customer_name.fill.fgColor.rgb != queue[reason]


def test_phones_and_ids_are_text_columns_down_to_the_last_row(
    sample: tuple[SampleBook, Path], shown: openpyxl.Workbook
) -> None:
    options = sample[0].options
    for tab in TABS.values():
        for position, column in enumerate(tab.columns, start=1):
            if column.kind in (Kind.PHONE, Kind.ID) and options.say(tab.label) in shown:
                formats = {
                    columns.number_format
                    for columns in shown[options.say(tab.label)].column_dimensions.values()
                    if columns.min <= position <= columns.max
                }
                assert formats == {"@"}, f"{tab.name}.{column.name}"


def test_choices_and_staff_have_drop_downs(sample: tuple[SampleBook, Path], shown: openpyxl.Workbook) -> None:
    options = sample[0].options
    lists = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in shown[options.say(TABS["customers"].label)].data_validations.dataValidation
    }
    positions = [column.name for column in TABS["customers"].columns]
    status = TABS["customers"].by_name["status"]
    labels = ",".join(options.say(choice.label) for choice in status.choices)
    assert lists[f"{openpyxl.utils.get_column_letter(positions.index('status') + 1)}2"] == f'"{labels}"'
    staff = lists[f"{openpyxl.utils.get_column_letter(positions.index('owner') + 1)}2"]
    assert options.say(TABS["staff"].label) in staff


def test_the_first_tab_speaks_both_languages_and_its_links_lead_somewhere(shown: openpyxl.Workbook) -> None:
    first = shown.worksheets[0]
    texts = {cell.value for row in first.iter_rows() for cell in row if cell.value}
    assert {"Setiap pagi", "Every morning", "Arti warna", "What the colours mean"} <= texts
    targets = [cell.hyperlink.location for row in first.iter_rows() for cell in row if cell.hyperlink]
    assert len(targets) >= 30
    assert {target.split("!")[0].strip("'") for target in targets} <= set(shown.sheetnames)


def test_nobody_real_can_be_reached(book: Book) -> None:
    emails = pl.concat([book.table(tab)["email"] for tab in ("customers", "staff")]).drop_nulls()
    phones = pl.concat([book.table(tab)["phone"] for tab in ("customers", "staff", "referrals", "call_requests")])
    assert emails.str.contains(r"@example\.(com|org|co\.id)$").all()
    # After country and operator or area code come three zeros, or 5000 in the landlines: no such range is given out.
    assert phones.drop_nulls().str.contains(r"^\+62(8\d\d000|(21|22|31)5000)").all()


def test_people_buy_as_often_and_as_much_as_in_the_source(book: Book) -> None:
    settings, _ = read_team_settings(book)
    profiles = enrich(book, settings, AS_OF, HISTORY.to_frame())
    assert set(profiles["tier"]) == {"Platinum", "Gold", "Silver", "Bronze"}
    active = profiles.filter(pl.col("purchases_window") > 0)["frequency_bin"]
    shares = {name: count / len(active) for name, count in Counter(active).items()}
    for name, share in {"1": 0.72, "2": 0.16, "3-5": 0.07, ">5": 0.05}.items():
        assert shares[name] == pytest.approx(share, abs=0.04)
    assert book.table("transactions").height == pytest.approx(900, abs=10)
    assert book.table("transactions")["date"].min() < day(-2 * 365)  # type: ignore[operator]


def test_the_day_has_work_for_every_program(book: Book) -> None:
    kept = Counter(due_on(book, 0).filter(pl.col("decision") == "kept")["program"])
    assert kept["birthday_customer"] >= 3
    assert kept["birthday_family"] >= 2
    for program, (fewest, most) in {
        "premium_monthly": (2, 6),
        "premium_call": (2, 4),
        "premium_grace": (1, 5),
        "premium_grace_call": (1, 2),
        "lapsed_reinstatement": (1, 3),
        "reinstated_info": (1, 1),
        "debit_failed": (1, 4),
        "nav_alarm_call": (2, 7),
        "nav_alarm_leader": (2, 7),
        "diabetes_tips": (1, 2),
        "hobby_cooking": (1, 2),
        "re_offer": (1, 8),
        "event_thanks": (1, 15),
        "event_missed": (1, 15),
        "survey_csat": (1, 7),
        "survey_nps": (1, 7),
        "detractor_call": (1, 2),
        "improvement_news": (1, 20),
        "referral_ask": (1, 2),
        "referral_thanks": (1, 3),
        "loyalty_reward": (1, 2),
        "child_gift": (1, 2),
        "first_check_in": (1, 7),
        "keep_in_touch": (1, 6),
        "card_expiry": (1, 2),
        "after_purchase": (1, 4),
        "winback": (2, 2),
        "birthday_gift": (1, 2),
        "platinum_visit": (1, 4),
        "deal_follow_up": (2, 2),
        "complaint_follow_up": (1, 1),
        "monthly_payer_call": (1, 2),
    }.items():
        assert fewest <= kept[program] <= most, program


def test_every_program_has_somebody_within_a_year(book: Book) -> None:
    """A missed occasion is listed for a week, so one look a week sees all."""
    busy = set()
    for week in range(53):
        busy |= set(seen_on(with_queue(book), 7 * week)[2]["program"])
    assert {program.program_id for program in PROGRAMS} - busy == set()


def test_who_pays_yearly_but_chose_text_messages_gets_one_and_no_call(book: Book) -> None:
    derived, _, _ = seen_on(book, 0)
    yearly = derived.table("policies").filter(pl.col("payment_frequency") == "yearly", pl.col("status") == "inforce")
    by_text = derived.table("customers").filter(pl.col("preferred_channel") == "sms")["customer_id"]
    policy = yearly.filter(
        pl.col("customer_id").is_in(by_text.implode()), ~pl.col("wants_call").fill_null(value=False)
    ).row(0, named=True)
    for offset, expected in ((-14, []), (-3, ["premium_monthly"])):
        due = seen_on(book, (policy["due_on"] - day(0)).days + offset)[2]
        assert due.filter(pl.col("subject") == policy["policy_id"])["program"].to_list() == expected


def test_the_next_day_has_work_of_its_own(book: Book) -> None:
    """It is a Saturday: what people do then waits for Monday."""
    tomorrow = due_on(book, 1).filter(
        pl.col("due_date") == day(1), (pl.col("decision") == "kept") | (pl.col("reason") == "quiet_hours")
    )
    assert {"birthday_customer", "birthday_family", "premium_monthly", "premium_call", "birthday_gift"} <= set(
        tomorrow["program"]
    )


def test_the_cast_shows_each_reason_for_silence(book: Book) -> None:
    skipped = {
        (row["customer_id"], row["reason"])
        for row in due_on(book, 0).filter(pl.col("decision") == "skipped").iter_rows(named=True)
    }
    assert {
        (cast_id("Sulastri"), "deceased"),
        (cast_id("I Wayan Suardana"), "do_not_congratulate"),
        (cast_id("Wagiyem"), "no_address"),
        (cast_id("Ferry Gunadi"), "opted_out"),
        (cast_id("Elias Manuhutu"), "no_consent"),
        (cast_id("Melati Kusumawardani"), "same_address"),
        (cast_id("Maria Seran"), "in_complaint"),
    } <= skipped


def test_every_setting_of_the_team_stands_there_with_an_explanation(tmp_path: Path) -> None:
    names = {item.name for item in fields(TeamSettings)}
    assert set(EXPLANATIONS) == names
    _, path = built(tmp_path, faults=False, language="en")
    book = checked(path)
    settings, problems = read_team_settings(book)
    assert problems.is_empty()
    assert settings.company == "Mitra Sehat Sentosa"
    assert (settings.language, settings.tier_gold, settings.cap_contacts) == ("en", 50_000_000, 3)
    assert book.table("settings")["notes"].null_count() == 0


def test_the_same_seed_gives_the_same_book_and_another_seed_another(tmp_path: Path) -> None:
    small = Options(customers=40, transactions=60)
    assert make_book(small).tabs == make_book(small).tabs
    assert make_book(Options(customers=40, transactions=60, seed=2)).tabs != make_book(small).tabs


@pytest.mark.parametrize(("customers", "transactions"), [(1, 0), (20, 5), (400, 1500)])
def test_any_size_holds_together(tmp_path: Path, customers: int, transactions: int) -> None:
    book, path = built(tmp_path, customers=customers, transactions=transactions, faults=False)
    assert len(book.tabs["customers"]) == customers
    assert checked(path).problems.is_empty()


@pytest.mark.deep
def test_a_workbook_for_benchmarks_is_built_within_a_minute_and_little_memory(tmp_path: Path) -> None:
    begun = monotonic()
    command = [sys.executable, "-m", "crm_sheets.sample", "--output", str(tmp_path / "large.xlsx")]
    subprocess.run([*command, "--customers", "50000", "--transactions", "200000"], check=True, cwd=ROOT)
    assert monotonic() - begun < 60
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_500_000  # kilobytes


def test_the_colours_of_the_sample_are_those_that_jobs_use() -> None:
    used = {HUES[owner].tab for owner in Owner}
    assert used == {f"#{colour}" for colour in (GREEN, AMBER, SLATE)}
    assert {header_colour(TABS["queue"], column) for column in TABS["queue"].columns} == {f"#{AMBER}", f"#{GREEN}"}
    assert {f"#{AMBER}", f"#{GREEN}", f"#{SLATE}"} <= {colour for colour, *_ in LEGEND}
