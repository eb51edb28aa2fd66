"""What the team offers to buyers of something: its own knowledge, beside what the figures say."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row
from crm_sheets.sample.products import ANTI_AGEING, BLOOD, BONES, CHOLESTEROL, DEVICES, DIGESTION, IMMUNITY, SUGAR

AFFINITY: tuple[tuple[Text, str | None, str, Text], ...] = (
    (CHOLESTEROL, None, "B-203", Text("Peduli kolesterol, peduli awet muda", "Who minds cholesterol minds ageing")),
    (CHOLESTEROL, None, "B-205", Text("Aliran darah ikut dijaga", "Circulation needs care as well")),
    (CHOLESTEROL, None, "B-207", Text("Serat membantu menurunkan kolesterol", "Fibre helps to lower cholesterol")),
    (SUGAR, None, "B-216", Text("Gula darah perlu dicek rutin", "Blood sugar needs regular checks")),
    (SUGAR, "B-209", "B-210", Text("Pendamping harian", "A daily companion")),
    (BLOOD, None, "B-215", Text("Tekanan darah perlu dipantau", "Blood pressure needs watching")),
    (BONES, None, "B-212", Text("Kalsium untuk sendi yang sehat", "Calcium for healthy joints")),
    (BONES, "B-211", "B-218", Text("Tidur nyaman mengurangi nyeri", "Good sleep eases pain")),
    (DIGESTION, None, "B-208", Text("Serat dan probiotik saling melengkapi", "Fibre and probiotics go together")),
    (IMMUNITY, None, "B-214", Text("Vitamin lengkap untuk sekeluarga", "Full vitamins for the family")),
    (ANTI_AGEING, "B-203", "B-204", Text("Hasil lebih baik bila dipakai bersama", "Works better together")),
    (DEVICES, "B-217", "B-213", Text("Pembeli alat sering mencari madu", "Device buyers often look for honey")),
)


def make_affinity(options: Options) -> list[Row]:
    """The Product affinity tab's rows."""
    return [
        {
            "category": options.say(category),
            "product_id": product_id,
            "suggests": suggested,
            "reason": options.say(reason),
        }
        for category, product_id, suggested, reason in AFFINITY
    ]
