"""Greetings: birthdays, years together, and the holidays of a religion that is on record (catalogue C2)."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.program import MESSAGES, SampleProgram

ONLY_KNOWN = Text(
    "Hanya untuk yang agamanya tercatat dan mengizinkan data itu dipakai; tidak pernah ditebak.",
    "Only for those whose religion is on record and may be used; it is never guessed.",
)


def _holiday(program_id: str, name: Text, day: Text, condition: Text, notes: Text = ONLY_KNOWN) -> SampleProgram:
    return SampleProgram(
        program_id, name, "greeting", day, "calendar", MESSAGES, notes, condition, priority=2, lateness=2
    )


BIRTHDAYS = (
    SampleProgram(
        "birthday_customer",
        Text("Ulang tahun pelanggan", "Customer's birthday"),
        "greeting",
        "customers.birth_date",
        "yearly",
        MESSAGES,
        Text("Ucapan pada hari ulang tahun.", "Greetings on the day itself."),
        priority=2,
        lateness=1,
    ),
    SampleProgram(
        "birthday_family",
        Text("Ulang tahun keluarga", "Relative's birthday"),
        "greeting",
        "family.birth_date",
        "yearly",
        MESSAGES,
        Text("Ucapan lewat pelanggan untuk keluarganya.", "Greetings for a relative, by way of the customer."),
        "not deceased",
        priority=3,
        lateness=1,
    ),
    SampleProgram(
        "relationship_anniversary",
        Text("Ulang tahun hubungan", "Years together"),
        "greeting",
        "customers.customer_since",
        "yearly",
        ("email", "whatsapp"),
        Text("Terima kasih telah bersama kami.", "Thanks for another year with us."),
        lateness=1,
    ),
)
HOLIDAYS = (
    _holiday(
        "eid",
        Text("Idul Fitri", "Eid al-Fitr"),
        Text("Idul Fitri", "Eid al-Fitr"),
        Text("Agama = 'Islam'", "Religion = 'Islam'"),
    ),
    _holiday(
        "christmas",
        Text("Natal", "Christmas"),
        Text("Natal", "Christmas"),
        Text("Agama dalam ('Kristen', 'Katolik')", "Religion in ('Protestant', 'Catholic')"),
    ),
    _holiday(
        "lunar_new_year",
        Text("Imlek", "Lunar New Year"),
        Text("Imlek", "Lunar New Year"),
        Text("Agama = 'Konghucu'", "Religion = 'Confucian'"),
    ),
    SampleProgram(
        "nyepi",
        Text("Nyepi", "Nyepi"),
        "greeting",
        "Nyepi",
        "calendar",
        MESSAGES,
        Text(
            "Sehari sebelumnya: pada hari Nyepi orang tidak menyalakan ponsel.",
            "The day before: at Nyepi phones are off.",
        ),
        Text("Agama = 'Hindu'", "Religion = 'Hindu'"),
        offset=-1,
        priority=2,
        lateness=0,
    ),
    _holiday(
        "vesak", Text("Waisak", "Vesak"), Text("Waisak", "Vesak"), Text("Agama = 'Buddha'", "Religion = 'Buddhist'")
    ),
    _holiday(
        "new_year",
        Text("Tahun baru", "New year"),
        Text("1 Januari", "1 January"),
        Text("", ""),
        Text("Untuk semua, tanggal 1 Januari.", "For everybody, on 1 January."),
    ),
)
GREETINGS = (*BIRTHDAYS, *HOLIDAYS)
