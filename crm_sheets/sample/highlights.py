"""Rows and cells that should catch the eye: overdue, lapsed, over budget, waiting."""

from __future__ import annotations

from typing import NamedTuple

from crm_sheets.sample.palette import AMBER, AMBER_PALE, GREEN, GREEN_PALE, QUIET, RED, RED_PALE


class Look(NamedTuple):
    """How a highlighted cell looks; "" leaves its background."""

    ink: str
    background: str = ""
    struck: bool = False


WARNING, ALARM, DONE, GONE = Look(AMBER, AMBER_PALE), Look(RED, RED_PALE), Look(GREEN, GREEN_PALE), Look(QUIET)
STRUCK = Look(QUIET, struck=True)


class Highlight(NamedTuple):
    """A look for `column` (the whole row when "") where `formula` holds.

    In the formula, {name} is that column's cell in the row, and {name=value} is true where the cell shows the label of
    that choice.
    """

    formula: str
    look: Look
    column: str = ""


_OPEN = "OR({stage=open},{stage=proposal},{stage=negotiation},{stage=postponed})"
HIGHLIGHTS: dict[str, tuple[Highlight, ...]] = {
    "customers": (
        Highlight("OR({status=deceased},{status=do_not_contact},{status=inactive})", GONE),
        Highlight("{status=do_not_congratulate}", WARNING, "status"),
    ),
    "consents": (Highlight("{state=withdrawn}", ALARM, "state"),),
    "policies": (
        Highlight("{status=lapsed}", STRUCK),
        Highlight("{status=grace}", WARNING),
        Highlight("ISNUMBER({debit_failed})", ALARM, "debit_failed"),
        Highlight("AND(ISNUMBER({card_expiry}),{card_expiry}<TODAY()+45)", WARNING, "card_expiry"),
    ),
    "deals": (
        Highlight("{stage=won}", DONE, "stage"),
        Highlight("{stage=lost}", STRUCK),
        Highlight(f"AND(ISNUMBER({{follow_up_date}}),{{follow_up_date}}<=TODAY(),{_OPEN})", WARNING, "follow_up_date"),
    ),
    "invoices": (
        Highlight("AND(ISNUMBER({due_date}),{due_date}<TODAY()-60,N({paid_amount})<N({amount}))", ALARM),
        Highlight("AND(ISNUMBER({due_date}),{due_date}<TODAY(),N({paid_amount})<N({amount}))", WARNING),
    ),
    "orders": (
        Highlight("{status=delivered}", DONE, "status"),
        Highlight("{status=cancelled}", STRUCK),
    ),
    "quotes": (Highlight("{status=accepted}", DONE, "status"), Highlight("{status=expired}", GONE)),
    "visits": (
        Highlight("{result=sold}", DONE, "result"),
        Highlight('AND(ISNUMBER({planned_date}),{planned_date}<TODAY(),{visited_date}="")', WARNING, "planned_date"),
    ),
    "budgets": (Highlight("N({actual})>N({planned})", ALARM, "actual"),),
    "complaints": (
        Highlight("{status=open}", ALARM, "status"),
        Highlight("{status=in_progress}", WARNING, "status"),
        Highlight("{status=resolved}", DONE, "status"),
    ),
    "surveys": (
        Highlight("AND(ISNUMBER({score}),{score}<=6)", ALARM, "score"),
        Highlight("AND(ISNUMBER({score}),{score}>=9)", DONE, "score"),
    ),
    "call_requests": (Highlight("{status=waiting}", WARNING, "status"), Highlight("{status=called}", DONE, "status")),
    "referrals": (Highlight("{status=customer}", DONE, "status"),),
    "attendance": (Highlight("{state=attended}", DONE, "state"), Highlight("{state=absent}", GONE)),
    "products": (Highlight("ISNUMBER({discontinued})", STRUCK),),
}
