"""How alike two headers are: word by word, in Indonesian and English at once, abbreviations and slips understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

from crm_sheets.values.choices import normalise

_SAME = (
    "tanggal tgl tg date",
    "lahir birth born birthday ultah kelahiran lhr",
    "hp wa telp telepon telpon tlp tel handphone whatsapp ponsel phone telephone mobile cell cellphone seluler kontak",
    "email surel mail imel",
    "alamat address domisili",
    "nama name nm",
    "no nomor number nmr num nr",
    "id kode code",
    "pelanggan nasabah klien client customer konsumen pasien patient member anggota cust kustomer pembeli buyer",
    "polis policy",
    "premi premium",
    "kota city town kab kabupaten",
    "kelamin gender sex jk",
    "agama religion",
    "pekerjaan occupation job profesi kerja",
    "catatan keterangan ket notes note remarks",
    "jatuh due",
    "bayar pembayaran payment pay",
    "produk product barang item",
    "harga price",
    "jumlah qty quantity banyaknya",
    "total nilai amount nominal value",
    "transaksi transaction nota faktur invoice",
    "cabang branch kantor office",
    "agen agent sales pic petugas owner",
    "sapaan panggilan salutation title",
    "gaji penghasilan pendapatan income salary",
    "hobi hobby hobbies kegemaran",
    "bahasa language",
    "sumber source asal",
    "gabung bergabung joined daftar register since sejak",
    "terbit issue issued",
    "lengkap full",
    "jenis tipe type kind",
    "keluarga family",
    "hubungan relation relationship",
    "penjualan pembelian purchases purchase",
)
_MEANING = {word: group.split()[0] for group in _SAME for word in group.split()}
_PARTS = {"dob": "tanggal lahir", "nohp": "no hp", "nowa": "no hp", "tgllahir": "tanggal lahir", "up": "uang tanggung"}
_PHRASES = (("ulang tahun", "lahir"), ("e mail", "email"), ("whats app", "hp"), ("date of birth", "tanggal lahir"))

_WORD = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SLIP_LENGTH = 5
_SLIP = 0.82


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FILLERS = _set("no pelanggan data si yang dan atau of the for his her and or utama main baru new aktif")
"""Words that say little beside another one."""

VAGUE = _set("tanggal nama jenis total jumlah status")
"""Words that many headers share: alone they tell only the kind."""

SOMEONE_ELSE = _set(
    "istri isteri suami anak ibu ayah bapak pasangan orangtua ortu saudara darurat ahli waris wife husband spouse "
    "child son daughter mother father emergency beneficiary rekening rek account ktp nik npwp sim fax faks tidak not "
    "bukan lama old sebelumnya previous"
)
"""Words after which a column is about somebody or something else than its other words say."""


@lru_cache(maxsize=4096)
def words_of(text: str) -> frozenset[str]:
    """The words of a header, each as the one word that stands for all of its kind ("Tgl. lahir" as "Birth date")."""
    plain = " ".join(_WORD.findall(_HUMP.sub(" ", text).casefold()))
    for phrase, meaning in _PHRASES:
        plain = plain.replace(phrase, meaning)
    parts = (part for word in plain.split() for part in _PARTS.get(word, word).split())
    return frozenset(map(_meaning, parts))


@lru_cache(maxsize=4096)
def _meaning(word: str) -> str:
    bare = word.removesuffix("nya") if len(word) > _SLIP_LENGTH else word
    if bare in _MEANING or bare in SOMEONE_ELSE or len(bare) < _SLIP_LENGTH:
        return _MEANING.get(bare, bare)
    near = get_close_matches(bare, _MEANING, n=1, cutoff=_SLIP)
    return _MEANING[near[0]] if near else bare


def is_about_someone_else(header: str) -> bool:
    """True for a header such as "HP istri" or "No. rekening", which is near a column of ours and means another."""
    return not words_of(header).isdisjoint(SOMEONE_ELSE)


def header_likeness(header: str, spellings: Iterable[str]) -> float:
    """How near a header is to the nearest of a column's names: 0 nothing in common, 1 the same words."""
    weights = dict.fromkeys(FILLERS, 0.2) | dict.fromkeys(VAGUE, 0.5)
    return _likeness(header, spellings, weights, FILLERS)


def title_likeness(title: str, spellings: Iterable[str]) -> float:
    """The same for a tab's title, where a year or "data" says little and "pelanggan" all."""
    return _likeness(title, spellings, {"data": 0.2, "daftar": 0.2, "gabung": 0.2, "list": 0.2}, frozenset())


def _likeness(text: str, spellings: Iterable[str], weights: Mapping[str, float], empty: frozenset[str]) -> float:
    words, letters = words_of(text), normalise(text)
    best = 0.0
    for spelling in spellings:
        best = max(best, _common(words, words_of(spelling), weights, empty), _slip(letters, normalise(spelling)))
    return best


def _common(ours: frozenset[str], theirs: frozenset[str], weights: Mapping[str, float], empty: frozenset[str]) -> float:
    """Twice the weight of the words in common over the weight of all."""
    if ours == theirs:
        return 1.0 if ours else 0.0
    if ours & theirs <= empty:
        return 0.0
    return 2 * _weight(ours & theirs, weights) / (_weight(ours, weights) + _weight(theirs, weights))


def _weight(words: frozenset[str], weights: Mapping[str, float]) -> float:
    """What the words say together; a number, such as a year, says next to nothing."""
    return sum(0.1 if word.isdigit() else weights.get(word, 1.0) for word in words)


def _slip(ours: str, theirs: str) -> float:
    """How alike two spellings are letter by letter, 0 unless one is the other with a slip."""
    if min(len(ours), len(theirs)) < _SLIP_LENGTH or abs(len(ours) - len(theirs)) > 2:
        return 0.0
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    likeness = matcher.ratio() if matcher.quick_ratio() >= _SLIP else 0.0
    return likeness if likeness >= _SLIP else 0.0
