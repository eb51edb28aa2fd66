"""Segments are counted as the standards and the providers count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.sms import GSM_BASIC, GSM_EXTENDED, count_segments, estimate_cost, measure, to_gsm
from crm_sheets.team_settings import TeamSettings

PARTY = "\U0001f389"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "gsm7", 0, 0),
        ("a", "gsm7", 1, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("a" * 459, "gsm7", 459, 3),
        ("a" * 460, "gsm7", 460, 4),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        ("a" * 158 + "€", "gsm7", 160, 1),
        ("a" * 159 + "€", "gsm7", 161, 2),
        ("é" * 160, "gsm7", 160, 1),
        ("ç" * 70, "ucs2", 70, 1),
        ("ç" * 71, "ucs2", 71, 2),
        ("ç" * 134, "ucs2", 134, 2),
        ("ç" * 135, "ucs2", 135, 3),
        (PARTY * 35, "ucs2", 70, 1),
        (PARTY * 36, "ucs2", 72, 2),
        ("a" * 160 + PARTY, "ucs2", 162, 3),
    ],
)
def test_known_figures(text: str, encoding: str, units: int, segments: int) -> None:
    assert measure(text) == (encoding, units, segments)


def test_the_basic_alphabet_has_its_127_signs_and_the_extension_its_10() -> None:
    assert len(GSM_BASIC) == 127  # 128 places, one of which is the escape
    assert len(GSM_EXTENDED) == 10
    assert not GSM_BASIC & GSM_EXTENDED


def test_an_escaped_sign_is_never_split_between_two_segments() -> None:
    # 152 septets, then a sign of two: it moves whole into the second segment, so 153 + 153 are not enough.
    assert count_segments("a" * 152 + "€" + "a" * 152) == 3
    assert count_segments("a" * 151 + "€" + "a" * 153) == 2


def test_a_surrogate_pair_is_never_split_between_two_segments() -> None:
    assert count_segments("ç" * 66 + PARTY + "ç" * 66) == 3
    assert count_segments("ç" * 65 + PARTY + "ç" * 67) == 2


def test_one_emoji_makes_three_segments_of_one() -> None:
    text = "Selamat ulang tahun! ".ljust(159, "a")
    assert (count_segments(text), count_segments(text + PARTY)) == (1, 3)


def test_the_cost_is_segments_times_price() -> None:
    assert estimate_cost(3, TeamSettings(sms_price=450)) == 1350


def test_typographic_signs_become_their_cheap_look_alikes_and_nothing_else_changes() -> None:
    assert to_gsm("“Budi’s” – a\u00a0b… •") == '"Budi\'s" - a b... -'
    assert to_gsm("Çelik ñ ü € [x]") == "Çelik ñ ü € [x]"
    assert to_gsm("Ł" + PARTY) == "Ł" + PARTY


@given(st.text(alphabet=st.sampled_from(["a", "€", "é", "ç", PARTY, "\n"]), max_size=400))
def test_segments_hold_the_whole_text_and_no_more_segments_are_used_than_needed(text: str) -> None:
    encoding, units, segments = measure(text)
    single, part = {"gsm7": (160, 153), "ucs2": (70, 67)}[encoding]
    if units <= single:
        assert segments == (1 if text else 0)
    else:
        assert segments >= -(-units // part)
        assert units > (segments - 1) * (part - 1)  # at most one unit of a segment stays empty


@given(st.text(max_size=300))
def test_a_longer_text_never_needs_fewer_segments(text: str) -> None:
    assert count_segments(text + "a") >= count_segments(text)
