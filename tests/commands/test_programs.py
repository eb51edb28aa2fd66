"""`crm-sheets programs list | show | new | backtest`, as an operator types them."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import openpyxl
import pytest
from google_samples import use_fake
from google_team import DAY, GREETING, Team, customers
from workbook_builders import plain_workbook

from crm_sheets.cli import main
from crm_sheets.testing.google import FakeGoogle

Run = Callable[..., Any]

HEADER = ["ID Program", "Nama program", "Aktif", "Tujuan", "Peristiwa", "Pengulangan", "Syarat", "Saluran", "Templat"]
BIRTHDAY = ["ultah", "Ulang tahun", "Ya", "Ucapan", "customers.birth_date", "Tiap tahun", None, "WhatsApp", "ultah"]
NEW = ("--purpose", "service", "--occasion", "customers.customer_since", "--repeat", "yearly", "--channels")
NEW = (*NEW, "wa, sms, email, call")


def workbook(folder: Path, *programs: Sequence[object], header: Sequence[str] = HEADER) -> Path:
    """Three customers born on 3, 20 and 25 November, and programs."""
    people = [
        [f"C{day}", f"Orang {day}", f"1980-11-{day:02}", f"+6281200000{day:03}", f"c{day}@example.com", "2020-01-15"]
        for day in (3, 20, 25)
    ]
    named = ["ID Pelanggan", "Nama", "Tanggal lahir", "Telepon", "Email", "Pelanggan sejak"]
    tabs: dict[str, Any] = {"Pelanggan": [named, *people], "Pengaturan": [["Pengaturan", "Nilai"], ["company", "Toko"]]}
    tabs["Program"] = [header, *programs]
    return plain_workbook(folder / "book.xlsx", tabs)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a subcommand in the workbook's folder; gives its data with --json, else all that it says."""
    monkeypatch.chdir(tmp_path)
    templates = tmp_path / "templates"
    templates.mkdir()
    for language in ("id", "en"):
        (templates / f"ultah.whatsapp.{language}.txt").write_text("Selamat, {{ greeting_name }}!", encoding="utf-8")

    def runs(*arguments: str, code: int = 0) -> Any:
        options = ("-w", "book.xlsx", "--as-of", DAY, *(() if "--language" in arguments else ("--language", "en")))
        assert main(["programs", arguments[0], *arguments[1:], *options]) == code
        captured = capsys.readouterr()
        return json.loads(captured.out) if "--json" in arguments else captured.out + captured.err

    return runs


def test_the_list_says_what_for_when_how_and_what_falls_due(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY)
    text = run("list")
    assert "1 program as of 2026-11-20, 0 resting" in text
    assert "ultah · Ulang tahun (Greeting)" in text
    assert "every year, on the Tanggal lahir (Pelanggan); WhatsApp" in text
    assert "goes by itself · next on 2026-11-20 · 2 within 7 days" in text
    (row,) = run("list", "--json")
    assert (row["program"], row["next_due"], row["in_7_days"], row["rests"]) == ("ultah", "2026-11-20", 2, "")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"Aktif": "Tidak"}, "Active says no"),
        ({"Peristiwa": "customers.city"}, "E2"),
        ({"Syarat": "tier = 'Golden'"}, "G2"),
        ({"Saluran": "merpati"}, "H2"),
        ({"Templat": None}, "I2"),
    ],
)
def test_the_list_says_why_a_program_rests(tmp_path: Path, run: Run, cells: dict[str, Any], why: str) -> None:
    row = [cells.get(header, value) for header, value in zip(HEADER, BIRTHDAY, strict=True)]
    workbook(tmp_path, row)
    (found,) = run("list", "--json")
    assert why in found["rests"]
    assert "1 resting" in run("list")


def test_everything_that_is_wrong_with_a_row_is_told_at_once(tmp_path: Path, run: Run) -> None:
    wrong = {"Saluran": "merpati", "Pengulangan": "kadang"}
    workbook(tmp_path, [wrong.get(header, value) for header, value in zip(HEADER, BIRTHDAY, strict=True)])
    (found,) = run("list", "--json")
    assert [line[:2] for line in found["rests"].splitlines()] == ["F2", "H2"]
    assert "\n      F2: " in run("list")
    said = run("show", "ultah", code=2)
    assert "F2: " in said
    assert "H2: " in said


def test_the_list_points_at_broken_templates(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY, ["kabar", "Kabar", *BIRTHDAY[2:8], "ultah"])
    assert "template problem" not in run("list")
    (tmp_path / "templates" / "ultah.whatsapp.en.txt").write_text("{{ customer.warna }}", encoding="utf-8")
    assert run("list").count("    ! template problem: ") == 2
    assert all(row["template_problems"] for row in run("list", "--json"))
    assert "    ! templat bermasalah: " in run("list", "--language", "id")


@pytest.mark.parametrize("subcommand", [("show",), ("results",), ("backtest", "--from", DAY, "--to", DAY)])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ultahh", 'Tidak ada program "ultahh". Maksudnya ultah?'),
        ("tahun", 'Tidak ada program "tahun". Maksudnya ultah?'),
        ("merpati", "Program di buku kerja ini: p00, p01, p02, p03, p04, p05, p06, p07, p08, p09 ... dan 3 lagi"),
    ],
)
def test_a_program_that_nobody_knows_brings_those_that_are_near(
    tmp_path: Path, run: Run, subcommand: tuple[str, ...], typed: str, said: str
) -> None:
    others = [[f"p{number:02}", f"P {number}", *BIRTHDAY[2:]] for number in reversed(range(12))]
    workbook(tmp_path, *others, BIRTHDAY)
    assert said in run(subcommand[0], typed, *subcommand[1:], "--language", "id", code=2)


def test_what_stops_a_command_is_told_in_the_language_of_who_asks(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY)
    for arguments, said in (
        (("new", "baru"), "Sebuah program perlu lebih banyak: --purpose"),
        (("new", "baru", *NEW, "--purpose", "x", "--yes"), "Tidak ada yang ditulis, karena program baru ini"),
        (("new", "baru", *NEW, "--rest-days", "3", "--yes"), "tidak punya kolom untuk --rest-days"),
        (("new", "baru", *NEW, "--template", "../x", "--yes"), "tidak bisa menjadi nama templat"),
        (("backtest", "ultah", "--from", "2026-11-20", "--to", "2026-11-01"), "Tukarlah keduanya"),
    ):
        assert said in run(*arguments, "--language", "id", code=2)


def test_a_list_without_programs_says_how_to_add_one(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path)
    assert "programs new" in run("list")


def test_one_program_in_sentences_with_who_is_due(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY)
    text = run("show", "ULTAH")
    assert "Every year, on the Tanggal lahir (Pelanggan), for all, by WhatsApp." in text
    assert "2 contacts due in 30 days" in text
    assert "2026-11-25  Orang 25 (C25)" in text
    assert run("show", "Ulang tahun", "--json")["due"][0]["customer_id"] == "C20", "by its name as well"
    assert 'There is no program "x"' in run("show", "x", code=2)


def test_a_resting_program_can_be_tried_on_days_gone_by(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, [*BIRTHDAY[:2], "Tidak", *BIRTHDAY[3:]])
    text = run("backtest", "ultah", "--from", "2026-11-01", "--to", "2026-11-20", "--csv", "found.csv")
    assert "2 contacts to 2 people, cost about IDR" in text
    assert "2026-11-03  Orang 3 (C3)" in text
    assert "WhatsApp" in text
    kept = tmp_path / "found.csv"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    lines = kept.read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[1] for line in lines] == ["customer_id", "C3", "C20"]
    assert "62812" not in kept.read_text(encoding="utf-8")
    data = run("backtest", "ultah", "--from", "2026-11-01", "--to", "2026-11-20", "--alone", "--json")
    assert (data["contacts"], data["people"], data["busiest_contacts"]) == (2, 2, 1)


def test_what_has_no_history_is_named(tmp_path: Path, run: Run) -> None:
    row = [*BIRTHDAY[:6], "tier = 'Gold' and city = 'Bandung' and purchases > 1", *BIRTHDAY[7:]]
    workbook(tmp_path, row)
    text = run("backtest", "ultah", "--from", "2026-11-01", "--to", "2026-11-20")
    assert "Profiles.Tier: worked out as of each day, by the thresholds" in " ".join(text.split())
    assert "Customers.City: as it is now" in " ".join(text.split())
    data = run("backtest", "ultah", "--from", "2026-11-01", "--to", "2026-11-20", "--json")
    assert set(data["undated"]) == {"profiles.tier", "customers.city"}, "purchases and birthdays have their dates"


@pytest.mark.parametrize(
    ("days", "remedy"),
    [
        (("2026-11-20", "2026-11-01"), "Turn them round"),
        (("2026-11-01", "2030-11-21"), "programs show"),
        (("2020-01-01", "2026-11-01"), "Take a shorter time"),
        (("1/11/2026", "2026-11-01"), "Write it as"),
    ],
)
def test_wrong_days_are_refused_with_a_remedy(tmp_path: Path, run: Run, days: tuple[str, str], remedy: str) -> None:
    workbook(tmp_path, BIRTHDAY)
    assert remedy in run("backtest", "ultah", "--from", days[0], "--to", days[1], code=2)


def test_a_name_cannot_become_a_formula_in_the_csv(tmp_path: Path, run: Run) -> None:
    file = workbook(tmp_path, BIRTHDAY)
    book = openpyxl.load_workbook(file)
    book["Pelanggan"]["B2"].value, book["Pelanggan"]["B2"].data_type = "=1+1", "s"
    book.save(file)
    run("backtest", "ultah", "--from", "2026-11-01", "--to", "2026-11-20", "--csv", "found.csv")
    assert ",'=1+1," in (tmp_path / "found.csv").read_text(encoding="utf-8")


def rows_of(file: Path) -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(file)["Program"].values
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("header", [HEADER, list(reversed(HEADER)), [*HEADER, "Catatan kami"]])
def test_a_new_program_stands_under_the_last_row_each_value_under_its_header(
    tmp_path: Path, run: Run, header: list[str]
) -> None:
    known = dict(zip(HEADER, BIRTHDAY, strict=True))
    file = workbook(tmp_path, [known.get(name) for name in header], header=header)
    text = run("new", "ulang_tahun_kita", *NEW, "--yes")
    assert "It rests until you set Active to yes." in text
    first, new = rows_of(file)
    assert first == {name: known.get(name) for name in header}, "nobody's cell was touched"
    assert {name: value for name, value in new.items() if value is not None} == {
        "ID Program": "ulang_tahun_kita",
        "Nama program": "Ulang tahun kita",
        "Aktif": "Tidak",
        "Tujuan": "Layanan",
        "Peristiwa": "customers.customer_since",
        "Pengulangan": "Tiap tahun",
        "Saluran": "WhatsApp, SMS, E-mail, Telepon",
        "Templat": "ulang_tahun_kita",
    }


def test_a_new_program_can_be_shown_and_run_as_it_stands(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY)
    run("new", "setahun", *NEW, "--active", "--yes")
    assert main(["check", "-w", "book.xlsx", "--as-of", DAY]) == 0
    assert main(["run", "contacts", "-w", "book.xlsx", "--as-of", "2027-01-15"]) == 0
    written = sorted(path.name.split("--")[0] for path in (tmp_path / "outbox").rglob("*--*.txt"))
    assert written == ["setahun"] * 3


def test_texts_are_made_for_each_channel_and_language_and_never_overwritten(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY)
    mine = tmp_path / "templates" / "setahun.sms.id.txt"
    mine.write_text("Punya saya, {{ greeting_name }}", encoding="utf-8")
    text = run("new", "setahun", *NEW, "--yes")
    made = {path.name for path in (tmp_path / "templates").glob("setahun.*")}
    assert made == {
        f"setahun.{m}.{language}.txt" for m in ("whatsapp", "sms", "email", "call") for language in ("id", "en")
    }
    assert mine.read_text(encoding="utf-8") == "Punya saya, {{ greeting_name }}"
    assert "setahun.sms.id.txt (is there already, stays as it is)" in text


def test_texts_can_be_copied_from_another_program(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY)
    run("new", "kedua", *NEW[:-1], "whatsapp", "--template-from", "ultah", "--yes")
    text = (tmp_path / "templates" / "kedua.whatsapp.id.txt").read_text(encoding="utf-8")
    assert text == "Selamat, {{ greeting_name }}!"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--purpose", "jualann"), "--purpose"),
        (("--occasion", "customers.city"), "--occasion"),
        (("--condition", "tier = 'Golden'"), "--condition"),
        (("--repeat", "cadence"), "--every"),
        (("--channels", "merpati"), "--channels"),
        (("--offset-days", "9"), "--offset-days"),
        (("--template", "../x"), "--template"),
        (("--template-from", "../x"), "--template-from"),
    ],
)
def test_a_wrong_option_is_named_with_its_remedy_and_nothing_is_written(
    tmp_path: Path, run: Run, options: tuple[str, ...], named: str
) -> None:
    file = workbook(tmp_path, BIRTHDAY)
    before = file.read_bytes()
    assert named in run("new", "baru", *NEW, *options, "--yes", code=2)
    assert file.read_bytes() == before
    assert not list((tmp_path / "templates").glob("baru.*"))


def test_all_wrong_options_are_named_at_once(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY)
    wrong = {"--occasion": "customers.wedding", "--purpose": "jualann", "--condition": "tier = 'Golden'"}
    text = run("new", "baru", *NEW, *(part for option in wrong.items() for part in option), "--yes", code=2)
    assert [option for option in wrong if f"  {option}: " not in text] == []


def test_an_id_that_is_taken_is_refused(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY)
    assert "ID: " in run("new", "ultah", *NEW, "--yes", code=2)


def test_a_tab_without_the_column_active_says_so(tmp_path: Path, run: Run) -> None:
    header = [name for name in HEADER if name != "Aktif"]
    file = workbook(tmp_path, [value for value in BIRTHDAY if value != "Ya"], header=header)
    assert "would run at once" in run("new", "baru", *NEW, "--yes", code=2)
    assert len(rows_of(file)) == 1


def test_without_options_and_without_a_terminal_what_is_needed_is_listed(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY)
    text = run("new", "baru", code=2)
    assert all(option in text for option in ("--purpose", "--occasion", "--repeat", "--channels"))


def test_on_a_terminal_what_is_needed_is_asked_for(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    file = workbook(tmp_path, BIRTHDAY)
    asked = answer(monkeypatch, "Kabar", "Layanan", "Pelanggan.Tanggal lahir", "Tiap tahun", "", "sms", "y")
    run("new", "baru")
    assert [(row["ID Program"], row["Nama program"]) for row in rows_of(file)][1:] == [("baru", "Kabar")]
    assert len(asked) == 7


def answer(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Types these answers on a terminal, then its end; gives what is asked."""
    left, asked = iter(answers), list[str]()

    def typed(prompt: str) -> str:
        asked.append(prompt)
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(click.termui, "visible_prompt_func", typed)
    return asked


def test_a_question_lists_its_choices_and_takes_their_numbers(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workbook(tmp_path, BIRTHDAY, header=[*HEADER, "Setiap ... hari"])
    occasion, condition = "customers.customer_since", "city = 'Bandung'"
    answer(monkeypatch, "", "6", "5", occasion, "", "6", "tiap bulan", "90", condition, "2, 5, 1", "ya")
    said = run("new", "tiap_90_hari")
    assert "  1 Greeting (greeting)" in said
    assert "5 Service (service)" in said
    assert said.count("a word of the list above") == 1, "there are five purposes, no sixth"
    assert said.count("this is needed") == 1
    assert said.count("type a number, such as 30") == 1
    new = rows_of(file)[-1]
    assert (new["Nama program"], new["Tujuan"], new["Pengulangan"]) == ("Tiap 90 hari", "Layanan", "Berkala")
    assert (new["Setiap ... hari"], new["Syarat"]) == (90, condition)
    assert new["Saluran"] == "WhatsApp, Kunjungan, SMS"


@pytest.mark.parametrize("yes", ["y", "ya", "Ya", "YES"])
def test_a_yes_is_understood_in_either_language(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, yes: str
) -> None:
    file = workbook(tmp_path, BIRTHDAY)
    answer(monkeypatch, "mungkin", yes)
    assert 'answer "yes" or "no"' in run("new", "baru", *NEW)
    assert len(rows_of(file)) == 2


@pytest.mark.parametrize("answers", [("",), ("t",), ("tidak",), ("n",), ("No",), ()])
def test_a_no_and_the_end_of_input_write_nothing_and_say_so(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...]
) -> None:
    file = workbook(tmp_path, BIRTHDAY)
    answer(monkeypatch, *answers)
    said = run("new", "baru", *NEW, code=130)
    assert "Stopped: nothing was written." in said
    assert "ledger" not in said, "nothing is ever sent by it"
    assert len(rows_of(file)) == 1
    assert not list((tmp_path / "templates").glob("baru.*"))


def test_the_question_is_put_in_the_language_of_who_asks(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook(tmp_path, BIRTHDAY)
    asked = answer(monkeypatch)
    assert "Berhenti: tidak ada yang ditulis." in run("new", "baru", *NEW, "--language", "id", code=130)
    assert asked == ["Lanjutkan? [y/t]: "]


def test_the_texts_are_shown_before_they_are_written(tmp_path: Path, run: Run) -> None:
    workbook(tmp_path, BIRTHDAY)
    said = run("new", "setahun", *NEW, "--dry-run")
    assert "    | Dear {{ greeting_name }}," in said
    assert "    | Yth. {{ greeting_name }}," in said
    assert "{#" not in said, "the note for who writes is not what is sent"
    texts = run("new", "setahun", *NEW, "--dry-run", "--json")["texts"]
    assert set(texts) == {f"setahun.{m}.{x}.txt" for m in ("whatsapp", "sms", "email", "call") for x in ("id", "en")}


def test_limits_pilot_and_survey_can_be_given_as_well(tmp_path: Path, run: Run) -> None:
    more = ["Boleh terlambat (hari)", "Jeda per pelanggan (hari)", "Paling banyak sehari", "Mulai", "Sampai"]
    more += ["Uji coba", "Kelompok pembanding", "Dikerjakan oleh", "Menanyakan"]
    file = workbook(tmp_path, BIRTHDAY, header=[*HEADER, *more])
    given = ("--lateness-days", "2", "--rest-days", "30", "--most-per-day", "5", "--starts-on", "2026-12-01")
    given = (*given, "--ends-on", "2026-12-31", "--pilot", "20%", "--hold-out", "0.1", "--handled-by", "leader")
    run("new", "uji", *NEW, *given, "--asks", "nps", "--yes")
    new = rows_of(file)[-1]
    assert [new[name] for name in more[:3]] == [2, 30, 5]
    assert [f"{new[name]:%Y-%m-%d}" for name in more[3:5]] == ["2026-12-01", "2026-12-31"]
    assert [new[name] for name in more[5:7]] == [0.2, 0.1]
    assert (new["Dikerjakan oleh"], new["Menanyakan"]) == ("Atasannya", "Rekomendasi (NPS)")
    assert "no share" in run("new", "lain", *NEW, "--pilot", "banyak", "--yes", code=2)


def test_a_dry_run_shows_the_row_and_writes_nothing(tmp_path: Path, run: Run) -> None:
    file = workbook(tmp_path, BIRTHDAY)
    assert "Dry run" in run("new", "baru", *NEW, "--dry-run")
    assert len(rows_of(file)) == 1


def test_a_workbook_without_the_tab_says_what_makes_it(tmp_path: Path, run: Run) -> None:
    plain_workbook(tmp_path / "book.xlsx", {"Pelanggan": [["ID Pelanggan", "Nama"], ["C1", "Siti"]]})
    assert "setup" in run("new", "baru", *NEW, "--yes", code=2)


def test_a_new_program_in_a_google_spreadsheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeGoogle() as google:
        use_fake(monkeypatch, google)
        team = Team.of(google, tmp_path / "folder", customers(("Bandung", 1, "1980-11-20")), [GREETING])
        rows = team.sheet.rows("Program")
        code, said = team.run(command=f"programs new baru {' '.join(NEW[:-1])} sms --active --yes")
        assert code == 2
        assert "Aktif" in said, "this team has no such column"
        team.sheet.people.type_in("Program", 1, len(rows[0]), "Aktif")
        code, said = team.run(command=f"programs new baru {' '.join(NEW[:-1])} sms --yes")
        assert (code, said["done"]) == (0, True)
        *before, new = team.sheet.rows("Program")
        assert [row[: len(rows[0])] for row in before[1:]] == rows[1:]
        cells = dict(zip(before[0], [*new, *[None] * 9], strict=False))
        assert (cells["ID Program"], cells["Saluran"], cells["Aktif"]) == ("baru", "SMS", "Tidak")
