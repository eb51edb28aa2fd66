"""What the team learnt from its customers, and what it does differently since."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row, day

IMPROVEMENTS = (
    (
        -210,
        Text("Pelanggan lupa jatuh tempo", "Customers forget due dates"),
        Text("Pengingat hanya lewat surat", "Reminders went by letter only"),
        Text("SMS tiga hari sebelum jatuh tempo", "A text message three days ahead"),
        -180,
        Text("Telat bayar turun sepertiga", "Late payments down by a third"),
    ),
    (
        -150,
        Text("Telepon datang saat jam kerja", "Calls come in working hours"),
        Text("Waktu luang tidak dicatat", "Nobody noted when people are free"),
        Text("Catat waktu yang disukai", "Note the preferred time"),
        -120,
        Text("Lebih banyak telepon terjawab", "More calls are answered"),
    ),
    (
        -90,
        Text("Tidak tahu cara klaim", "People do not know how to claim"),
        Text("Formulir sulit dibaca", "The form is hard to read"),
        Text("Panduan satu halaman", "A one-page guide"),
        -60,
        None,
    ),
    (
        -25,
        Text("Ucapan terasa kaku", "Greetings feel stiff"),
        Text("Satu teks untuk semua", "One text for everybody"),
        Text("Gaya akrab bagi yang memilihnya", "A familiar tone for those who like it"),
        -7,
        None,
    ),
)


def make_improvements(options: Options) -> list[Row]:
    """The Improvements tab's rows, from feedback to result."""
    return [
        {
            "improvement_id": f"M-{number:02d}",
            "date": day(on),
            "feedback": options.say(feedback),
            "analysis": options.say(analysis),
            "new_method": options.say(method),
            "applied_date": None if applied is None else day(applied),
            "owner": "Ratna Dewi Anggraini",
            "result": None if result is None else options.say(result),
        }
        for number, (on, feedback, analysis, method, applied, result) in enumerate(IMPROVEMENTS, start=1)
    ]
