"""The team's programs: whom to contact when, for what and how; and its named segments."""

from __future__ import annotations

from typing import Any

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row
from crm_sheets.schema import TABS

MESSAGES = ("whatsapp", "sms", "email")

# id, name, purpose, occasion, repeat, offset or cadence in days, channels, lateness, priority, condition, notes
PROGRAMS: tuple[tuple[str, Text, str, str, str, int, tuple[str, ...], int, int, str, Text], ...] = (
    (
        "birthday_customer",
        Text("Ulang tahun pelanggan", "Customer's birthday"),
        "greeting",
        "customers.birth_date",
        "yearly",
        0,
        MESSAGES,
        1,
        2,
        "",
        Text("Ucapan pada hari ulang tahun.", "Greetings on the day itself."),
    ),
    (
        "birthday_family",
        Text("Ulang tahun keluarga", "Relative's birthday"),
        "greeting",
        "family.birth_date",
        "yearly",
        0,
        MESSAGES,
        1,
        3,
        "not deceased",
        Text("Ucapan lewat pelanggan untuk keluarganya.", "Greetings for a relative, by way of the customer."),
    ),
    (
        "relationship_anniversary",
        Text("Ulang tahun hubungan", "Years together"),
        "greeting",
        "customers.customer_since",
        "yearly",
        0,
        ("email", "whatsapp"),
        1,
        5,
        "",
        Text("Terima kasih telah bersama kami.", "Thanks for another year with us."),
    ),
    (
        "birthday_gift",
        Text("Hadiah ulang tahun", "Birthday gift"),
        "relationship",
        "customers.birth_date",
        "yearly",
        -7,
        ("gift",),
        3,
        3,
        "premium_yearly >= 24000000 or tier in ('Platinum', 'Gold')",
        Text("Seminggu sebelumnya, agar sempat diantar.", "A week ahead, so that it can be delivered in time."),
    ),
    (
        "premium_monthly",
        Text("Premi bulanan", "Monthly premium"),
        "service",
        "policies.next_due",
        "due",
        -3,
        ("sms",),
        1,
        1,
        "status = 'inforce' and payment_frequency = 'monthly' and not wants_call",
        Text("Pembayar bulanan cukup diingatkan dengan SMS.", "Who pays monthly is reminded by text message only."),
    ),
    (
        "premium_call",
        Text("Telepon jatuh tempo premi", "Premium call"),
        "service",
        "policies.next_due",
        "due",
        -14,
        ("call",),
        3,
        1,
        "status = 'inforce' and (payment_frequency in ('quarterly', 'half_yearly', 'yearly') or wants_call)",
        Text("Dua minggu sebelum jatuh tempo.", "Two weeks before it is due."),
    ),
    (
        "monthly_payer_call",
        Text("Telepon silaturahmi", "Courtesy call"),
        "relationship",
        "customers.customer_since",
        "cadence",
        182,
        ("call",),
        3,
        6,
        "monthly_payer",
        Text("Pembayar bulanan ditelepon tiap enam bulan.", "Who pays monthly gets a call every six months."),
    ),
    (
        "card_expiry",
        Text("Kartu hampir habis masa", "Card about to expire"),
        "service",
        "policies.card_expiry",
        "due",
        -30,
        MESSAGES,
        28,
        1,
        "payment_method = 'credit_card' and status = 'inforce'",
        Text("Sebelum debit berikutnya gagal.", "Before the next debit fails."),
    ),
    (
        "after_purchase",
        Text("Setelah pembelian", "After a purchase"),
        "service",
        "transactions.date",
        "once",
        3,
        MESSAGES,
        1,
        4,
        "",
        Text("Menanyakan apakah barang sudah dipakai.", "Asking how the goods are doing."),
    ),
    (
        "winback",
        Text("Ajak kembali", "Win back"),
        "selling",
        "profiles.last_purchase",
        "due",
        365,
        ("email", "whatsapp"),
        5,
        5,
        "",
        Text("Setahun tanpa belanja. Perlu dicentang di Kotak keluar.", "A year without a purchase. Needs a tick."),
    ),
    (
        "platinum_visit",
        Text("Kunjungan Platinum", "Platinum visit"),
        "relationship",
        "customers.customer_since",
        "cadence",
        120,
        ("visit",),
        7,
        2,
        "tier = 'Platinum'",
        Text("Setiap empat bulan.", "Every four months."),
    ),
    (
        "deal_follow_up",
        Text("Tindak lanjut peluang", "Deal follow-up"),
        "selling",
        "deals.follow_up_date",
        "each_date",
        0,
        ("call",),
        5,
        3,
        "stage in ('open', 'proposal', 'negotiation', 'postponed')",
        Text("Pada tanggal yang dicatat di Peluang.", "On the date noted in Deals."),
    ),
    (
        "complaint_follow_up",
        Text("Setelah keluhan selesai", "After a complaint"),
        "service",
        "complaints.resolved_date",
        "once",
        2,
        ("call",),
        4,
        2,
        "",
        Text("Memastikan pelanggan puas.", "Making sure that the customer is content."),
    ),
)
NEEDS_APPROVAL = {"winback"}

SEGMENTS = (
    (
        Text("Pelanggan utama", "Best customers"),
        "tier in ('Platinum', 'Gold')",
        Text("Didahulukan di semua antrean.", "First in every queue."),
    ),
    (
        Text("Perlu disapa lagi", "To be won back"),
        "lifecycle in ('at_risk', 'dormant')",
        Text("Sudah lama tidak belanja.", "Have not bought for a long time."),
    ),
    (
        Text("Punya anak, belum berpolis", "Children, no policy"),
        "children >= 1 and policies_inforce = 0",
        Text("Calon dana pendidikan.", "Candidates for an education plan."),
    ),
    (
        Text("Premi besar", "Large premiums"),
        "premium_yearly >= 12000000",
        Text("Di atas Rp 12 juta setahun.", "Above Rp 12 million a year."),
    ),
)


def make_programs(options: Options) -> list[Row]:
    """The Programs tab's rows."""
    return [_program(options, *program) for program in PROGRAMS]


def _program(
    options: Options, program_id: str, name: Text, purpose: str, occasion: str, repeat: str, *rest: Any
) -> Row:
    days, channels, lateness, priority, condition, notes = rest
    return {
        "program_id": program_id,
        "name": options.say(name),
        "active": True,
        "purpose": purpose,
        "occasion": readable(options, occasion),
        "repeat": repeat,
        "offset_days": None if repeat == "cadence" else days,
        "cadence_days": days if repeat == "cadence" else None,
        "condition": condition or None,
        "channels": channels,
        "template": program_id,
        "approval": program_id in NEEDS_APPROVAL or None,  # blank: only once messages really go out
        "priority": priority,
        "lateness_days": lateness,
        "notes": options.say(notes),
    }


def readable(options: Options, occasion: str) -> str:
    """An occasion as a team would type it: "customers.birth_date" as "Pelanggan.Tanggal lahir"."""
    name, _, column = occasion.partition(".")
    if name not in TABS:
        return occasion
    return f"{options.say(TABS[name].label)}.{options.say(TABS[name].by_name[column].label)}"


def make_segments(options: Options) -> list[Row]:
    """The Segment definitions tab's rows."""
    return [
        {"segment": options.say(name), "condition": condition, "active": True, "notes": options.say(notes)}
        for name, condition, notes in SEGMENTS
    ]
