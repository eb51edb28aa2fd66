"""From kept decisions to contacts: the few that travel on as objects, with the facts a template may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from crm_sheets.handlers import Handlers
from crm_sheets.model import Contact, Decision, Medium, Program
from crm_sheets.own_columns import with_own_of
from crm_sheets.plan.funds import funds_of
from crm_sheets.plan.gifts import Gifts
from crm_sheets.plan.importance import worth
from crm_sheets.programs.names import PROFILES_TAB
from crm_sheets.programs.scope import one_each
from crm_sheets.tables import ROW, Book
from crm_sheets.team_settings import TeamSettings

Facts = Mapping[str, Any]
LANGUAGES = ("id", "en")
FAMILY = "family"


def make_contacts(
    decisions: pl.DataFrame,
    programs: Sequence[Program],
    book: Book,
    profiles: pl.DataFrame,
    settings: TeamSettings,
) -> list[Contact]:
    """The kept decisions as contacts: by priority, then by what the customer is worth a year, then by id.

    Worth is purchases in the window plus yearly premium, in the workbook's currency. The facts are `customer`,
    `profile` and `subject`, each a mapping from canonical column names to typed values; columns that the team added
    itself are among them. Beside them are `funds` of who holds any, and for a gift `gift`. The owner is whom the
    program's `handled_by` says.
    """
    by_id = {program.program_id: program for program in programs}
    kept = _ordered(decisions.filter(pl.col("decision") == Decision.KEPT), programs, profiles)
    customers = _by_customer(_of_kept(book.table("customers"), kept, book), kept)
    profile_rows = _by_customer(profiles, kept)
    subjects = _subjects(kept, book)
    handlers, gifts, funds = (
        Handlers(book.table("staff")),
        Gifts(kept, book, settings),
        funds_of(kept, book),
    )
    contacts = []
    for row in kept.iter_rows(named=True):
        customer, profile = customers[row["customer_id"]], profile_rows.get(row["customer_id"], {})
        subject = profile if row["tab"] == PROFILES_TAB else subjects[row["tab"]][row["subject_row"]]
        facts: dict[str, Any] = {"customer": customer, "profile": profile, "subject": subject}
        if held := funds.get((row["customer_id"], row["due_date"])):
            facts["funds"] = held
        if row["medium"] == Medium.GIFT:
            child = row["subject"] if row["tab"] == FAMILY else ""
            facts["gift"] = gifts.facts(customer, profile, row["due_date"], child)
        contacts.append(_contact(row, by_id[row["program"]], facts, settings, handlers))
    return contacts


def _ordered(kept: pl.DataFrame, programs: Sequence[Program], profiles: pl.DataFrame) -> pl.DataFrame:
    priorities = {program.program_id: program.priority for program in programs}
    return (
        kept.join(one_each(profiles).select("customer_id", worth=worth()), on="customer_id", how="left")
        .with_columns(priority=pl.col("program").replace_strict(priorities, return_dtype=pl.Int64))
        .sort(
            ["priority", "worth", "customer_id", "program", "subject", "period"],
            descending=[False, True, False, False, False, False],
            nulls_last=True,
        )
    )


def _of_kept(customers: pl.DataFrame, kept: pl.DataFrame, book: Book) -> pl.DataFrame:
    """The rows of the kept customers with the team's own columns."""
    rows = customers.filter(pl.col("customer_id").is_in(kept["customer_id"].implode()))
    return with_own_of(book, "customers", rows)


def _by_customer(table: pl.DataFrame, kept: pl.DataFrame) -> dict[str, Facts]:
    """The rows of the kept customers by id, the first of each, without the sheet row."""
    rows = one_each(table.filter(pl.col("customer_id").is_in(kept["customer_id"].implode()))).drop(ROW, strict=False)
    return {row["customer_id"]: row for row in rows.iter_rows(named=True)}


def _subjects(kept: pl.DataFrame, book: Book) -> dict[str, dict[int, Facts]]:
    """The rows that cause the contacts, by tab and sheet row."""
    subjects = {}
    for (tab,), rows in kept.partition_by("tab", as_dict=True).items():
        table = book.table(str(tab)) if tab != PROFILES_TAB else pl.DataFrame(schema={ROW: pl.UInt32})
        causing = table.filter(pl.col(ROW).is_in(rows["subject_row"].implode()))
        causing = with_own_of(book, str(tab), causing)
        places = causing[ROW].to_list()
        subjects[str(tab)] = dict(zip(places, causing.drop(ROW).iter_rows(named=True), strict=True))
    return subjects


def _contact(
    row: Facts, program: Program, facts: Mapping[str, Any], settings: TeamSettings, handlers: Handlers
) -> Contact:
    customer = facts["customer"]
    language = customer.get("language")
    return Contact(
        program=program,
        subject=row["subject"],
        customer_id=row["customer_id"],
        customer_name=customer.get("name") or "",
        occasion_date=row["occasion_date"],
        period=row["period"],
        due_date=row["due_date"],
        medium=Medium(row["medium"]),
        address=row["address"],
        language=language if language in LANGUAGES else settings.language,
        owner=handlers.who(
            program.handled_by, program.owner or customer.get("owner") or "", customer.get("branch") or ""
        ),
        facts=facts,
    )
