"""Paid efforts by medium, with what they brought."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row, day

CAMPAIGNS = (
    (Text("Cek kolesterol gratis", "Free cholesterol check"), "event", -300, -298, 12_500_000, 64, 9, 48_200_000),
    (
        Text("Iklan pencarian asuransi kesehatan", "Health-cover search ads"),
        "search",
        -240,
        -180,
        9_000_000,
        41,
        6,
        37_800_000,
    ),
    (Text("Instagram AwetMuda", "AwetMuda on Instagram"), "social", -200, -150, 6_500_000, 88, 14, 21_600_000),
    (Text("Surel pelanggan lama", "E-mail to past customers"), "email", -160, -159, 450_000, 22, 5, 9_750_000),
    (Text("Telepon nasabah lapse", "Calls to lapsed holders"), "phone", -140, -110, 3_200_000, 30, 7, 31_500_000),
    (Text("Brosur perumahan Cimahi", "Flyers in Cimahi"), "direct_mail", -120, -100, 4_800_000, 12, 1, 3_400_000),
    (Text("Promo Ramadan sehat", "Healthy Ramadan offer"), "social", -275, -245, 8_200_000, 73, 11, 26_300_000),
    (Text("Webinar pendidikan anak", "Webinar on schooling"), "email", -60, -58, 1_500_000, 35, 4, 28_000_000),
    (Text("Promo akhir tahun", "Year-end offer"), "social", -10, 41, 5_000_000, 17, 2, 6_900_000),
)


def make_campaigns(options: Options) -> list[Row]:
    """The Campaigns tab's rows."""
    return [
        {
            "campaign_id": f"C-{number:02d}",
            "name": options.say(name),
            "medium": medium,
            "start": day(start),
            "end": day(end),
            "cost": cost,
            "leads": leads,
            "won": won,
            "revenue": revenue,
            "owner": "Ratna Dewi Anggraini" if number % 2 else "Dadan Kurnia",
        }
        for number, (name, medium, start, end, cost, leads, won, revenue) in enumerate(CAMPAIGNS, start=1)
    ]
