"""What the columns of the profiles are called, and the values that some of them can have.

Columns that repeat one of the customers tab go by its labels.
"""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Choice
from crm_sheets.schema.choices import choice

PROFILE_LABELS: dict[str, Text] = {
    "tier": Text("Tingkatan", "Tier"),
    "lifecycle": Text("Tahap", "Stage"),
    "spend_window": Text("Belanja {months} bulan", "Spend in {months} months"),
    "purchases_window": Text("Pembelian {months} bulan", "Purchases in {months} months"),
    "last_purchase": Text("Pembelian terakhir", "Last purchase"),
    "recency_bin": Text("Terakhir membeli", "Last bought"),
    "frequency_bin": Text("Seberapa sering", "How often"),
    "rfm": Text("RFM", "RFM"),
    "premium_yearly": Text("Premi per tahun", "Premium a year"),
    "policies_inforce": Text("Polis aktif", "Policies in force"),
    "reachable_by": Text("Dapat dihubungi lewat", "Reachable by"),
    "contactable": Text("Boleh dihubungi", "Contactable"),
    "last_contact": Text("Kontak terakhir", "Last contact"),
    "days_since_contact": Text("Hari sejak kontak", "Days since contact"),
    "completeness": Text("Kelengkapan", "Completeness"),
    "next_question": Text("Tanyakan berikutnya", "Ask next"),
    "open_complaint": Text("Keluhan terbuka", "Open complaint"),
    "next_birthday": Text("Ulang tahun berikutnya", "Next birthday"),
    "days_to_birthday": Text("Hari ke ulang tahun", "Days to birthday"),
    "age": Text("Umur", "Age"),
    "children": Text("Anak", "Children"),
    "tenure_days": Text("Lama menjadi pelanggan (hari)", "Customer for (days)"),
    "tier_lifetime": Text("Tingkatan sepanjang waktu", "Tier of all years"),
    "spend_lifetime": Text("Belanja sepanjang waktu", "Spend of all years"),
    "purchases": Text("Jumlah pembelian", "Purchases"),
    "first_purchase": Text("Pembelian pertama", "First purchase"),
    "days_since_purchase": Text("Hari sejak pembelian", "Days since purchase"),
    "rfm_recency": Text("Nilai R", "R score"),
    "rfm_frequency": Text("Nilai F", "F score"),
    "rfm_monetary": Text("Nilai M", "M score"),
    "policies": Text("Jumlah polis", "Policies"),
    "days_since_issue": Text("Hari sejak polis terbit", "Days since issue"),
    "untouched_since_issue": Text("Belum disapa sejak terbit", "Untouched since issue"),
    "monthly_payer": Text("Bayar bulanan", "Pays monthly"),
    "phone_kind": Text("Jenis nomor", "Kind of number"),
    "unit_link": Text("Punya unit link", "Holds unit link"),
    "overdue_policies": Text("Polis menunggak", "Policies overdue"),
    "commission_window": Text("Komisi 12 bulan", "Commission in 12 months"),
    "gifts_window": Text("Biaya hadiah 12 bulan", "Spent on gifts in 12 months"),
    "gift_budget": Text("Sisa anggaran hadiah", "Left for gifts"),
    "nps": Text("Skor NPS terakhir", "Last NPS score"),
    "csat": Text("Skor kepuasan terakhir", "Last satisfaction score"),
    "referrals": Text("Memberi referensi", "Referrals made"),
    "referrals_won": Text("Referensi jadi pelanggan", "Referrals won"),
}
"""Headings of the Profiles tab, by canonical column; `{months}` is the length of the team's spend window."""

_TIERS = tuple(choice(tier, tier, tier) for tier in ("Platinum", "Gold", "Silver", "Bronze"))

PROFILE_CHOICES: dict[str, tuple[Choice, ...]] = {
    "tier": _TIERS,
    "tier_lifetime": _TIERS,
    "lifecycle": (
        choice("lead", "Prospek", "Lead"),
        choice("new", "Baru", "New"),
        choice("active", "Aktif", "Active"),
        choice("at_risk", "Mulai jarang", "At risk"),
        choice("dormant", "Tidur", "Dormant"),
        choice("lost", "Hilang", "Lost"),
    ),
    "frequency_bin": (
        choice("0", "0 kali", "0 times"),
        choice("1", "1 kali", "once"),
        choice("2", "2 kali", "2 times"),
        choice("3-5", "3–5 kali", "3–5 times"),
        choice(">5", "> 5 kali", "> 5 times"),
    ),
    "phone_kind": (
        choice("mobile", "Ponsel", "Mobile"),
        choice("landline", "Telepon rumah", "Landline"),
        choice("other", "Lainnya", "Other"),
    ),
}
"""The values of the profiles' columns that can have no others. Those of `recency_bin` depend on the team's settings."""
