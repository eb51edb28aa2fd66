"""Slips of the fingers, shouting, and money or dates written by hand (catalogue D6)."""

from __future__ import annotations

import jinja2
import pytest

from crm_sheets.model import Text
from crm_sheets.proofreading.formats import raw_values
from crm_sheets.proofreading.passages import passages_of, plain_passage
from crm_sheets.proofreading.slips import shouting, slips
from crm_sheets.render.environment import TemplateEnvironment
from crm_sheets.render.fields import columns_of


def english(remarks: object) -> list[str]:
    return [remark.what.en for remark in remarks]  # type: ignore[attr-defined]


def parsed(source: str) -> object:
    return passages_of(TemplateEnvironment(jinja2.DictLoader({})).parse(source))[0]


DOUBLED, SPACES = '"{}" stands twice', "two spaces in a row"
BEFORE, AFTER = "a space before a punctuation mark", "no space after the comma"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("Selamat selamat pagi.", [DOUBLED.format("Selamat")]),
        ("kami\nkami berharap", [DOUBLED.format("kami")]),
        ("orang-orang, satu, satu lagi", []),
        ("I know that that had had its day.", []),
        ("Halo  Budi", [SPACES]),
        ("Halo , Budi", [BEFORE]),
        ("Halo,Budi", [AFTER]),
        ("{{ greeting_name }},selamat", [AFTER]),
        ("Rp1,500 dan 2,5 persen", []),
        ("Sudah dibayar.Terima kasih", ["no space between two sentences"]),
        ("Lihat www.contoh.id, s.d. Mei", []),
        ("Halo{{ greeting_name }}", ['"Halo" is glued to a value']),
        ("{{ greeting_name }}sehat", ['"sehat" is glued to a value']),
        ("polis{# a #} {{ subject.policy_id }}, ke-{{ 2 }}, {{ owner }}nya, {{ 5 }}th, {{ owner }}'s", []),
        ("Halo{% if owner %} {{ owner }}{% endif %}, apa kabar?", []),
        ("A {% if owner %}b {% endif %}c, tunggu ... ya", []),
    ],
)
def test_slips(source: str, told: list[str]) -> None:
    assert english(slips(parsed(source))) == told  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Selamat!!", ["several exclamation or question marks in a row"]),
        ("Satu! Dua! Tiga!", []),
        ("Satu! Dua! Tiga! Empat!", ["4 exclamation marks in one text"]),
        ("GRATIS untuk Anda", ['"GRATIS" is all capitals']),
        ("HANYA HARI INI", ['"HANYA HARI INI" is all capitals']),
        ("Balas BERHENTI atau STOP; kirim OTP lewat SMS. PT ABC Tbk", []),
    ],
)
def test_shouting(text: str, told: list[str]) -> None:
    assert english(shouting(plain_passage(text))) == told


PLAIN, TWICE = "computed money shows as a plain number", "this value already shows its currency"
BY_HAND = "a date put together from numbers"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{{ subject.premium }} {{ subject.premium|money }} {{ (subject.premium * 12)|money }}", []),
        ("Rp {{ subject.premium }}", [TWICE]),
        ("Rp{{ subject.premium|money }}", [TWICE]),
        ("Rp {{ subject.premium|int }}", ["money without its thousands"]),
        ("{{ subject.premium * 12 }}", [PLAIN]),
        ("{{ subject.premium|round }}", [PLAIN]),
        ("{{ profile.age * 2 }} {{ subject.next_due|days_until }}", []),
        ("{{ subject.next_due.day }}/{{ subject.next_due.month }}/{{ subject.next_due.year }}", [BY_HAND, BY_HAND]),
        ("{{ occasion_date.year - 2000 }}", []),
    ],
)
def test_money_and_dates_written_by_hand(source: str, told: list[str]) -> None:
    columns = {place: columns_of(place, "policies") for place in ("customer", "subject", "profile")}
    found = english(raw_values(parsed(source), columns))  # type: ignore[arg-type]
    assert found == told or found == told[:1] == [BY_HAND]


def test_remedies_are_in_both_languages() -> None:
    (remark,) = slips(plain_passage("Halo,Budi"))
    assert remark.remedy == Text("Beri spasi.", "Put one in.")
