"""What to ask a customer besides: questions that a person can say, of what the profile lacks (catalogue A6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crm_sheets.enrich.completeness import PERSONS_ONLY, WEIGHTS
from crm_sheets.model import Text

MOST_QUESTIONS = 2
"""More than two in one conversation is an interrogation."""

QUESTIONS: dict[str, Text] = {
    "phone": Text(
        "Boleh minta nomor HP {you}, supaya mudah kami hubungi bila ada yang penting?",
        "May I have your mobile number, so that we can reach you when something matters?",
    ),
    "birth_date": Text(
        "Boleh tahu tanggal lahir {you}, supaya kami bisa mengucapkan selamat?",
        "May I ask when your birthday is, so that we can congratulate you?",
    ),
    "email": Text(
        "Boleh minta alamat e-mail {you}, untuk bukti bayar dan dokumen?",
        "May I have your e-mail address, for receipts and documents?",
    ),
    "occupation": Text("Sekarang {you} sibuk di bidang apa?", "What line of work are you in these days?"),
    "hobbies": Text("Kalau senggang, {you} suka melakukan apa?", "What do you like to do in your free time?"),
    "likes": Text(
        "Selama ini, apa yang paling {you} sukai dari layanan kami?", "What do you like best about what we do for you?"
    ),
    "dislikes": Text(
        "Adakah yang kurang {you} sukai dan sebaiknya kami hindari?",
        "Is there anything you would rather we did not do?",
    ),
    "shopping_habits": Text(
        "Biasanya {you} lebih nyaman membeli langsung atau lewat telepon dan WhatsApp?",
        "Do you prefer to buy in person, or by phone and WhatsApp?",
    ),
    "ambitions": Text(
        "Apa yang ingin {you} capai dalam beberapa tahun ke depan?", "What would you like to achieve in the next years?"
    ),
    "address": Text("Alamat {you} masih yang lama, atau boleh kami catat?", "May we note down your address?"),
    "city": Text("Sekarang {you} tinggal di kota mana?", "Which city do you live in now?"),
    "preferred_channel": Text(
        "{you} lebih suka dihubungi lewat WhatsApp, telepon, atau e-mail?",
        "How would you like to hear from us: WhatsApp, a call or e-mail?",
    ),
    "gender": Text("Sebaiknya kami menyapa dengan Bapak atau Ibu?", "How shall we address you: Mr or Ms?"),
    "social": Text(
        "Apakah {you} punya akun Instagram atau Facebook yang boleh kami ikuti?",
        "Is there an Instagram or Facebook account of yours that we may follow?",
    ),
}

YOU = {"Bapak": "Bapak", "Ibu": "Ibu", "Mas": "Mas", "Mbak": "Mbak", "Kak": "Kakak", "Dr": "Dokter"}
"""How Indonesian says "you" to whom one addresses so."""


def questions(customer: Mapping[str, Any], profile: Mapping[str, Any], language: str) -> str | None:
    """One or two questions to ask, a line each, the most useful first; None when nothing is left to ask.

    `customer` and `profile` are rows by canonical column names. Nobody is told to ask for sensitive data.
    """
    you = YOU.get(customer.get("salutation") or "", "Bapak/Ibu")
    wanted = [name for name in dict.fromkeys(_missing(customer, profile)) if name in QUESTIONS]
    texts = [QUESTIONS[name].in_language(language).format(you=you) for name in wanted[:MOST_QUESTIONS]]
    return "\n".join(text[0].upper() + text[1:] for text in texts) or None


def _missing(customer: Mapping[str, Any], profile: Mapping[str, Any]) -> Iterator[str]:
    """What is not known, what the profile asks first in front; nothing where the profile has nothing left to ask."""
    first = profile.get("next_question")
    if not first:
        return
    yield first
    for name in WEIGHTS:
        applies = not (name in PERSONS_ONLY and customer.get("kind") == "organisation")
        if applies and name in customer and customer[name] is None:
            yield name
