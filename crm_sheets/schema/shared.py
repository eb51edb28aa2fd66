"""Tabs that jobs append to and people work in (law 1): the queue, the outbox; and the logs."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Column, Kind, Owner, Tab
from crm_sheets.schema.choices import CHANNELS, PURPOSES, choice

OUTCOMES = (
    choice("reached", "Berhasil dihubungi", "Reached", "selesai", "done"),
    choice("not_reached", "Tidak terhubung", "Not reached", "tidak diangkat", "no answer"),
    choice("interested", "Berminat", "Interested"),
    choice("postponed", "Ditunda", "Postponed", "nanti"),
    choice("refused", "Menolak", "Refused", "tidak mau"),
    choice("wrong_address", "Alamat salah", "Wrong address", "nomor salah", "wrong number"),
)

REACHED_NOBODY = ("not_reached", "wrong_address")
"""Outcomes of a try, in the queue and in interactions."""

QUEUE = Tab(
    name="queue",
    label=Text("Antrean", "Queue"),
    aliases=("antrian", "work queue"),
    owner=Owner.SHARED,
    note=Text(
        "Tugas untuk orang: telepon, kunjungan, hadiah. Hasilnya Anda isi di sini.",
        "Work for people: calls, visits, gifts. You fill in the outcome here.",
    ),
    key="key",
    columns=(
        Column("customer", Text("Pelanggan", "Customer"), Kind.LONG_TEXT, width=22),
        Column("owner", Text("Penanggung jawab", "Owner"), Kind.TEXT, width=18),
        Column("deadline", Text("Paling lambat", "Not later than"), Kind.DATE, width=14),
        Column("call_at", Text("Jam", "At"), Kind.TEXT, width=13, may_lack=True),
        Column("task", Text("Tugas", "Task"), Kind.CHOICE, choices=CHANNELS, width=11),
        Column("reason", Text("Alasan", "Reason"), Kind.LONG_TEXT, width=32),
        Column("call", Text("Telepon", "Call"), Kind.URL, width=16),
        Column("chat", Text("WhatsApp", "WhatsApp"), Kind.URL, width=11),
        Column("brief", Text("Sekilas pelanggan", "Customer brief"), Kind.LONG_TEXT, width=34),
        Column("script", Text("Naskah", "Script"), Kind.LONG_TEXT, width=60),
        Column("ask", Text("Tanyakan juga", "Ask as well"), Kind.LONG_TEXT, width=34),
        Column("done", Text("Selesai?", "Done?"), Kind.YES_NO, people_fill=True, width=10),
        Column("outcome", Text("Hasil", "Outcome"), Kind.CHOICE, choices=OUTCOMES, people_fill=True, width=19),
        Column("outcome_date", Text("Tanggal hasil", "Outcome date"), Kind.DATE, people_fill=True, width=13),
        Column("follow_up", Text("Tindak lanjut", "Follow up on"), Kind.DATE, people_fill=True, width=13),
        Column("cost", Text("Biaya", "Cost"), Kind.MONEY, people_fill=True, width=13, minimum=0, may_lack=True),
        Column("notes", Text("Catatan", "Notes"), Kind.LONG_TEXT, people_fill=True, width=36),
        Column("answer_by", Text("Jawab sebelum", "Answer by"), Kind.DATETIME, width=17, may_lack=True),
        Column("priority", Text("Prioritas", "Priority"), Kind.INTEGER, width=9),
        Column("planned_on", Text("Tanggal", "Date"), Kind.DATE, width=12),
        Column("customer_id", Text("ID Pelanggan", "Customer ID"), Kind.ID, width=13),
        Column("program", Text("Program", "Program"), Kind.ID, width=22),
        Column("key", Text("Kunci", "Key"), Kind.ID, width=40),
    ),
    subject="task_id",
    derived=(
        Column("task_id", Text("ID Tugas", "Task ID"), Kind.ID, note=Text("kunci tugas", "the task's key")),
        Column("outcome_on", Text("Hasil dicatat pada", "Outcome noted on"), Kind.DATE),
        Column("tries", Text("Percobaan", "Tries"), Kind.INTEGER),
        Column("settled", Text("Sudah terhubung", "Reached since"), Kind.YES_NO),
        Column("original_reason", Text("Alasan semula", "First reason"), Kind.TEXT),
        Column("original_script", Text("Naskah semula", "First script"), Kind.LONG_TEXT),
    ),
)

OUTBOX = Tab(
    name="outbox",
    label=Text("Kotak keluar", "Outbox"),
    aliases=("menunggu persetujuan", "awaiting approval"),
    owner=Owner.SHARED,
    note=Text(
        "Pesan yang menunggu centang Anda sebelum dikirim.",
        "Messages that wait for your tick before they go out.",
    ),
    key="key",
    columns=(
        Column("approve", Text("Setuju?", "Approve?"), Kind.YES_NO, people_fill=True, width=10),
        Column("planned_on", Text("Direncanakan", "Planned on"), Kind.DATE, width=13),
        Column("program_name", Text("Nama program", "Program name"), Kind.TEXT, width=28),
        Column("customer", Text("Pelanggan", "Customer"), Kind.TEXT, width=31),
        Column("channel", Text("Saluran", "Channel"), Kind.CHOICE, choices=CHANNELS, width=11),
        Column("address", Text("Ke", "To"), Kind.TEXT, width=30),
        Column("text", Text("Isi pesan", "Message"), Kind.LONG_TEXT, width=70),
        Column("valid_until", Text("Berlaku sampai", "Valid until"), Kind.DATE, width=15),
        Column("notes", Text("Catatan", "Notes"), Kind.LONG_TEXT, people_fill=True, width=30),
        Column("customer_id", Text("ID Pelanggan", "Customer ID"), Kind.ID, width=13),
        Column("program", Text("ID Program", "Program ID"), Kind.ID, width=22),
        Column("key", Text("Kunci", "Key"), Kind.ID, width=40),
        Column("fingerprint", Text("Sidik isi", "Fingerprint"), Kind.ID, width=18),
    ),
)

CONTACT_LOG = Tab(
    name="contact_log",
    label=Text("Log kontak", "Contact log"),
    aliases=("riwayat kontak", "contact history"),
    owner=Owner.LOG,
    note=Text(
        "Setiap pesan yang dikirim, ditulis oleh pekerjaan malam.",
        "Every message sent, written by the nightly job.",
    ),
    key="key",
    columns=(
        Column("at", Text("Waktu", "Time"), Kind.DATETIME, width=17),
        Column("customer", Text("Pelanggan", "Customer"), Kind.TEXT, width=31),
        Column("program_name", Text("Nama program", "Program name"), Kind.TEXT, width=30),
        Column("purpose", Text("Tujuan", "Purpose"), Kind.CHOICE, choices=PURPOSES, width=13),
        Column("channel", Text("Saluran", "Channel"), Kind.CHOICE, choices=CHANNELS, width=12),
        Column("state", Text("Status", "State"), Kind.TEXT, width=14),
        Column("delivery", Text("Pengiriman", "Delivery"), Kind.TEXT, width=12),
        Column("segments", Text("Segmen SMS", "SMS segments"), Kind.INTEGER, width=12),
        Column("cost", Text("Perkiraan biaya", "Estimated cost"), Kind.MONEY, width=14),
        Column("customer_id", Text("ID Pelanggan", "Customer ID"), Kind.ID, width=13),
        Column("program", Text("ID Program", "Program ID"), Kind.ID, width=22),
        Column("run", Text("Jalan", "Run"), Kind.ID, width=25),
        Column("provider_id", Text("ID kiriman", "Delivery ID"), Kind.ID, width=36, may_lack=True),
        Column("key", Text("Kunci", "Key"), Kind.ID, width=40),
    ),
)

INBOUND_KINDS = (
    choice("reply", "Balasan", "Reply"),
    choice("survey", "Jawaban survei", "Survey answer"),
    choice("message", "Pesan baru", "New message"),
    choice("opt_out", "Minta berhenti", "Opt-out"),
    choice("opt_in", "Mau menerima lagi", "Opt-in"),
    choice("automatic", "Jawaban otomatis", "Automatic answer"),
    choice("bounce", "Tidak sampai", "Not delivered"),
)

INBOX = Tab(
    name="inbox",
    label=Text("Pesan masuk", "Inbox"),
    aliases=("kotak masuk", "balasan", "replies"),
    owner=Owner.LOG,
    note=Text(
        "Semua yang masuk lewat WhatsApp, SMS, dan e-mail; yang perlu dijawab ada di Antrean.",
        "All that came in by WhatsApp, SMS and e-mail; what needs an answer is in the Queue.",
    ),
    key="key",
    columns=(
        Column("at", Text("Waktu", "Time"), Kind.DATETIME, width=17),
        Column("customer", Text("Pelanggan", "Customer"), Kind.TEXT, width=30),
        Column("channel", Text("Saluran", "Channel"), Kind.CHOICE, choices=CHANNELS, width=11),
        Column("sender", Text("Dari", "From"), Kind.TEXT, width=28),
        Column("kind", Text("Jenis", "Kind"), Kind.CHOICE, choices=INBOUND_KINDS, width=17),
        Column("text", Text("Isi pesan", "Message"), Kind.LONG_TEXT, width=60),
        Column("answers", Text("Membalas", "In reply to"), Kind.TEXT, width=28),
        Column("score", Text("Skor survei", "Survey score"), Kind.INTEGER, width=9, may_lack=True),
        Column("note", Text("Tindakan", "What was done"), Kind.LONG_TEXT, width=44),
        Column("owner", Text("Penanggung jawab", "Owner"), Kind.TEXT, width=22),
        Column("customer_id", Text("ID Pelanggan", "Customer ID"), Kind.ID, width=13),
        Column("contact", Text("Kontak", "Contact"), Kind.ID, width=40),
        Column("key", Text("Kunci", "Key"), Kind.ID, width=36),
    ),
)

ONE_OF_TWO = Text("Isi salah satu saja: Kirim lagi? atau Biarkan?", "Answer one only: Send again? or Leave it?")

DOUBTS = Tab(
    name="doubts",
    label=Text("Perlu keputusan", "To decide"),
    aliases=("pesan ragu", "ragu-ragu", "uncertain messages"),
    owner=Owner.SHARED,
    note=Text(
        "Pesan yang belum pasti sampai: kirim lagi, atau biarkan? Tanpa jawaban, tidak dikirim lagi.",
        "Messages that may or may not have arrived: send again, or leave it? Without an answer they are not.",
    ),
    key="doubt",
    columns=(
        Column("again", Text("Kirim lagi?", "Send again?"), Kind.YES_NO, people_fill=True, width=12, note=ONE_OF_TWO),
        Column("leave", Text("Biarkan?", "Leave it?"), Kind.YES_NO, people_fill=True, width=12, note=ONE_OF_TWO),
        Column("at", Text("Waktu kirim", "Sent at"), Kind.DATETIME, width=17),
        Column("customer", Text("Pelanggan", "Customer"), Kind.TEXT, width=28),
        Column("program_name", Text("Nama program", "Program name"), Kind.TEXT, width=28),
        Column("channel", Text("Saluran", "Channel"), Kind.CHOICE, choices=CHANNELS, width=11),
        Column("address", Text("Ke", "To"), Kind.URL, width=28),
        Column("known", Text("Yang diketahui", "What is known"), Kind.LONG_TEXT, width=60),
        Column("notes", Text("Catatan", "Notes"), Kind.LONG_TEXT, people_fill=True, width=30),
        Column("customer_id", Text("ID Pelanggan", "Customer ID"), Kind.ID, width=13),
        Column("program", Text("ID Program", "Program ID"), Kind.ID, width=22),
        Column("doubt", Text("Kunci", "Key"), Kind.ID, width=40),
    ),
)

RUNS = Tab(
    name="runs",
    label=Text("Catatan jalan", "Runs"),
    aliases=("riwayat jalan",),
    owner=Owner.LOG,
    note=Text("Satu baris untuk setiap kali pekerjaan malam berjalan.", "One line for every time the nightly job ran."),
    key="run",
    columns=(
        Column("at", Text("Waktu", "Time"), Kind.DATETIME, width=17),
        Column("as_of", Text("Per tanggal", "As of"), Kind.DATE, width=12),
        Column("job", Text("Pekerjaan", "Job"), Kind.TEXT, width=14),
        Column("result", Text("Hasil", "Result"), Kind.TEXT, width=24),
        Column("customers", Text("Pelanggan", "Customers"), Kind.INTEGER, width=11),
        Column("problems", Text("Masalah", "Problems"), Kind.INTEGER, width=11),
        Column("due", Text("Jatuh waktu", "Due"), Kind.INTEGER, width=11),
        Column("sent", Text("Terkirim", "Sent"), Kind.INTEGER, width=11),
        Column("queued", Text("Tugas baru", "Queued"), Kind.INTEGER, width=11),
        Column("awaiting", Text("Menunggu persetujuan", "Awaiting approval"), Kind.INTEGER, width=20),
        Column("skipped", Text("Dilewati", "Skipped"), Kind.INTEGER, width=11),
        Column("failed", Text("Gagal", "Failed"), Kind.INTEGER, width=11),
        Column("uncertain", Text("Ragu-ragu", "Uncertain"), Kind.INTEGER, width=11),
        Column("received", Text("Pesan masuk", "Came in"), Kind.INTEGER, width=11, may_lack=True),
        Column("seconds", Text("Detik", "Seconds"), Kind.NUMBER, width=9),
        Column("run", Text("Jalan", "Run"), Kind.ID, width=25),
    ),
)

TABS = (QUEUE, OUTBOX, DOUBTS, INBOX, CONTACT_LOG, RUNS)
