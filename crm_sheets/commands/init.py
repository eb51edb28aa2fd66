"""`crm-sheets init FOLDER`: everything that a team needs to start, in one folder."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import click

from crm_sheets.commands.own_command import own_command
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

WORKBOOK = Text("pelanggan.xlsx", "customers.xlsx")
SAMPLE_DAY = " --as-of 2026-11-20"

SETTINGS = Text(
    """\
# Pengaturan operator; pengaturan tim ada di tab Pengaturan di buku kerja.
workbook = "{workbook}"
timezone = "Asia/Jakarta"
country = "ID"
language = "id"

# Judul kolom Anda sendiri cukup dipetakan, tidak perlu diganti:
# [tabs.customers.columns]
# birth_date = "Tgl lahir nasabah"
""",
    """\
# The operator's settings; the team's are in the Settings tab of the workbook.
workbook = "{workbook}"
timezone = "Asia/Jakarta"
country = "ID"
language = "en"

# Headers of your own are mapped, not replaced:
# [tabs.customers.columns]
# birth_date = "Date of birth (client)"
""",
)

TEMPLATES = Text(
    """\
Templat pesan milik Anda.

Berkas di folder ini menggantikan berkas bawaan yang namanya sama; yang lain tetap dipakai.
Untuk mengubah sebuah pesan, salin berkasnya dari sini, lalu ubah salinannya:

  {shipped}
""",
    """\
Your own message templates.

A file in this folder takes the place of the shipped file with the same name; the others stay in use.
To change a message, copy its file from here and edit the copy:

  {shipped}
""",
)

NEXT = Text(
    """\
{folder} sudah siap. Selanjutnya:

  cd {folder}
  {crm} check{day}
      apa yang perlu dibetulkan di {workbook}
  {crm} preview{day}
      pesan hari ini sebagai satu halaman
  {crm} run nightly{day}
      sehari penuh; pesan ditulis ke folder outbox, tidak ada yang dikirimi apa pun

{hint}
""",
    """\
{folder} is ready. Next:

  cd {folder}
  {crm} check{day}
      what is wrong in {workbook}
  {crm} preview{day}
      today's messages as one page
  {crm} run nightly{day}
      the whole day; messages go to the folder outbox, nobody gets anything

{hint}
""",
)
SAMPLE_HINT = Text(
    "{workbook} berisi contoh untuk dicoba. Kalau sudah siap, buat folder baru dengan --empty dan isi data Anda.",
    "{workbook} is a sample to try things on. When you are ready, make another folder with --empty for your own.",
)
EMPTY_HINT = Text(
    "Isi dulu company, sender, dan reply_phone di tab Pengaturan, lalu pelanggan Anda di tab Pelanggan. "
    "Program ucapan sudah aktif; yang lain tinggal diaktifkan di tab Program.",
    "First fill in company, sender and reply_phone in the Settings tab, then your customers in the Customers tab. "
    "Greetings are active; switch the others on in the Programs tab.",
)


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--empty", is_flag=True, help="A workbook without sample rows, for your own customers.")
@click.option("--dry-run", is_flag=True, help="Show what would be made; make nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", help="Language of the folder.")
def command(folder: Path, empty: bool, dry_run: bool, as_json: bool, language: str) -> int:
    """Make FOLDER with a workbook, settings, a place for templates, and jobs; never overwrites a file."""
    workbook = WORKBOOK.in_language(language)
    places = [folder / name for name in (workbook, "crm.toml", "templates", "jobs")]
    there = [place for place in places if place.exists()]
    if there:
        raise ConfigurationError(f'"{there[0]}" is there already and is not overwritten. Choose another folder.')
    if not dry_run:
        _make(folder, language, empty=empty)
    made = [str(place) for place in places]
    text = _what_next(folder, language, empty=empty)
    click.echo(json.dumps({"made": made, "dry_run": dry_run}) if as_json else text, nl=as_json)
    return ExitCode.OK


def _what_next(folder: Path, language: str, *, empty: bool) -> str:
    workbook = WORKBOOK.in_language(language)
    hint = (EMPTY_HINT if empty else SAMPLE_HINT).in_language(language).format(workbook=workbook)
    return NEXT.in_language(language).format(
        folder=shlex.quote(str(folder)), workbook=workbook, crm=_command(), day="" if empty else SAMPLE_DAY, hint=hint
    )


def _command() -> str:
    """How this command is typed from any folder: by name when it is on the PATH, else by where it is."""
    return "crm-sheets" if shutil.which("crm-sheets") else shlex.join(own_command())


def _make(folder: Path, language: str, *, empty: bool) -> None:
    from crm_sheets.shipped import shipped

    workbook = WORKBOOK.in_language(language)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _make_workbook(folder / workbook, language, empty=empty)
        _make_templates(folder / "templates", language)
        shutil.copytree(shipped("jobs"), folder / "jobs", ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        (folder / "crm.toml").write_text(SETTINGS.in_language(language).format(workbook=workbook), encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f'"{folder}" cannot be made: {error.strerror}. Choose another folder.') from None


def _make_templates(folder: Path, language: str) -> None:
    """No copies of the shipped templates: those get better with each version."""
    from crm_sheets.shipped import shipped

    texts = (TEMPLATES.in_language(language), TEMPLATES.in_language("en" if language == "id" else "id"))
    folder.mkdir()
    text = "\n".join(texts).format(shipped=shipped("templates"))
    (folder / "README.txt").write_text(text, encoding="utf-8")


def _make_workbook(file: Path, language: str, *, empty: bool) -> None:
    """The Indonesian sample is shipped; the others are built, which takes a moment."""
    from crm_sheets.shipped import shipped

    if language == "id" and not empty:
        shutil.copyfile(shipped("sample_sheet.xlsx"), file)
        return
    from crm_sheets.sample.book import make_book
    from crm_sheets.sample.options import Options
    from crm_sheets.sample.starter import make_starter
    from crm_sheets.sample.writer import write_workbook

    write_workbook(make_starter(language) if empty else make_book(Options(language=language)), file)
