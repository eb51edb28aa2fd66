"""Husbands, wives, children and parents of the customers."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from crm_sheets.model import Text
from crm_sheets.sample.cast import persona_of
from crm_sheets.sample.names import REGIONS, PersonName, draw_relative
from crm_sheets.sample.options import AS_OF, Options, Row, often
from crm_sheets.sample.people import HOBBIES, is_organisation

CHILDRENS_HOBBIES = (
    Text("Menggambar", "Drawing"),
    Text("Sepak bola", "Football"),
    Text("Balok susun", "Building blocks"),
    Text("Koleksi pahlawan super", "Collecting superheroes"),
    Text("Menari", "Dancing"),
)
GROWN_UP = 15


def make_families(options: Options, people: list[Row]) -> list[Row]:
    """The Family tab's rows, in the order of the customers."""
    random = options.random("families")
    rows: list[Row] = []
    for number, customer in enumerate(people):
        persona = persona_of(number)
        if persona is not None:
            drawn = [_usual(options, random) | options.said(row) for row in persona.family]
        elif is_organisation(customer) or customer["birth_date"] is None or random.random() > 0.62:
            continue
        else:
            drawn = _draw(options, random, customer)
        rows += [{"customer_id": customer["customer_id"], **row} for row in drawn]
    return [{"family_id": f"K-{number:04d}", **row} for number, row in enumerate(rows, start=1)]


def _draw(options: Options, random: Random, customer: Row) -> list[Row]:
    name = _name_of(random, customer)
    age = (AS_OF - customer["birth_date"]).days // 365
    rows = []
    if age > 24 and random.random() < 0.75:
        rows.append(_relative(options, random, name, "spouse", customer["birth_date"], (-6, 7)))
    for _ in range(random.choice((0, 1, 1, 2, 2, 3)) if age > 26 else 0):
        rows.append(_relative(options, random, name, "child", customer["birth_date"], (22, min(38, age))))
    if age < 45 and random.random() < 0.12:
        rows.append(_relative(options, random, name, "parent", customer["birth_date"], (-34, -22)))
    return rows


def _name_of(random: Random, customer: Row) -> PersonName:
    last = customer["name"].split()[-1] if " " in customer["name"] else ""
    own = [region for region in REGIONS if last in region.last] or [random.choice(REGIONS[:3])]
    return PersonName(customer["name"], customer["gender"] == "male", last, own[0])


def _relative(
    options: Options, random: Random, of: PersonName, relation: str, born: date, years: tuple[int, int]
) -> Row:
    spouse = relation == "spouse"
    male = not of.male if spouse else random.random() < 0.5
    birth = min(born + timedelta(days=random.randint(years[0] * 365, years[1] * 365)), AS_OF - timedelta(days=90))
    row = _usual(options, random) | {
        "name": draw_relative(random, of, male=male, spouse=spouse or relation == "parent"),
        "relation": relation,
        "birth_date": often(random, 0.92, birth),
    }
    if relation == "child" and (AS_OF - birth).days // 365 < GROWN_UP:
        row["hobbies"] = often(random, 0.4, options.say(random.choice(CHILDRENS_HOBBIES)))
    if relation == "parent":
        row["deceased"] = often(random, 0.3, True)
    return row


def _usual(options: Options, random: Random) -> Row:
    return {
        "hobbies": often(random, 0.25, options.say(random.choice(HOBBIES))),
        "beneficiary": weighted_yes(random, 0.4),
        "covered": weighted_yes(random, 0.35),
    }


def weighted_yes(random: Random, share: float) -> bool | None:
    """Yes in `share` of the cases, no in half of the others, else blank."""
    drawn = random.random()
    if drawn < share:
        return True
    return False if drawn < (1 + share) / 2 else None
