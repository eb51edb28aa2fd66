"""Who may be contacted, how, and for what."""

from __future__ import annotations

from random import Random

from crm_sheets.model import Text
from crm_sheets.sample.cast import persona_of
from crm_sheets.sample.options import Options, Row, day, weighted

WORDING = Text(
    "Saya setuju dihubungi oleh Mitra Sehat Sentosa untuk layanan, ucapan, dan penawaran.",
    "I agree that Mitra Sehat Sentosa may contact me for service, greetings and offers.",
)
SENSITIVE_WORDING = Text(
    "Saya mengizinkan data kesehatan dan agama saya dipakai untuk ucapan dan tips.",
    "I agree that my health and religion may be used for greetings and tips.",
)
WITHDRAWAL = Text("Mohon tidak mengirim promosi lagi.", "Please send no more offers.")
SOURCES = (
    Text("Formulir polis", "Policy form"),
    Text("Formulir toko", "Shop form"),
    Text("WhatsApp", "WhatsApp"),
    Text("Situs web", "Website"),
)


def make_consents(options: Options, people: list[Row]) -> list[Row]:
    """The Consents tab's rows: most granted, several withdrawn later, some never asked for."""
    random = options.random("consents")
    rows: list[Row] = []
    for number, customer in enumerate(people):
        persona = persona_of(number)
        state = persona.consent if persona else weighted(random, {"granted": 89, "no selling": 5, "none": 6})
        given = _rows(options, random, state)
        if given and (persona.allows_sensitive if persona else _is_asked_about_sensitive(random, customer)):
            given.append(given[0] | {"purpose": "sensitive", "wording": options.say(SENSITIVE_WORDING)})
        rows += [{"customer_id": customer["customer_id"], **row} for row in given]
    return [{"consent_id": f"S-{number:04d}", **row} for number, row in enumerate(rows, start=1)]


def _is_asked_about_sensitive(random: Random, customer: Row) -> bool:
    """Most of those whose religion or health is on record have said that it may be used."""
    return bool(customer.get("religion") or customer.get("health")) and random.random() < 0.7


def _rows(options: Options, random: Random, state: str) -> list[Row]:
    if state == "none":
        return []
    granted = {
        "channel": "all",
        "purpose": "all",
        "state": "granted",
        "date": day(-random.randint(60, 1500)),
        "source": options.say(random.choice(SOURCES)),
        "wording": options.say(WORDING),
    }
    withdrawn = granted | {
        "purpose": "all" if state == "withdrawn" else "selling",
        "state": "withdrawn",
        "date": day(-random.randint(5, 50)),
        "source": "WhatsApp",
        "wording": options.say(WITHDRAWAL),
    }
    return [granted] if state == "granted" else [granted, withdrawn]
