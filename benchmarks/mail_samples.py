"""The mails of `messages.py`: personal texts with HTML, written once, the same for every side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import jinja2

SENDER, SENDER_NAME = "halo@mitrasehat.example", "Tim Mitra Sehat Sentosa"
FIRST_NAMES = ("Budi", "Sari", "Agus", "Dewi", "Rina", "Joko", "Putri", "Hendra", "Maya", "Yusuf", "I Made", "Ni Luh")
LAST_NAMES = ("Santoso", "Wijaya", "Lestari", "Hidayat", "Siregar", "Nasution", "Kurniawan", "Halim", "Tanoto")

PARAGRAPHS = (
    "premi polis {{ policy }} sebesar Rp {{ amount }} jatuh tempo pada {{ day }} November 2026. Agar perlindungan "
    "keluarga tetap berjalan, mohon dibayarkan sebelum tanggal itu lewat rekening yang biasa Anda pakai.",
    "Sudah membayar? Abaikan saja pesan ini, dan terima kasih. Ada perubahan alamat, nomor telepon, atau penerima "
    "manfaat? Cukup balas e-mail ini; kami bantu mengurusnya pada hari kerja yang sama.",
    "Terima kasih sudah bersama kami sejak {{ year }}. Semoga {{ name }} sekeluarga selalu sehat.",
)
TEXT = "Yth. {{ name }},\n\n" + "\n\n".join(PARAGRAPHS) + "\n\nHormat kami,\nTim Mitra Sehat Sentosa\n"
HTML = (
    '<!DOCTYPE html>\n<html lang="id"><head><meta charset="utf-8"><title>Premi {{ policy }}</title></head>\n'
    '<body style="margin:0;background:#f4f6f5;font-family:Arial,sans-serif;color:#22302a">\n'
    '<table role="presentation" width="100%" style="max-width:600px;margin:0 auto;background:#ffffff">\n'
    '<tr><td style="padding:20px 28px;background:#3f8f6f;color:#ffffff;font-size:18px">Mitra Sehat Sentosa</td></tr>\n'
    '<tr><td style="padding:24px 28px"><p style="margin:0 0 14px">Yth. {{ name }},</p>\n'
    + "".join(f'<p style="margin:0 0 14px;line-height:1.5">{line}</p>\n' for line in PARAGRAPHS)
    + '<p style="margin:24px 0 0">Hormat kami,<br>Tim Mitra Sehat Sentosa</p></td></tr>\n'
    '<tr><td style="padding:14px 28px;font-size:12px;color:#6b7a73">Tidak ingin menerima e-mail seperti ini? '
    "Balas dengan kata BERHENTI.</td></tr>\n</table></body></html>\n"
)


class Mail(NamedTuple):
    """One mail for one person; `number` counts from 0."""

    number: int
    address: str
    name: str
    subject: str
    text: str
    html: str


def make_mails(count: int) -> list[Mail]:
    """So many mails, always the same ones, to as many addresses."""
    environment = jinja2.Environment(autoescape=False)  # noqa: S701 - our own words only
    text, html = environment.from_string(TEXT), environment.from_string(HTML)
    return [_mail(number, text, html) for number in range(count)]


def _mail(number: int, text: jinja2.Template, html: jinja2.Template) -> Mail:
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number // 7 % len(LAST_NAMES)]
    facts = {
        "name": f"{first} {last}",
        "policy": f"POL-{number:05d}",
        "amount": f"{350_000 + number * 500:,}".replace(",", "."),
        "day": 1 + number % 30,
        "year": 2010 + number % 15,
    }
    subject = f"Premi {facts['policy']} jatuh tempo {facts['day']} November"
    return Mail(number, f"c{number:05d}@example.com", facts["name"], subject, text.render(facts), html.render(facts))


def save_mails(mails: list[Mail], path: Path) -> None:
    """Keep mails in a file, for another process."""
    path.write_text(json.dumps(mails), encoding="utf-8")


def load_mails(path: Path) -> list[Mail]:
    """The mails in a file of `save_mails`."""
    return [Mail(*values) for values in json.loads(path.read_text(encoding="utf-8"))]
