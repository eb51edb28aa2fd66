"""Where people are: branches, cities and streets, telephone numbers that nobody has, e-mail at example domains."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

BRANCHES = ("Jakarta", "Bandung", "Surabaya")

CITIES: dict[str, tuple[str, ...]] = {
    "Jakarta": ("Jakarta Selatan", "Jakarta Timur", "Jakarta Barat", "Depok", "Bekasi", "Tangerang", "Bogor"),
    "Bandung": ("Bandung", "Bandung", "Cimahi", "Garut", "Tasikmalaya", "Sumedang"),
    "Surabaya": ("Surabaya", "Surabaya", "Sidoarjo", "Malang", "Gresik", "Denpasar", "Makassar"),
}
TIMEZONES = {"Denpasar": "Asia/Makassar", "Makassar": "Asia/Makassar"}
STREETS = (
    "Jl. Melati",
    "Jl. Kenanga",
    "Jl. Anggrek Raya",
    "Jl. Cempaka Putih",
    "Jl. Flamboyan",
    "Jl. Merpati",
    "Jl. Rajawali",
    "Jl. Mangga Dua Dalam",
    "Gg. Haji Saleh",
    "Komp. Griya Asri Blok C",
    "Perum. Taman Sari Blok F",
)
AREA_CODES = {"Jakarta": "21", "Bandung": "22", "Surabaya": "31"}
PREFIXES = ("812", "813", "815", "817", "819", "821", "852", "857", "878", "895")
DOMAINS = ("example.com", "example.co.id", "example.org")


class Place(NamedTuple):
    """A branch and an address in its area; `timezone` is blank for western Indonesian time."""

    branch: str
    city: str
    street: str
    timezone: str | None


def draw_place(random: Random, number: int) -> Place:
    """An address near one of the branches."""
    branch = BRANCHES[number % len(BRANCHES)]
    city = random.choice(CITIES[branch])
    return Place(branch, city, f"{random.choice(STREETS)} No. {random.randint(1, 140)}", TIMEZONES.get(city))


def mobile(number: int) -> str:
    """A mobile number after the country code, "81200000123": valid in form, in a range that is not given out."""
    return f"{PREFIXES[number % len(PREFIXES)]}000{number:05d}"


def landline(branch: str, number: int) -> str:
    """A landline number after the country code, "215000123"."""
    return f"{AREA_CODES[branch]}5000{number % 1000:03d}"


def email(name: str, number: int) -> str:
    """An e-mail address made of the name, at a domain that belongs to nobody."""
    words = ["".join(letter for letter in word if letter.isalpha()) for word in name.lower().split()]
    local = ".".join(word for word in words if word)
    return f"{local}{number if number >= 40 else ''}@{DOMAINS[number % len(DOMAINS)]}"
