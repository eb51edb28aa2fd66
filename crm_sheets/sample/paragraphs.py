"""Stock answers in both languages, approved or still to be."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row

PARAGRAPHS = (
    (
        Text("Jatuh tempo premi", "Premium due date"),
        Text("premi, jatuh tempo, bayar", "premium, due, pay"),
        Text(
            "Premi dapat dibayar sampai 30 hari setelah jatuh tempo. Selama masa itu perlindungan tetap berlaku.",
            "A premium may be paid up to 30 days after it is due. You remain covered during that time.",
        ),
    ),
    (
        Text("Cara klaim rawat inap", "Claiming for hospital care"),
        Text("klaim, rawat inap, rumah sakit", "claim, hospital"),
        Text(
            "Kirimkan kuitansi asli, resume medis, dan formulir klaim. Kami kabari dalam tiga hari kerja.",
            "Please send the original receipts, the medical summary and the claim form. We answer within three days.",
        ),
    ),
    (
        Text("Ganti kartu", "Changing the card"),
        Text("kartu kredit, autodebet, kedaluwarsa", "credit card, debit, expired"),
        Text(
            "Untuk mengganti kartu, balas pesan ini. Kami akan menelepon; jangan kirim nomor kartu lewat pesan.",
            "To change the card, reply to this message and we will call. Never send a card number in a message.",
        ),
    ),
    (
        Text("Polis lapse", "Lapsed policy"),
        Text("lapse, pemulihan, aktif lagi", "lapse, reinstate"),
        Text(
            "Polis dapat dipulihkan. Rawat inap dijamin lagi setelah 30 hari, penyakit tertentu setelah 12 bulan.",
            "A policy can be reinstated. Hospital care counts again after 30 days, certain illnesses after 12 months.",
        ),
    ),
    (
        Text("Pengiriman barang", "Delivery"),
        Text("kirim, ongkir, sampai", "delivery, shipping"),
        Text(
            "Pesanan dikirim dalam dua hari kerja. Nomor resi kami kirim begitu barang berangkat.",
            "Orders leave within two working days. You get the tracking number as soon as they do.",
        ),
    ),
    (
        Text("Retur barang", "Returns"),
        Text("retur, rusak, tukar", "return, broken, exchange"),
        Text(
            "Barang rusak kami tukar dalam 14 hari. Simpan kemasan dan foto, lalu hubungi kami.",
            "We exchange faulty goods within 14 days. Please keep the packaging and a photo, and contact us.",
        ),
    ),
    (
        Text("Ubah data", "Changing your details"),
        Text("alamat, nomor, data", "address, number, details"),
        Text(
            "Beri tahu kami alamat atau nomor baru Anda lewat balasan pesan ini; kami konfirmasi pada hari yang sama.",
            "Tell us your new address or number by replying; we confirm the same day.",
        ),
    ),
    (
        Text("Berhenti menerima pesan", "No more messages"),
        Text("berhenti, stop, promosi", "stop, unsubscribe"),
        Text(
            "Balas BERHENTI atau telepon kami; sejak hari itu kami tidak mengirim penawaran lagi.",
            "Reply STOP or call us; from that day we send no more offers.",
        ),
    ),
)


def make_paragraphs(_: Options) -> list[Row]:
    """The Paragraphs tab's rows: each topic in both languages."""
    return [
        {
            "paragraph_id": f"J-{number:02d}-{language}",
            "topic": topic.in_language(language),
            "keywords": keywords.in_language(language),
            "language": language,
            "text": text.in_language(language),
            "approved": number != len(PARAGRAPHS) - 1,
        }
        for number, (topic, keywords, text) in enumerate(PARAGRAPHS, start=1)
        for language in ("id", "en")
    ]
