"""Fifty programs, each condition in three languages: ours, rule-engine's and simpleeval's."""

from __future__ import annotations

from typing import NamedTuple

from crm_sheets.model import Medium, Program, Purpose, Repeat

MESSAGES = (Medium.WHATSAPP, Medium.SMS, Medium.EMAIL)


class Condition(NamedTuple):
    """One condition: as a team types it, and as a programmer would for each library (simpleeval has no lists)."""

    ours: str
    rule_engine: str
    simpleeval: str


OF_CUSTOMERS = (
    Condition(
        "city in ('Bandung', 'Medan') and purchases > 0",
        'city in ["Bandung", "Medan"] and purchases > 0',
        "(city == 'Bandung' or city == 'Medan') and purchases > 0",
    ),
    Condition(
        "tier = 'Gold' or tier = 'Platinum'",
        'tier == "Gold" or tier == "Platinum"',
        "tier == 'Gold' or tier == 'Platinum'",
    ),
    Condition(
        "purchases >= 3 and city = 'Jakarta'",
        'purchases >= 3 and city == "Jakarta"',
        "purchases >= 3 and city == 'Jakarta'",
    ),
    Condition(
        "days_since_purchase > 90 and tier <> 'Bronze'",
        'days_since_purchase != null and days_since_purchase > 90 and tier != "Bronze"',
        "days_since_purchase != None and days_since_purchase > 90 and tier != 'Bronze'",
    ),
    Condition(
        "spend_window > 10jt and not open_complaint",
        "spend_window > 10000000 and not open_complaint",
        "spend_window > 10000000 and not open_complaint",
    ),
)
OF_POLICIES = (
    Condition(
        "policies.status = 'inforce' and payment_frequency = 'monthly'",
        'policy_status == "inforce" and payment_frequency == "monthly"',
        "policy_status == 'inforce' and payment_frequency == 'monthly'",
    ),
    Condition(
        "policies.status = 'inforce' and premium >= 2jt and city = 'Surabaya'",
        'policy_status == "inforce" and premium >= 2000000 and city == "Surabaya"',
        "policy_status == 'inforce' and premium >= 2000000 and city == 'Surabaya'",
    ),
    Condition(
        "policies.status = 'grace' and tier in ('Gold', 'Silver')",
        'policy_status == "grace" and tier in ["Gold", "Silver"]',
        "policy_status == 'grace' and (tier == 'Gold' or tier == 'Silver')",
    ),
    Condition(
        "wants_call and premium > 500rb or premium > 4jt",
        "wants_call and premium > 500000 or premium > 4000000",
        "wants_call and premium > 500000 or premium > 4000000",
    ),
    Condition("purchases_window = 0", "purchases_window == 0", "purchases_window == 0"),
)
DATES: tuple[tuple[str, Repeat, tuple[int, ...], int], ...] = (
    # occasion, repeat, offsets in days, days of a cadence
    ("customers.birth_date", Repeat.YEARLY, (-7, -1, 0, 0, 1, 3), 0),
    ("customers.customer_since", Repeat.YEARLY, (-14, 0, 0, 7), 0),
    ("customers.customer_since", Repeat.MONTHLY, (0, 2, 5), 0),
    ("customers.customer_since", Repeat.CADENCE, (0, 0, 1), 90),
    ("customers.customer_since", Repeat.CADENCE, (0, 0), 182),
    ("profiles.last_purchase", Repeat.DUE, (14, 90, 180, 365), 0),
    ("policies.next_due", Repeat.DUE, (-30, -14, -7, -3, -3, -1, 0, 1, 7, 14), 0),
    ("policies.issue_date", Repeat.ONCE, (3, 14, 30, 100, 200), 0),
    ("policies.issue_date", Repeat.YEARLY, (-30, -7, 0, 0, 3), 0),
    ("policies.card_expiry", Repeat.DUE, (-60, -30, -7, 1), 0),
    ("25", Repeat.CALENDAR, (-5, 0), 0),
    ("11-20", Repeat.CALENDAR, (0, -3), 0),
)
PURPOSES = tuple(Purpose)


class Rule(NamedTuple):
    """A program and its condition in every language."""

    program: Program
    condition: Condition


def rules() -> list[Rule]:
    """The fifty."""
    wanted = [(occasion, repeat, offset, cadence) for occasion, repeat, offsets, cadence in DATES for offset in offsets]
    return [_rule(number, *one) for number, one in enumerate(wanted)]


def _rule(number: int, occasion: str, repeat: Repeat, offset: int, cadence: int) -> Rule:
    conditions = OF_POLICIES if occasion.startswith("policies.") else OF_CUSTOMERS
    condition = conditions[number % len(conditions)]
    program = Program(
        program_id=f"program_{number:02}",
        name=f"Program {number}",
        purpose=PURPOSES[number % len(PURPOSES)],
        occasion=occasion,
        repeat=repeat,
        offset_days=offset,
        condition=condition.ours,
        media=MESSAGES if number % 4 else (Medium.CALL,),
        template="none",
        owner="",
        needs_approval=False,
        priority=1 + number % 9,
        lateness_days=number % 4,
        cadence_days=cadence,
        row=number + 2,
    )
    return Rule(program, condition)
