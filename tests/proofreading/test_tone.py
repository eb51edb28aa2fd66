"""A text speaks as its readers expect (catalogue D6): formal unless they asked for the other."""

from __future__ import annotations

import pytest

from crm_sheets.proofreading.passages import plain_passage
from crm_sheets.proofreading.tone import wrong_tones


def wrong(text: str, language: str, register: str = "") -> list[str]:
    return [remark.value for remark in wrong_tones(plain_passage(text, register), language)]


@pytest.mark.parametrize(
    ("text", "language", "formal", "familiar"),
    [
        ("Kamu sehat, kan?", "id", ["Kamu", "kan"], []),
        ("Keren banget dong, nggak sih?", "id", ["Keren", "banget", "dong", "nggak", "sih"], []),
        ("Gak apa-apa, udah dibayar.", "id", ["Gak", "udah"], []),
        ("Polis Anda sudah terbit.", "id", [], ["Anda"]),
        ("Apakah anda sehat?", "id", ["anda"], ["anda"]),
        ("Polis yg dikirim utk lu.", "id", ["yg", "utk", "lu"], ["yg", "utk", "lu"]),
        ("Kata dr. Rina, Bapak Lo dan Gan sehat.", "id", [], []),
        ("Hey, wanna come?", "en", ["Hey", "wanna"], []),
        ("Call us ASAP, pls, ur premium is due.", "en", ["ASAP", "pls", "ur"], ["pls", "ur"]),
        ("We don't want you to miss it; it's fine, isn't it?", "en", [], []),
        ("Hi Budi, we hope you're well.", "en", [], []),
        ("Halo Budi, apa kabar?", "id", [], []),
    ],
)
def test_which_words_do_not_suit(text: str, language: str, formal: list[str], familiar: list[str]) -> None:
    assert wrong(text, language) == formal, "who has no register is spoken to formally"
    assert wrong(text, language, "formal") == formal
    assert wrong(text, language, "familiar") == familiar


def test_both_ways_to_say_you_in_one_text_are_told_as_such() -> None:
    (remark,) = wrong_tones(plain_passage("Kamu dan polis Anda", "familiar"), "id")
    assert remark.what.en == '"Anda" and "kamu" in one text'


def test_what_to_write_instead_is_said() -> None:
    (remark,) = wrong_tones(plain_passage("Kami nggak tahu."), "id")
    assert remark.remedy.en == 'Write "tidak", or move it to a ".familiar" text.'
    (remark,) = wrong_tones(plain_passage("Mari dong."), "id")
    assert remark.remedy.id == 'Hilangkan, atau pindahkan ke teks ".familiar".'
