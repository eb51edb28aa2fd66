"""The team's settings, each with an explanation in the language of the sheet."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row
from crm_sheets.team_settings import TeamSettings

OURS: dict[str, Any] = {
    "company": "Mitra Sehat Sentosa",
    "sender": Text("Tim Mitra Sehat Sentosa", "The Mitra Sehat Sentosa team"),
    "reply_phone": "0811-0000-9000",
    "acknowledge": Text("ya", "yes"),
    "country": "ID",
}

EXPLANATIONS: dict[str, Text] = {
    "company": Text("Nama perusahaan di dalam pesan", "The company's name in messages"),
    "sender": Text("Penutup pesan: siapa yang menyapa", "Who signs the messages"),
    "reply_phone": Text("Nomor untuk membalas atau berhenti menerima pesan", "Where to reply, or to opt out"),
    "language": Text("Bahasa tim: id atau en", "The team's language: id or en"),
    "country": Text(
        "Negara: cara membaca nomor telepon, tanggal, dan angka", "Country: how phones, dates and numbers are read"
    ),
    "currency": Text("Mata uang semua nilai", "Currency of all amounts"),
    "tier_platinum": Text("Platinum: belanja di atas nilai ini", "Platinum: spent more than this"),
    "tier_gold": Text("Gold: belanja di atas nilai ini", "Gold: spent more than this"),
    "tier_silver": Text("Silver: belanja di atas nilai ini", "Silver: spent more than this"),
    "spend_window_months": Text("Belanja dihitung selama sekian bulan terakhir", "Months over which spend counts"),
    "recency_1_months": Text(
        "Batas pertama sejak pembelian terakhir (bulan)", "First limit since last purchase (months)"
    ),
    "recency_2_months": Text("Batas kedua (bulan)", "Second limit (months)"),
    "recency_3_months": Text("Batas ketiga (bulan)", "Third limit (months)"),
    "recency_4_months": Text("Batas keempat (bulan)", "Fourth limit (months)"),
    "new_customer_days": Text("Disebut pelanggan baru selama sekian hari", "Days during which a customer is new"),
    "at_risk_months": Text("Berisiko bila tidak belanja selama (bulan)", "At risk without a purchase for (months)"),
    "dormant_months": Text("Tidur bila tidak belanja selama (bulan)", "Dormant without a purchase for (months)"),
    "lost_months": Text("Hilang bila tidak belanja selama (bulan)", "Lost without a purchase for (months)"),
    "leap_day": Text("Lahir 29 Februari dirayakan: feb28 atau mar1", "29 February is kept on: feb28 or mar1"),
    "cap_days": Text("Batas jumlah sapaan dihitung per sekian hari", "Days over which contacts are capped"),
    "cap_contacts": Text("Paling banyak sekian sapaan dalam masa itu", "At most so many contacts in that time"),
    "frequency_uplift": Text(
        "Simulasi: bagian pembeli sekali yang jadi dua kali", "What-if: share of once-buyers made twice"
    ),
    "sms_price": Text("Harga satu segmen SMS (rupiah)", "Price of one SMS segment (rupiah)"),
    "whatsapp_price": Text("Harga satu pesan WhatsApp (rupiah)", "Price of one WhatsApp message (rupiah)"),
    "message_budget": Text("Anggaran SMS dan WhatsApp sebulan (0: tanpa batas)", "SMS and WhatsApp a month (0: any)"),
    "send_from": Text("Pesan dikirim mulai jam", "Messages go out from"),
    "send_until": Text("Pesan dikirim sampai jam", "Messages go out until"),
    "work_days": Text("Hari kerja, misalnya mon-fri atau mon-sat", "Working days, such as mon-fri"),
    "work_starts": Text("Jam kerja mulai", "Working hours begin"),
    "work_ends": Text("Jam kerja selesai", "Working hours end"),
    "answer_minutes": Text("Balasan dijawab dalam sekian menit kerja", "Answer within so many working minutes"),
    "turns_before_call": Text(
        "Setelah sekian pesan dalam seminggu, lebih baik telepon", "After so many messages in a week, call instead"
    ),
    "acknowledge": Text("Beri tahu bahwa pesan sudah diterima: ya atau tidak", "Acknowledge messages: yes or no"),
    "desk_owner": Text("Yang menjawab pesan tanpa penanggung jawab", "Who answers what belongs to nobody else"),
    "grace_days": Text("Masa tenggang premi (hari)", "Grace period of a premium (days)"),
    "hospital_wait_days": Text(
        "Setelah dipulihkan, klaim rawat inap menunggu (hari)", "After reinstatement, hospital claims wait (days)"
    ),
    "illness_wait_months": Text(
        "Setelah dipulihkan, penyakit tertentu menunggu (bulan)",
        "After reinstatement, certain illnesses wait (months)",
    ),
    "nav_fall": Text("Alarm bila NAB turun sebanyak ini (0,1 = 10 %)", "Alarm when a NAV falls by (0.1 = 10 %)"),
    "nav_window_days": Text("Turunnya NAB dihitung dari puncak (hari)", "The fall counts from the peak of (days)"),
    "gift_share": Text("Anggaran hadiah: bagian dari komisi setahun", "Gifts: share of a year's commission"),
    "gift_limit": Text("Satu hadiah paling mahal", "A gift costs at most"),
    "gift_minimum": Text("Di bawah nilai ini tidak ada hadiah", "Under this no gift is given"),
    "selling_share": Text("Porsi tawaran paling banyak (0,5 = 50 %)", "Selling at most (0.5 = 50 %)"),
    "mix_days": Text("Porsi tawaran dihitung per sekian hari", "Days over which that share counts"),
    "call_rest_days": Text(
        "Jeda antara dua telepon atau kunjungan (hari)", "Days between two calls or visits to a customer"
    ),
    "quiet_holidays": Text(
        "Hari libur hanya ucapan dan layanan: ya atau tidak", "On holidays greetings and service only: yes or no"
    ),
    "unusual_factor": Text(
        "Tanya dulu bila pesan sekian kali hari tersibuk (0: tidak)",
        "Ask first at so many times the busiest day (0: never)",
    ),
    "unusual_minimum": Text("Tanya dulu hanya di atas jumlah ini", "Ask first only above this number"),
    "survey_link": Text("Tautan formulir survei", "Link of the survey form"),
    "agenda": Text("Kirim agenda harian ke e-mail staf: ya atau tidak", "E-mail staff their day: yes or no"),
}


def make_settings(options: Options) -> list[Row]:
    """The Settings tab's rows: one for each field of TeamSettings."""
    return [
        {
            "setting": item.name,
            "value": _typed(
                options, OURS.get(item.name, options.language if item.name == "language" else item.default)
            ),
            "notes": options.say(EXPLANATIONS[item.name]),
        }
        for item in fields(TeamSettings)
    ]


def _typed(options: Options, value: Any) -> Any:
    """A setting as a person would type it."""
    if isinstance(value, Text):
        return options.say(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
