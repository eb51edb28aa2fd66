"""What the tabs about customers' policies have in common: whose they are, how to call them, who does the work."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from crm_sheets.handlers import Handlers
from crm_sheets.model import HandledBy
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.shown import with_customer_link


def with_customer(rows: pl.DataFrame, source: ReportInput) -> pl.DataFrame:
    """The rows with `customer`, `customer_link`, `phone`, `phone_link`, `owner` and `branch` of their customers.

    The owner is who does the work: of somebody who has left, the leader.
    """
    people = source.profiles.unique("customer_id", keep="first").select(
        "customer_id",
        "branch",
        "owner",
        "phone",
        customer="name",
        phone_link=pl.lit("tel:") + pl.col("phone"),
    )
    known = rows.join(people, on="customer_id", how="left", maintain_order="left")
    named = known.with_columns(pl.col("customer").fill_null(pl.col("customer_id")))
    linked = with_customer_link(named, source.book)
    return with_handler(linked, source, HandledBy.OWNER, "owner")


def with_handler(rows: pl.DataFrame, source: ReportInput, handled_by: HandledBy, name: str) -> pl.DataFrame:
    """The rows (`owner`, `branch`) with a column of who does what `handled_by` says."""
    handlers = Handlers(source.book.table("staff"))
    return _with(rows, ("owner", "branch"), name, lambda owner, branch: handlers.who(handled_by, owner, branch))


def with_program_handler(rows: pl.DataFrame, source: ReportInput) -> pl.DataFrame:
    """The rows (`program`, `owner`, `branch`) with the owner whom their program says."""
    handlers = Handlers(source.book.table("staff"))
    programs = {program.program_id: program for program in source.programs}

    def who(program_id: str, owner: str, branch: str) -> str:
        program = programs.get(program_id)
        return handlers.who(program.handled_by, program.owner or owner, branch) if program else owner

    return _with(rows, ("program", "owner", "branch"), "owner", who)


def _with(rows: pl.DataFrame, keys: tuple[str, ...], name: str, who: Callable[..., str]) -> pl.DataFrame:
    """The rows with a column of whom `who` says for their keys, each different set of which is asked for once."""
    different = rows.select(keys).unique(maintain_order=True)
    people = [who(*(key or "" for key in row)) or None for row in different.iter_rows()]
    found = different.with_columns(pl.Series("_handler", people, pl.String))
    joined = rows.join(found, on=keys, how="left", maintain_order="left", nulls_equal=True)
    return joined.with_columns(pl.col("_handler").alias(name)).drop("_handler")
