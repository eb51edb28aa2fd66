"""The six people of the team, two in each branch."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.addresses import BRANCHES
from crm_sheets.sample.options import Options, Row

STAFF = (
    ("Ratna Dewi Anggraini", "Jakarta", "management", Text("Kepala cabang", "Branch head"), 92, True),
    ("Yosef Tambunan", "Jakarta", "sales", Text("Agen senior", "Senior agent"), 84, True),
    ("Dadan Kurnia", "Bandung", "sales", Text("Kepala cabang", "Branch head"), 88, True),
    ("Maya Puspitasari", "Bandung", "service", Text("Layanan pelanggan", "Customer service"), 90, False),
    ("Agung Wicaksono", "Surabaya", "sales", Text("Kepala cabang", "Branch head"), 81, True),
    ("Ni Kadek Suryani", "Surabaya", "service", Text("Layanan pelanggan", "Customer service"), 86, False),
)
STYLES = (
    Text("Mendengar dulu, lalu memberi dua pilihan", "Listens first, then offers two choices"),
    Text("Bercerita lewat contoh keluarga", "Tells stories of families"),
    Text("Ringkas, langsung ke angka", "Brief, straight to the figures"),
)
LICENCES = (
    Text("Jiwa, kesehatan, unit link, toko sehat", "Life, health, unit link, health shop"),
    Text("Jiwa, kesehatan, unit link", "Life, health, unit link"),
    Text("Kesehatan, toko sehat", "Health, health shop"),
)
MASTERED = (
    Text("Unit link, penanganan klaim", "Unit link, claims"),
    Text("Asuransi pendidikan, alat kesehatan", "Education plans, health devices"),
    Text("Suplemen, layanan purnajual", "Supplements, after-sales service"),
)

BY_BRANCH = {branch: [name for name, home, *_ in STAFF if home == branch] for branch in BRANCHES}
LEADERS = {
    "Yosef Tambunan": "Ratna Dewi Anggraini",
    "Dadan Kurnia": "Ratna Dewi Anggraini",
    "Maya Puspitasari": "Dadan Kurnia",
    "Agung Wicaksono": "Ratna Dewi Anggraini",
    "Ni Kadek Suryani": "Agung Wicaksono",
}
"""Who leads whom; the branch head of Jakarta leads the other heads."""
ADVISERS = [name for name, *_, may_advise in STAFF if may_advise]


def make_staff(options: Options) -> list[Row]:
    """The Staff tab's rows."""
    return [
        {
            "name": name,
            "unit": unit,
            "branch": branch,
            "role": options.say(role),
            "phone": f"0811-0000-{9000 + number}",
            "email": f"{'.'.join(name.lower().split())}@example.co.id",
            "may_sell": options.say(LICENCES[0 if advises else 2]),
            "mastered": options.say(MASTERED[number % 3]),
            "selling_style": options.say(STYLES[number % 3]),
            "quality_score": score,
            "authorised_for_advice": advises,
            "leader": LEADERS.get(name),
            "active": True,
        }
        for number, (name, branch, unit, role, score, advises) in enumerate(STAFF, start=1)
    ]
