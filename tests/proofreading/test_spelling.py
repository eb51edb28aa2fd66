"""Words that are wrong are found, words that are right are left alone (catalogue D6)."""

from __future__ import annotations

import pytest
from typos import ENGLISH, INDONESIAN, cases

from crm_sheets.proofreading import Lexicon, read_vocabulary
from crm_sheets.proofreading.finding import Remark
from crm_sheets.proofreading.passages import GAP, Passage
from crm_sheets.proofreading.spelling import misspellings


def found(text: str, language: str, lexicon: Lexicon) -> list[Remark]:
    passage = Passage()
    passage.add(text, 1)
    return list(misspellings(passage, language, lexicon))


def words(text: str, language: str, lexicon: Lexicon) -> list[str]:
    return [remark.value for remark in found(text, language, lexicon)]


@pytest.mark.parametrize(("language", "table"), [("id", INDONESIAN), ("en", ENGLISH)], ids=["Indonesian", "English"])
def test_nearly_all_of_forty_typical_slips_are_found_and_nothing_else(
    language: str, table: str, lexicon: Lexicon
) -> None:
    missed, strange, meant = [], [], 0
    for wrong, right, sentence in cases(table):
        remarks = found(sentence, language, lexicon)
        values = [remark.value.lower() for remark in remarks]
        missed += [] if wrong in values else [wrong]
        strange += [value for value in values if value != wrong]
        meant += any(f'"{right}"' in remark.remedy.id.lower() for remark in remarks)
    assert len(cases(table)) == 40
    assert len(missed) <= 2, missed
    assert strange == []
    assert meant >= 34, "the right word is nearly always among the three suggested"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # names, addresses, links, numbers and codes are no words
        (f"Yth. {GAP}, polis POL-2021-0012 jatuh tempo.", "id"),
        ("Balas ke budi.sntoso@contoh.id atau https://cntoh.id/jdwal", "id"),
        ("Bayar lewat contoh.co.id atau wa.me/62811000", "id"),
        ("Produk ini dari Prudential dan Allianz.", "id"),
        ("Ketik BERHENTI, atau kirim kode CVV dan OTP.", "id"),
        (f"Kartu {GAP}nya dan ke-{GAP}.", "id"),
        ("Hello, [yr name] here.", "en"),
        # reduplication, clitics, imperatives, loans
        ("Semoga baik-baik saja, orang-orang tersayang, terima kasih atas pesannya.", "id"),
        ("Hubungi kami, kirimkan fotonya, sebutkan nomornya.", "id"),
        ("Kami menawarkan update dan meeting lewat WhatsApp.", "id"),
        # British spelling, possessives, contractions
        ("We apologise, it's the customer's favourite colour; don't cancel the enrolment.", "en"),
        # a phrase in the other language
        ("We ask your forgiveness, lahir dan batin.", "en"),
        # the field's words
        ("Premi polis unit link, silaturahmi, reinstatement, NAB, autodebet.", "id"),
    ],
)
def test_what_is_right_is_left_alone(text: str, language: str, lexicon: Lexicon) -> None:
    assert words(text, language, lexicon) == []


def test_a_name_is_known_by_its_capital_within_a_sentence_unless_all_words_have_one(lexicon: Lexicon) -> None:
    assert words("Salam dari Prudensial.", "id", lexicon) == []
    assert words("Selamat Ulang Thaun Bapak", "id", lexicon) == ["Thaun"]
    assert words("Selamt ulang tahun", "id", lexicon) == ["Selamt"]


def test_names_of_the_workbook_are_right_anywhere(lexicon: Lexicon) -> None:
    assert words("sejahteraplan untuk semua", "id", lexicon) == ["sejahteraplan"]
    named = Lexicon(lexicon.spellers, lexicon.vocabulary, frozenset({"sejahteraplan"}))
    assert words("sejahteraplan untuk semua", "id", named) == []


def test_the_teams_words_and_its_own_corrections_go_before_the_shipped_ones(lexicon: Lexicon) -> None:
    own = read_vocabulary("kwitansi\npelanggan = nasabah  # our house style\n[en]\npremi = premium")
    ours = Lexicon(lexicon.spellers, lexicon.vocabulary.joined(own))
    assert words("Simpan kwitansi itu.", "id", ours) == []
    (remark,) = found("Untuk Pelanggan kami: premi.", "id", ours)
    assert remark.remedy.en == 'Write "Nasabah".'
    assert words("Your premi is due.", "en", ours) == ["premi"]


def test_without_a_dictionary_usual_mistakes_are_found_all_the_same(lexicon: Lexicon) -> None:
    blind = Lexicon({}, lexicon.vocabulary)
    assert words("Silahkan balas, kesehetan Bapak.", "id", blind) == ["Silahkan"]


def test_a_place_glued_to_its_di_is_parted(lexicon: Lexicon) -> None:
    (remark,) = found("Kami ada dikampung.", "id", lexicon)
    assert '"di kampung"' in remark.remedy.id
