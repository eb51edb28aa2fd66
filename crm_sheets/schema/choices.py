"""The choice lists that several tabs share."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Choice


def choice(value: str, indonesian: str, english: str, *aliases: str) -> Choice:
    """A choice stored as `value`, shown in either language, understood by its labels and `aliases` too."""
    return Choice(value, Text(indonesian, english), aliases)


LANGUAGES = (
    choice("id", "Indonesia", "Indonesian", "bahasa", "bahasa indonesia", "indo"),
    choice("en", "Inggris", "English", "eng"),
)

MESSAGE_CHANNELS = (
    choice("sms", "SMS", "SMS"),
    choice("whatsapp", "WhatsApp", "WhatsApp", "wa", "whats app"),
    choice("email", "E-mail", "E-mail", "email", "surel", "mail"),
)

CHANNELS = (
    *MESSAGE_CHANNELS,
    choice("call", "Telepon", "Call", "telpon", "telp", "phone", "phone call"),
    choice("visit", "Kunjungan", "Visit", "kunjungi"),
    choice("gift", "Hadiah", "Gift", "bingkisan", "kado"),
    choice("letter", "Surat", "Letter", "pos"),
    choice("social", "Media sosial", "Social media", "medsos", "sosmed"),
)

PURPOSES = (
    choice("greeting", "Ucapan", "Greeting", "salam"),
    choice("understanding", "Pemahaman", "Understanding", "mengenal"),
    choice("relationship", "Hubungan", "Relationship", "relasi"),
    choice("selling", "Penjualan", "Selling", "jualan", "sales"),
    choice("service", "Layanan", "Service", "pelayanan"),
)

PAYMENT_FREQUENCIES = (
    choice("monthly", "Bulanan", "Monthly", "bulan", "tiap bulan", "per bulan"),
    choice("quarterly", "Triwulanan", "Quarterly", "triwulan", "3 bulanan"),
    choice("half_yearly", "Semesteran", "Half-yearly", "semester", "6 bulanan", "half yearly"),
    choice("yearly", "Tahunan", "Yearly", "tahun", "annual", "per tahun"),
    choice("single", "Tunggal", "Single", "sekaligus"),
)

GENDERS = (
    choice("male", "Laki-laki", "Male", "l", "pria", "lk", "m"),
    choice("female", "Perempuan", "Female", "p", "wanita", "pr", "f"),
)

SALUTATIONS = (
    choice("Bapak", "Bapak", "Mr", "bpk", "bp", "pak", "tuan", "mr.", "sir"),
    choice("Ibu", "Ibu", "Mrs", "bu", "ny", "nyonya", "mrs.", "ms", "ms."),
    choice("Mas", "Mas", "Mas"),
    choice("Mbak", "Mbak", "Mbak", "mba"),
    choice("Kak", "Kak", "Kak", "kakak"),
    choice("Dr", "Dr.", "Dr.", "dokter", "dr"),
)

RELIGIONS = (
    choice("islam", "Islam", "Islam", "muslim", "moslem"),
    choice("protestant", "Kristen", "Protestant", "kristen protestan", "protestan", "christian"),
    choice("catholic", "Katolik", "Catholic", "katholik"),
    choice("hindu", "Hindu", "Hindu"),
    choice("buddhist", "Buddha", "Buddhist", "budha"),
    choice("confucian", "Konghucu", "Confucian", "khonghucu", "kong hu cu"),
)

SURVEY_TYPES = (
    choice("csat", "Kepuasan (CSAT)", "Satisfaction (CSAT)", "csat", "kepuasan"),
    choice("nps", "Rekomendasi (NPS)", "Recommendation (NPS)", "nps", "rekomendasi"),
)

FUND_TYPES = (
    choice("equity", "Saham", "Equity", "dana saham", "ekuitas", "stock"),
    choice("managed", "Campuran", "Managed", "dana campuran", "berimbang", "balanced"),
    choice("fixed_income", "Pendapatan tetap", "Fixed income", "dana pendapatan tetap", "obligasi", "bond"),
    choice("money_market", "Pasar uang", "Money market", "dana pasar uang"),
)
