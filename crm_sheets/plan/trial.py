"""Pilot and hold-out: who takes part in a program, and who is left out so that one can compare (catalogue F9).

Each customer has one place between 0 and 1 in each program, always the same. Those below the program's `pilot` take
part; the last `hold_out` of them all are left out and noted. So raising the pilot keeps everybody who is in it, and
nobody changes sides from one occasion to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import polars as pl

from crm_sheets.model import Program, SkipReason
from crm_sheets.plan.texts import LEFT_OUT, PILOT

PLACES = 2**64


def place_of(program: str, customer: str) -> float:
    """The customer's place in a program, from 0 up to but not 1; even over customers, and new for each program.

    By BLAKE2b and not by a table's own hash, which changes from one version of a library to the next.
    """
    digest = blake2b(f"{program}\0{customer}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest) >> 11) / (PLACES >> 11)  # the 53 bits of a float: all 64 could round up to 1


def arm_of(program: Program, customer: str) -> SkipReason | None:
    """Why the program leaves this customer out: HELD_OUT, NOT_IN_PILOT, or None for who takes part."""
    place = place_of(program.program_id, customer)
    if place >= 1 - program.hold_out:
        return SkipReason.HELD_OUT
    return None if place < program.pilot else SkipReason.NOT_IN_PILOT


def with_arms(rows: pl.DataFrame, programs: Sequence[Program], language: str) -> pl.DataFrame:
    """The `rows` with `left_out`, why a trial leaves them out (null: it does not), and `left_out_detail`.

    Only rows without a `reason` are looked at: who is stopped anyway is not left out.
    """
    trials = [program for program in programs if program.pilot < 1 or program.hold_out > 0]
    return rows.join(_arms(rows, trials, language), on=["program", "customer_id"], how="left", maintain_order="left")


def _arms(rows: pl.DataFrame, trials: Sequence[Program], language: str) -> pl.DataFrame:
    """Whom the trials leave out: `program`, `customer_id`, `left_out` (the reason), `left_out_detail`."""
    by_id = {program.program_id: program for program in trials}
    due = rows.filter(pl.col("program").is_in(list(by_id)), pl.col("reason") == "").drop_nulls("customer_id")
    found = [
        (program, customer, arm.value, _share(by_id[program], arm, language))
        for program, customer in due.select("program", "customer_id").unique(maintain_order=True).iter_rows()
        if (arm := arm_of(by_id[program], customer))
    ]
    names = ("program", "customer_id", "left_out", "left_out_detail")
    return pl.DataFrame(found, schema=dict.fromkeys(names, pl.String), orient="row")


def _share(program: Program, arm: SkipReason, language: str) -> str:
    """How large the share of the program is that the customer belongs, or does not belong, to."""
    is_held_out = arm is SkipReason.HELD_OUT
    share = program.hold_out if is_held_out else program.pilot
    return (LEFT_OUT if is_held_out else PILOT).in_language(language).format(f"{share:.0%}".replace("%", " %"))
