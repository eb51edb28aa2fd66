"""Public holidays of Indonesia: the fixed ones, those announced for 2026, and of the later ones those that are sure.

What follows the moon and is not announced yet is left out: a date in this tab counts as confirmed.
"""

from __future__ import annotations

from datetime import date

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row, day

FIXED = (
    (1, 1, Text("Tahun Baru", "New Year")),
    (5, 1, Text("Hari Buruh", "Labour Day")),
    (6, 1, Text("Hari Lahir Pancasila", "Pancasila Day")),
    (8, 17, Text("Hari Kemerdekaan", "Independence Day")),
    (12, 25, Text("Natal", "Christmas")),
)
MOVING = (
    (date(2026, 1, 16), Text("Isra Mikraj", "Isra and Mi'raj")),
    (date(2026, 2, 17), Text("Tahun Baru Imlek", "Lunar New Year")),
    (date(2026, 3, 19), Text("Nyepi", "Nyepi")),
    (date(2026, 3, 21), Text("Idul Fitri", "Eid al-Fitr")),
    (date(2026, 3, 22), Text("Idul Fitri (hari kedua)", "Eid al-Fitr (second day)")),
    (date(2026, 4, 3), Text("Wafat Yesus Kristus", "Good Friday")),
    (date(2026, 5, 14), Text("Kenaikan Yesus Kristus", "Ascension Day")),
    (date(2026, 5, 27), Text("Iduladha", "Eid al-Adha")),
    (date(2026, 5, 31), Text("Waisak", "Vesak")),
    (date(2026, 6, 16), Text("Tahun Baru Islam", "Islamic New Year")),
    (date(2026, 8, 25), Text("Maulid Nabi", "Birthday of the Prophet")),
    (date(2027, 2, 6), Text("Tahun Baru Imlek", "Lunar New Year")),
    (date(2027, 3, 8), Text("Nyepi", "Nyepi")),
    (date(2027, 3, 26), Text("Wafat Yesus Kristus", "Good Friday")),
    (date(2027, 5, 6), Text("Kenaikan Yesus Kristus", "Ascension Day")),
    (date(2027, 5, 20), Text("Waisak", "Vesak")),
)
OWN = (
    (day(22), Text("Temu pelanggan akhir tahun", "Year-end gathering"), "event"),
    (date(2026, 12, 31), Text("Kantor tutup, tutup buku", "Office closed, year-end accounts"), "closed"),
)


def make_calendar(options: Options) -> list[Row]:
    """The Calendar tab's rows, in order of date."""
    fixed = [(date(year, month, on), name) for year in (2026, 2027) for month, on, name in FIXED]
    days = [(on, name, "holiday") for on, name in (*fixed, *MOVING)] + list(OWN)
    return [{"date": on, "name": options.say(name), "kind": kind} for on, name, kind in sorted(days)]
