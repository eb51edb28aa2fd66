"""What each decision and each skip reason is called, and what would have to change (law 4, catalogue C13)."""

from __future__ import annotations

from typing import NamedTuple

from crm_sheets.model import Decision, SkipReason, Text


class ReasonText(NamedTuple):
    """A skip reason in words: a short label, and what a person can do about it."""

    label: Text
    remedy: Text


DECISION_TEXTS: dict[Decision, Text] = {
    Decision.KEPT: Text("Jadi", "Goes ahead"),
    Decision.DEFERRED: Text("Ditunda", "Postponed"),
    Decision.SKIPPED: Text("Dilewati", "Skipped"),
}

_REASONS: dict[SkipReason, ReasonText] = {
    SkipReason.NO_CONSENT: ReasonText(
        Text("Belum ada persetujuan", "No consent"),
        Text(
            "Catat persetujuan pelanggan untuk saluran dan tujuan ini di tab Persetujuan.",
            "Record the customer's consent for this channel and purpose in the Consents tab.",
        ),
    ),
    SkipReason.OPTED_OUT: ReasonText(
        Text("Sudah minta berhenti", "Opted out"),
        Text(
            "Hanya pelanggan sendiri yang dapat mengizinkan lagi; catat izinnya di tab Persetujuan.",
            "Only the customer can allow it again; record the new consent in the Consents tab.",
        ),
    ),
    SkipReason.DECEASED: ReasonText(
        Text("Sudah meninggal", "Deceased"),
        Text(
            "Tidak perlu apa-apa. Bila keliru, perbaiki datanya.",
            "Nothing to do. If this is a mistake, correct the data.",
        ),
    ),
    SkipReason.DO_NOT_CONTACT: ReasonText(
        Text("Jangan dihubungi", "Do not contact"),
        Text(
            "Ubah statusnya di tab Pelanggan bila pelanggan sudah bersedia dihubungi lagi.",
            "Change the status in the Customers tab once the customer is willing to hear from you again.",
        ),
    ),
    SkipReason.DO_NOT_CONGRATULATE: ReasonText(
        Text("Jangan diberi ucapan", "Do not congratulate"),
        Text(
            "Pelanggan tidak ingin diberi ucapan; ubah statusnya di tab Pelanggan bila tidak lagi begitu.",
            "This customer wants no greetings; change the status in the Customers tab if that no longer holds.",
        ),
    ),
    SkipReason.NO_ADDRESS: ReasonText(
        Text("Tidak ada nomor atau e-mail", "No number or e-mail"),
        Text(
            "Lengkapi No. HP atau Email di tab Pelanggan, atau tambahkan saluran lain pada programnya.",
            "Fill in Phone or E-mail in the Customers tab, or give the program another channel.",
        ),
    ),
    SkipReason.QUIET_HOURS: ReasonText(
        Text("Jam tenang", "Quiet hours"),
        Text(
            "Menyusul pada saat yang disebut. Jam kirim, hari kerja, dan quiet_holidays ada di tab Pengaturan.",
            "Follows when the detail says. Hours, working days and quiet_holidays are in the Settings tab.",
        ),
    ),
    SkipReason.FREQUENCY_CAP: ReasonText(
        Text("Sudah cukup sering dihubungi", "Contacted often enough"),
        Text(
            "Menyusul setelah jedanya lewat; cap_contacts, cap_days dan call_rest_days ada di tab Pengaturan.",
            "Possible again after a pause; cap_contacts, cap_days and call_rest_days are in the Settings tab.",
        ),
    ),
    SkipReason.ALREADY_DONE: ReasonText(
        Text("Sudah dilakukan", "Already done"),
        Text(
            "Tidak perlu apa-apa: peristiwa ini sudah ditangani.",
            "Nothing to do: this occasion has had its contact.",
        ),
    ),
    SkipReason.UNCERTAIN: ReasonText(
        Text("Hasil pengiriman belum pasti", "Delivery uncertain"),
        Text(
            "Pengiriman sebelumnya terputus. Bila buktinya tidak ditemukan, jawablah di tab Perlu keputusan.",
            "An earlier attempt was cut off. Where no proof is found, answer in the To decide tab.",
        ),
    ),
    SkipReason.SAME_ADDRESS: ReasonText(
        Text("Alamat yang sama sudah disapa", "Same address already contacted"),
        Text(
            "Satu ucapan sehari untuk tiap nomor atau e-mail; yang ini menyusul di hari lain selama belum terlambat.",
            "One greeting a day per number or e-mail; this one follows on another day while it is not too late.",
        ),
    ),
    SkipReason.TOO_LATE: ReasonText(
        Text("Sudah lewat waktunya", "Too late"),
        Text(
            "Bila masih pantas, naikkan 'Boleh terlambat (hari)' pada programnya.",
            "If it would still be welcome, raise 'May be late (days)' of the program.",
        ),
    ),
    SkipReason.IN_COMPLAINT: ReasonText(
        Text("Keluhan belum selesai", "Complaint still open"),
        Text(
            "Selesaikan dulu keluhannya dan isi tanggal selesainya di tab Keluhan.",
            "Settle the complaint first and fill in its resolved date in the Complaints tab.",
        ),
    ),
    SkipReason.FAILED: ReasonText(
        Text("Gagal dikirim", "Delivery failed"),
        Text("Dicoba lagi pada jalan berikutnya.", "Tried again by the next run."),
    ),
    SkipReason.DECLINED: ReasonText(
        Text("Ditolak tim", "Declined by the team"),
        Text(
            "Tidak perlu apa-apa. Berubah pikiran? Ganti jawabannya di Kotak keluar selama belum terlambat.",
            "Nothing to do. Changed your mind? Change the answer in the Outbox while it is not too late.",
        ),
    ),
    SkipReason.AWAITING_APPROVAL: ReasonText(
        Text("Menunggu persetujuan", "Awaiting approval"),
        Text(
            "Baca pesannya di tab Kotak keluar, lalu isi kolom 'Setuju?'.",
            "Read the message in the Outbox tab, then fill in the column 'Approve?'.",
        ),
    ),
    SkipReason.BUDGET_SPENT: ReasonText(
        Text("Anggaran habis", "Budget spent"),
        Text(
            "Naikkan anggarannya di tab Pengaturan, atau tunggu periode berikutnya.",
            "Raise the budget in the Settings tab, or wait for the next period.",
        ),
    ),
    SkipReason.PROGRAM_REST: ReasonText(
        Text("Baru saja lewat program ini", "Had this program lately"),
        Text(
            "Menyusul setelah jeda program ini; jedanya ada di kolom 'Jeda per pelanggan (hari)'.",
            "Follows after the program's rest; it stands in the column 'Rest per customer (days)'.",
        ),
    ),
    SkipReason.DAILY_LIMIT: ReasonText(
        Text("Jatah hari ini penuh", "Today's number is full"),
        Text(
            "Menyusul besok menurut kepentingannya; batasnya ada di kolom 'Paling banyak sehari'.",
            "Follows tomorrow by importance; the limit stands in the column 'Most a day'.",
        ),
    ),
    SkipReason.TOO_MUCH_SELLING: ReasonText(
        Text("Terlalu banyak tawaran", "Too much selling"),
        Text(
            "Sapa dulu dengan maksud lain; porsinya (selling_share, mix_days) ada di tab Pengaturan.",
            "Be in touch for other reasons first; the share (selling_share, mix_days) is in the Settings tab.",
        ),
    ),
    SkipReason.SENSITIVE_DATA: ReasonText(
        Text("Data khusus belum diizinkan", "Sensitive data not allowed"),
        Text(
            "Catat izin 'Data pribadi khusus' di tab Persetujuan, atau hapus data itu dari syarat programnya.",
            "Record a consent for 'Sensitive data' in the Consents tab, or take that data out of the condition.",
        ),
    ),
    SkipReason.UNCONFIRMED_DATE: ReasonText(
        Text("Tanggalnya masih perkiraan", "Date not confirmed"),
        Text(
            "Tulis tanggal yang resmi di tab Kalender; kontaknya berjalan pada tanggal itu.",
            "Write the official date into the Calendar tab; the contact is made on that date.",
        ),
    ),
    SkipReason.NOT_IN_PILOT: ReasonText(
        Text("Belum ikut uji coba", "Not in the pilot"),
        Text(
            "Naikkan 'Uji coba' pada programnya bila sudah waktunya untuk semua.",
            "Raise 'Pilot share' of the program when it is time for everybody.",
        ),
    ),
    SkipReason.HELD_OUT: ReasonText(
        Text("Kelompok pembanding", "Held out to compare"),
        Text(
            "Sengaja tidak dihubungi, agar hasil programnya dapat dibandingkan.",
            "Left out on purpose, so that what the program changes can be told.",
        ),
    ),
    SkipReason.UNUSUAL_NUMBER: ReasonText(
        Text("Jumlahnya tidak biasa", "Unusually many"),
        Text(
            "Baca baris ringkasannya di Kotak keluar; centang bila jumlah itu memang dimaksud.",
            "Read the summary row in the Outbox; tick it if that many are meant.",
        ),
    ),
    SkipReason.MISSING_VALUE: ReasonText(
        Text("Ada data yang masih kosong", "A value is missing"),
        Text(
            "Lengkapi data yang disebut di kolom Rincian; pesannya menyusul pada jalan berikutnya.",
            "Fill in what the Detail column names; the message follows with the next run.",
        ),
    ),
    SkipReason.TEMPLATE_PROBLEM: ReasonText(
        Text("Templat bermasalah", "Template problem"),
        Text(
            "Perbaiki templat programnya; kolom Rincian menyebut apa yang salah.",
            "Correct the program's template; the Detail column says what is wrong.",
        ),
    ),
    SkipReason.NO_CHANNEL: ReasonText(
        Text("Saluran belum dipasang", "Channel not set up"),
        Text(
            "Minta operator memasang saluran ini, atau beri programnya saluran lain.",
            "Ask the operator to set this channel up, or give the program another one.",
        ),
    ),
    SkipReason.REFUSED: ReasonText(
        Text("Ditolak", "Refused"),
        Text(
            "Periksa nomor atau e-mailnya dan hasil kontak sebelumnya sebelum mencoba lagi.",
            "Check the number or e-mail and the outcome of the contact before it, then try again.",
        ),
    ),
}

SKIP_REASON_TEXTS: dict[SkipReason, Text] = {reason: texts.label for reason, texts in _REASONS.items()}
"""Each skip reason as a short label."""

SKIP_REASON_REMEDIES: dict[SkipReason, Text] = {reason: texts.remedy for reason, texts in _REASONS.items()}
"""What would have to change for such a contact to be made."""


def reason_labels(language: str) -> dict[str, str]:
    """From SkipReason value to its label in `language`."""
    return {reason.value: text.in_language(language) for reason, text in SKIP_REASON_TEXTS.items()}


def reason_remedies(language: str) -> dict[str, str]:
    """From SkipReason value to what would have to change, in `language`."""
    return {reason.value: text.in_language(language) for reason, text in SKIP_REASON_REMEDIES.items()}


def decision_labels(language: str) -> dict[str, str]:
    """From Decision value to its label in `language`."""
    return {decision.value: text.in_language(language) for decision, text in DECISION_TEXTS.items()}
