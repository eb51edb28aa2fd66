"""What the page says, in both languages."""

from __future__ import annotations

from crm_sheets.model import Text

TEXTS: dict[str, Text] = {
    "title": Text("Pratinjau", "Preview"),
    "lead": Text(
        "Inilah yang masih akan dikirim dan dikerjakan. Halaman ini tidak mengirim apa pun.",
        "This is what is still to be sent and done. This page sends nothing.",
    ),
    "messages": Text("Pesan", "Messages"),
    "approvals": Text("Menunggu persetujuan Anda", "Awaiting your approval"),
    "tasks": Text("Tugas", "Tasks"),
    "skipped": Text("Dilewati", "Left out"),
    "problems": Text("Masalah data", "Data problems"),
    "segments": Text("segmen SMS", "SMS segments"),
    "cost": Text("Perkiraan biaya", "Estimated cost"),
    "by_program": Text("Program", "Program"),
    "by_owner": Text("Penanggung jawab", "Owner"),
    "by_outcome": Text("Apa yang terjadi, dan mengapa", "What happens, and why"),
    "all_programs": Text("Semua program", "All programs"),
    "all_owners": Text("Semua orang", "Everybody"),
    "all_outcomes": Text("Semuanya", "Everything"),
    "totals": Text("Jumlah dan biaya", "Figures and cost"),
    "approvals_short": Text("Menunggu", "Awaiting"),
    "cost_short": Text("Biaya", "Cost"),
    "cards_in_sight": Text("pesan dan tugas", "messages and tasks"),
    "people_in_sight": Text("yang dilewati dengan pilihan ini", "left out with this choice"),
    "to": Text("Kepada", "To"),
    "subject": Text("Perihal", "Subject"),
    "text_version": Text("Versi teks", "Text version"),
    "one_segment": Text("1 segmen, {length} huruf", "1 segment, {length} characters"),
    "more_segments": Text("{segments} segmen, {length} huruf", "{segments} segments, {length} characters"),
    "will_be_sent": Text("Akan dikirim", "Will be sent"),
    "later": Text("Menyusul pada jam kirim", "Follow at the hours for sending"),
    "work": Text("Tugas untuk tim", "Work for people"),
    "how_to_approve": Text(
        "Tidak dikirim sebelum dicentang di tab Kotak keluar.",
        "Not sent before it is ticked in the Outbox tab.",
    ),
    "owner": Text("Penanggung jawab", "Owner"),
    "nobody": Text("belum ada", "nobody yet"),
    "occasion": Text("Peristiwa", "Occasion"),
    "more": Text("lainnya tidak ditampilkan di sini", "more are not shown here"),
    "nothing": Text("Hari ini tidak ada yang perlu dikirim atau dikerjakan.", "There is nothing to send or do today."),
    "who_skipped": Text("Siapa yang dilewati, dan mengapa", "Who is left out, and why"),
    "nobody_skipped": Text("Tidak ada yang dilewati.", "Nobody is left out."),
    "customer": Text("Pelanggan", "Customer"),
    "program": Text("Program", "Program"),
    "channel": Text("Saluran", "Channel"),
    "detail": Text("Rincian", "Detail"),
    "attached": Text("Lampiran", "Attached"),
    "approved_template": Text("templat WhatsApp yang disetujui", "approved WhatsApp template"),
    "expensive": Text(
        "ada huruf di luar alfabet SMS, jadi lebih mahal", "has signs outside the SMS alphabet, so it costs more"
    ),
}


def say(name: str, language: str) -> str:
    """One of the texts."""
    return TEXTS[name].in_language(language)
