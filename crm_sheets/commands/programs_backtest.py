"""`crm-sheets programs backtest NAME --from D --to D`: what a program would have done on days gone by."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Day, Request, common_options
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

if TYPE_CHECKING:
    import polars as pl

    from crm_sheets.commands.backtest_words import Told
    from crm_sheets.model import Program
    from crm_sheets.rehearsal import Rehearsal

LONGEST = 1100
"""Days: three years and a little."""

TURNED = Text(
    "--to {last} lebih awal daripada --from {first}. Tukarlah keduanya.",
    "--to {last} is before --from {first}. Turn them round.",
)
TO_COME = Text(
    "--to {last} sesudah {latest}, sedangkan uji mundur adalah tentang hari yang sudah lewat. Untuk hari yang akan "
    "datang: crm-sheets programs show NAMA",
    "--to {last} is after {latest}, and a back-test is about days gone by. For days to come there is: "
    "crm-sheets programs show NAME",
)
TOO_LONG = Text(
    "Dari {first} sampai {last} lebih dari {longest} hari. Pilih waktu yang lebih pendek.",
    "From {first} to {last} are more than {longest} days. Take a shorter time.",
)
COLUMNS = ("on", "customer_id", "customer", "medium", "due_date", "occasion_date", "segments", "cost", "key")
"""What a line of the CSV file has; no addresses."""


@click.command("backtest")
@click.argument("name")
@click.option("--from", "first", type=Day(), required=True, help="The first day to play.")
@click.option("--to", "last", type=Day(), required=True, help="The last day to play.")
@click.option("--alone", is_flag=True, help="This program only, without the others that run.")
@click.option("--csv", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write every contact into a file.")
@common_options
def backtest(request: Request, name: str, first: date, last: date, alone: bool, file: Path | None) -> int:
    """Play the program NAME (its id, or its name) on days gone by: how many, to whom, the cost, what held it back.

    Each day is decided with what was known on it; what carries no history is named. A resting program can be tried
    too. Nothing is sent, and nothing written into the workbook.
    """
    from crm_sheets.commands.backtest_words import as_text, saved
    from crm_sheets.commands.saving import save
    from crm_sheets.rehearsal import rehearse

    workspace = request.workspace(dry_run=True)
    language = request.speaks(workspace)
    _refuse_bad_days(first, last, workspace.latest_day, language)
    with rehearse(workspace, language) as rehearsal:
        told = _play(rehearsal, rehearsal.usable(name), first, last, alone=alone, language=language)
    lines = as_text(told, language)
    if file is not None and not request.dry_run:
        save(file, _csv(told.people), "--csv", language)
        lines.append(saved(told.people.height, str(file), language))
    request.say("\n".join(lines), told.as_json())
    return ExitCode.OK


def _refuse_bad_days(first: date, last: date, latest: date, language: str) -> None:
    is_wrong = {TURNED: last < first, TO_COME: last > latest, TOO_LONG: (last - first).days >= LONGEST}
    for text in (text for text, holds in is_wrong.items() if holds):
        raise ConfigurationError(
            text.in_language(language).format(first=first, last=last, latest=latest, longest=LONGEST)
        )


def _play(rehearsal: Rehearsal, program: Program, first: date, last: date, *, alone: bool, language: str) -> Told:
    from crm_sheets.backtest import outcome_of, replay, undated_facts, used_columns
    from crm_sheets.backtest.replay import days_between
    from crm_sheets.commands.backtest_words import Told
    from crm_sheets.commands.day_bar import day_bar

    ground = rehearsal.trial(program, first, alone=alone)
    days = days_between(first, last)
    with day_bar(len(days), language) as advance:
        played = replay(ground, days, {program.program_id}, rehearsal.write, advance)
    book, profiles = ground.seen_on(last)
    months = rehearsal.settings.spend_window_months
    columns = used_columns(program, book, profiles, months, rehearsal.workspace.templates, last)
    outcome = outcome_of(played, program, ground.history)
    return Told(
        program,
        (first, last),
        outcome,
        _with_names(outcome.made, rehearsal),
        undated_facts(columns, months),
        rehearsal.settings.currency,
        alone,
    )


def _with_names(made: pl.DataFrame, rehearsal: Rehearsal) -> pl.DataFrame:
    named = made.join(rehearsal.customers, on="customer_id", how="left", maintain_order="left")
    return named.select(COLUMNS)


def _csv(people: pl.DataFrame) -> str:
    from crm_sheets.commands.saving import inert

    texts = [name for name, dtype in people.schema.items() if dtype == people.schema["key"]]
    return people.with_columns(people[name].map_elements(inert, people.schema["key"]) for name in texts).write_csv()
