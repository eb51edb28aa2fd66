"""Time zones as people write them: by their name in the world's list, by a city, or by their distance from UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import polars as pl

from crm_sheets.model import ProblemCode
from crm_sheets.values.readings import Parsed, Reading, read_column

JAKARTA, MAKASSAR, JAYAPURA = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
INDONESIA: Mapping[str, str] = {
    JAKARTA: "wib, waktu indonesia barat, indonesia barat, bandung, bogor, semarang, surabaya, malang, yogyakarta, "
    "jogja, solo, medan, padang, pekanbaru, palembang, batam, lampung, bandar lampung, aceh, banda aceh",
    MAKASSAR: "wita, waktu indonesia tengah, indonesia tengah, bali, denpasar, mataram, lombok, kupang, manado, palu, "
    "kendari, gorontalo, balikpapan, samarinda, banjarmasin",
    JAYAPURA: "wit, waktu indonesia timur, indonesia timur, papua, merauke, sorong, manokwari, ambon, ternate",
}
"""What people of Indonesia call their three zones, and larger cities that the world's list does not name."""

OTHER_NAMES: Mapping[str, str] = {
    "Asia/Singapore": "singapura, sgt, malaysia, kuala lumpur",
    "Asia/Tokyo": "jepang, japan",
    "Asia/Shanghai": "beijing, china, cina, tiongkok",
    "Asia/Riyadh": "arab saudi, saudi arabia, jeddah, mekkah, mecca, madinah",
    "Europe/London": "inggris",
    "Europe/Amsterdam": "belanda",
    "Europe/Berlin": "jerman, germany",
}

AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
DIRECTIONS = frozenset(("north", "south", "west", "east", "central"))
"""Parts of Australia in the world's list; typed alone they may be a part of anything."""

FARTHEST = 14 * 60
"""Minutes: no place is farther from UTC."""

_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?:[:.]?([0-5]\d))?(?:\s*jam)?", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^)]*\)\s*")
_CANONICAL = re.compile(r"UTC([+-])(\d\d):(\d\d)")


def parse_zones(texts: pl.Series) -> Parsed:
    """Names of zones: "Asia/Jayapura" as in the world's list, else a fixed distance such as "UTC+08:00".

    Understood are names of the list, their cities ("Jayapura"), WIB, WITA and WIT, and distances ("GMT+8"). The hint of
    a BAD_ZONE is the name that was probably meant, "" if none is near.
    """
    return read_column(texts, read_zone, _usual)


def read_zone(text: str) -> Reading:
    """One cell, as `parse_zones` says."""
    bare = _BRACKETS.sub(" ", text).strip() or text
    found = _names().get(_plain(bare)) or _fixed(bare)  # the list has its own "GMT+0"
    return Reading(found) if found else Reading(None, ProblemCode.BAD_ZONE, _nearest(bare))


@lru_cache(maxsize=1024)
def zone_named(name: str) -> tzinfo:
    """The zone of a name that `parse_zones` gives."""
    fixed = _CANONICAL.fullmatch(name)
    if not fixed:
        return ZoneInfo(name)
    distance = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
    return timezone(-distance if fixed[1] == "-" else distance)


def _usual(texts: pl.Series) -> pl.Series:
    """What stands in most cells of the home field; null for the rest."""
    names = {"WIB": JAKARTA, "WITA": MAKASSAR, "WIT": JAYAPURA} | {name: name for name in INDONESIA}
    return texts.replace_strict(names, default=None, return_dtype=pl.String)


def _fixed(text: str) -> str:
    """The zone at a distance from UTC, "" where the text gives none."""
    found = _OFFSET.fullmatch(text)
    minutes = int(found[2]) * 60 + int(found[3] or 0) if found else FARTHEST + 1
    return f"UTC{found[1]}{minutes // 60:02}:{minutes % 60:02}" if found and minutes <= FARTHEST else ""


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Each zone by what it may be called: its whole name, its city, our own words for it."""
    listed = sorted(name for name in available_timezones() if not name.startswith(("posix/", "right/")))
    whole = {_plain(name): name for name in listed}
    cities = {_plain(name.rpartition("/")[2]): name for name in reversed(listed) if name.startswith(AREAS)}
    for known in DIRECTIONS & cities.keys():
        del cities[known]
    own = {word.strip(): name for name, words in {**INDONESIA, **OTHER_NAMES}.items() for word in words.split(",")}
    return {**cities, **own, **whole}


def _plain(text: str) -> str:
    return re.sub(r"[\s_]+", " ", text).strip().casefold()


def _nearest(text: str) -> str:
    near = get_close_matches(_plain(text), _names(), n=1, cutoff=0.75)
    return _names()[near[0]] if near else ""
