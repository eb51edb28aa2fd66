"""The many right ways in which people type the same thing; none of these is a mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from random import Random
from typing import Any

from crm_sheets.sample.options import Options, Row

MONTHS = (
    ("Januari", "Jan"),
    ("Februari", "Pebruari", "Peb"),
    ("Maret", "Mar"),
    ("April", "Apr"),
    ("Mei",),
    ("Juni", "Jun"),
    ("Juli", "Jul"),
    ("Agustus", "Agt", "Agust"),
    ("September", "Sept"),
    ("Oktober", "Okt"),
    ("November", "Nopember", "Nop"),
    ("Desember", "Des"),
)
SAID_OTHERWISE: dict[str, dict[str, tuple[str, ...]]] = {
    "salutation": {"Bapak": ("Bpk", "bpk.", "Pak"), "Ibu": ("Bu", "ibu", "Ny.")},
    "gender": {"male": ("L", "pria"), "female": ("P", "wanita")},
    "payment_frequency": {"monthly": ("bulan", "tiap bulan"), "yearly": ("tahun", "annual")},
    "payment_method": {"transfer": ("transfer bank", "VA"), "credit_card": ("KK",), "auto_debit": ("auto debet",)},
    "relation": {"spouse": ("istri", "suami"), "child": ("putra", "putri")},
    "state": {"granted": ("ya", "boleh")},
}

Spell = Callable[[Random, Any], Any]


def spell_phone(random: Random, national: str) -> str | int:
    """A number such as "81200000123" or "215000106" as somebody would type it."""
    if not national.startswith("8"):
        area, rest = national[:2], national[2:]
        return random.choice((f"(0{area}) {rest}", f"0{area}-{rest}", f"+62 {area} {rest}"))
    first, second, third = national[:3], national[3:7], national[7:]
    spelt: tuple[str | int, ...] = (
        f"0{first}-{second}-{third}",
        f"0{national}",
        f"+62 {first}-{second}-{third}",
        f"62{national}",
        national,
        f"+62 (0){first}-{second}-{third}",
        f"0062{national}",
        int(national),
    )
    return random.choices(spelt, (34, 30, 14, 6, 4, 4, 3, 5))[0]


def spell_date(random: Random, on: date) -> str:
    """A date as text."""
    name = random.choice(MONTHS[on.month - 1])
    spelt = (
        f"{on.day} {name} {on.year}",
        f"{on.day} {name.lower()} {on.year}",
        f"{on:%d-%m-%Y}",
        f"{on.day}/{on.month}/{on.year}",
        f"{on:%d.%m.%Y}",
        f"{on:%Y-%m-%d}",
        f"{on.day}-{name}-{on.year}",
    )
    return random.choices(spelt, (40, 10, 15, 15, 5, 10, 5))[0]


def spell_month(random: Random, on: date) -> str:
    """The month on a bank card."""
    return random.choice((f"{on:%m/%y}", f"{on:%m/%Y}", f"{MONTHS[on.month - 1][-1]} {on.year}"))


def spell_money(random: Random, amount: float) -> str:
    """An amount in rupiah."""
    grouped = f"{amount:,.0f}".replace(",", ".")
    spelt = [f"Rp {grouped}", f"Rp {grouped},00", f"Rp{grouped}", grouped, f"{grouped},-"]
    if amount >= 1_000_000_000 and amount % 100_000_000 == 0:
        spelt.append(f"{amount / 1e9:g} miliar".replace(".", ","))
    elif amount >= 1_000_000 and amount % 100_000 == 0:
        spelt += [f"{amount / 1e6:g} jt".replace(".", ","), f"{amount / 1e6:g} juta".replace(".", ",")]
    elif amount < 1_000_000 and amount % 1000 == 0:
        spelt += [f"{amount / 1000:.0f}rb", f"{amount / 1000:.0f} ribu"]
    return random.choice(spelt)


def spell_yes(random: Random, answer: bool) -> str:
    """Yes or no."""
    return random.choice(("ya", "Y", "x", "YA")) if answer else random.choice(("tidak", "belum", "tdk"))


def spell_choice(column: str, random: Random, value: str) -> str:
    """A choice in other words, where people have other words for it."""
    words = SAID_OTHERWISE[column].get(value)
    return random.choice(words) if words else value


HABITS: tuple[tuple[str, str, float, Spell], ...] = (
    ("customers", "phone", 1, spell_phone),
    ("customers", "birth_date", 0.22, spell_date),
    ("customers", "customer_since", 0.06, spell_date),
    ("customers", "income", 0.4, spell_money),
    ("customers", "salutation", 0.08, partial(spell_choice, "salutation")),
    ("customers", "gender", 0.06, partial(spell_choice, "gender")),
    ("family", "birth_date", 0.25, spell_date),
    ("family", "relation", 0.1, partial(spell_choice, "relation")),
    ("family", "beneficiary", 0.1, spell_yes),
    ("consents", "state", 0.04, partial(spell_choice, "state")),
    ("policies", "issue_date", 0.05, spell_date),
    ("policies", "premium", 0.1, spell_money),
    ("policies", "payment_frequency", 0.06, partial(spell_choice, "payment_frequency")),
    ("policies", "payment_method", 0.06, partial(spell_choice, "payment_method")),
    ("policies", "card_expiry", 0.35, spell_month),
    ("policies", "sum_assured", 0.06, spell_money),
    ("transactions", "date", 0.02, spell_date),
    ("transactions", "amount", 0.025, spell_money),
    ("deals", "value", 0.15, spell_money),
    ("deals", "opened", 0.08, spell_date),
    ("invoices", "amount", 0.1, spell_money),
    ("orders", "date", 0.1, spell_date),
    ("visits", "planned_date", 0.08, spell_date),
    ("visits", "cost", 0.2, spell_money),
    ("complaints", "opened_date", 0.1, spell_date),
    ("gifts", "cost", 0.2, spell_money),
    ("budgets", "planned", 0.1, spell_money),
    ("call_requests", "phone", 1, spell_phone),
    ("referrals", "phone", 1, spell_phone),
)


def spell_as_people_do(options: Options, tabs: dict[str, list[Row]]) -> None:
    """Replace some values by how somebody typed them: another cell, the same meaning."""
    for tab, column, share, spell in HABITS:
        random = options.random(f"spelling {tab} {column}")
        for row in tabs[tab]:
            value = row.get(column)
            if value is not None and random.random() < share:
                row[column] = spell(random, value)
