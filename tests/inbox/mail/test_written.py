"""What is left of a text when all that the person did not write is taken out."""

from __future__ import annotations

import pytest

from crm_sheets.inbox.mail.html_text import html_text
from crm_sheets.inbox.mail.written import LONGEST_TEXT, written

QUOTED = "\n".join(["> Selamat ulang tahun", "> Balas BERHENTI untuk berhenti", ">> lama"])
BARE = "Selamat ulang tahun\nBalas BERHENTI untuk berhenti"

ATTRIBUTIONS = [
    "On Sun, Nov 22, 2026 at 8:00 AM Klinik <halo@klinik.example.com> wrote:",
    "On Sun, Nov 22, 2026 at 8:00 AM Klinik Sehat Sentosa Bersama\n<halo@klinik.example.com> wrote:",
    "On 22/11/2026 08.00, Klinik wrote:",
    "Pada Min, 22 Nov 2026 pukul 08.00 Klinik <halo@klinik.example.com> menulis:",
    "Pada tanggal Min, 22 Nov 2026 pukul 08.00 Klinik <halo@klinik.example.com>\nmenulis:",
    "Pada Minggu, 22 November 2026 08.00.00 WIB, Klinik <halo@klinik.example.com> menulis:",
    "Klinik <halo@klinik.example.com> wrote:",
    "Klinik <halo@klinik.example.com> menulis :",
    "2026-11-22 8:00 GMT+07:00 Klinik <halo@klinik.example.com>:",
]
BLOCKS = [
    "From: Klinik <halo@klinik.example.com>\nSent: Sunday, 22 November 2026 08:00\nTo: Budi\nSubject: Selamat",
    "Dari: Klinik\nDikirim: Minggu 22 November 2026 08.00\nKepada: Budi\nPerihal: Selamat",
    "*From:* Klinik\n*Date:* Sunday\n*To:* Budi\n*Subject:* Selamat",
    "Dari: Klinik\nTanggal: 22 November\nKe: Budi\nSubjek: Selamat",
    "________________________________\nFrom: Klinik\nSent: Sunday",
    "-----Original Message-----",
    "-----Pesan Asli-----",
    "-------- Pesan asli --------Dari: Klinik Tanggal: 22/11/26",
    "----- Original Message -----",
    "---------- Forwarded message ---------",
    "---------- Pesan terusan ---------",
    "Begin forwarded message:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("below", [QUOTED, BARE])
def test_what_somebody_wrote_before_is_dropped(attribution: str, below: str) -> None:
    assert written(f"Terima kasih!\n\n{attribution}\n\n{below}\n") == "Terima kasih!"


@pytest.mark.parametrize("block", BLOCKS)
def test_an_original_below_its_headers_is_dropped(block: str) -> None:
    assert written(f"Terima kasih!\n\n{block}\n\n{BARE}") == "Terima kasih!"


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_an_answer_below_the_quotation_is_kept(attribution: str) -> None:
    assert written(f"{attribution}\n{QUOTED}\n\nSaya mau") == "Saya mau"


def test_answers_between_quotations_are_kept() -> None:
    assert written("> Jam berapa?\nJam 9\n> Di mana?\nDi klinik") == "Jam 9\nDi klinik"


@pytest.mark.parametrize("text", [QUOTED, f"{ATTRIBUTIONS[0]}\n{BARE}", f"{BLOCKS[1]}\n\n{BARE}"])
def test_nothing_but_a_quotation_says_nothing(text: str) -> None:
    assert written(text) == ""


@pytest.mark.parametrize(
    "below",
    ["-- \nBudi Santoso\n0812", "--\nBudi", "Sent from my iPhone", "Dikirim dari Yahoo Mail", "Get Outlook for iOS"],
)
def test_signatures_are_dropped(below: str) -> None:
    assert written(f"Saya mau\n\n{below}") == "Saya mau"


@pytest.mark.parametrize(
    "text",
    [
        "Pada dasarnya saya setuju.\nBesok saya datang",
        "Pada tanggal 3 saya datang",
        "On Monday I will come",
        "Dari: Jakarta",
        "Dari: Jakarta\nKe: Bandung\nbisa diantar?",
        "Nomor saya --- 0812",
        "Saya kirim dari rumah",
        "Kontak istri saya Siti <siti@example.net>",
    ],
)
def test_a_persons_own_words_stay(text: str) -> None:
    assert written(text) == text


def test_the_text_is_cut_at_its_limit() -> None:
    assert len(written("halo\n" * 10_000)) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Satu<br>dua</p>\n<p>tiga &amp; empat</p>", "Satu\ndua\n\ntiga & empat\n"),
        ("<style>p{}</style><script>x<y</script><!-- <p>z -->Ya", "Ya"),
        ("<div>Ya<blockquote>Balas<br>BERHENTI</blockquote>mau</div>", "Ya\n> Balas\n> BERHENTI\nmau"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote></blockquote>c", "> a\n> > b\n\nc"),
        ("1 < 2 dan 3 > 2", "1 < 2 dan 3 > 2"),
        ("<a href='x'>tautan</a> &#x41;&#66;&#99999999999;", "tautan AB\ufffd;"),
        ("<o:p>&nbsp;</o:p><p class=MsoNormal>Ya</p>", "Ya\n"),
        ("", ""),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert html_text(html).strip("\n") == text.strip("\n")


def test_a_reply_in_html_loses_its_quotation() -> None:
    html = (
        '<div dir="ltr">Saya mau</div><br><div class="gmail_quote"><div>Pada Min, 22 Nov 2026 pukul 08.00 Klinik '
        '&lt;<a href="mailto:halo@klinik.example.com">halo@klinik.example.com</a>&gt; menulis:<br></div>'
        "<blockquote>Balas BERHENTI</blockquote></div>"
    )
    assert written(html_text(html)) == "Saya mau"
