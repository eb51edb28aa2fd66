"""Service and relationship: complaints, surveys, contact history, events, gifts, call requests, stock answers."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Column, Kind, Owner, Tab
from crm_sheets.schema.choices import CHANNELS, LANGUAGES, SURVEY_TYPES, choice
from crm_sheets.schema.columns import customer_reference, identifier, notes, owner_reference
from crm_sheets.schema.shared import OUTCOMES

COMPLAINT_STATUSES = (
    choice("open", "Terbuka", "Open", "baru", "new"),
    choice("in_progress", "Sedang ditangani", "In progress", "proses", "ditangani"),
    choice("resolved", "Selesai", "Resolved", "beres", "closed", "ditutup"),
)

COMPLAINT_CATEGORIES = (
    choice("product", "Produk", "Product", "barang", "kualitas"),
    choice("delivery", "Pengiriman", "Delivery", "kirim", "terlambat"),
    choice("claim", "Klaim", "Claim"),
    choice("payment", "Pembayaran", "Payment", "tagihan", "premi"),
    choice("service", "Pelayanan", "Service", "layanan"),
    choice("data", "Data", "Data", "administrasi"),
    choice("other", "Lainnya", "Other", "lain-lain"),
)

COMPLAINTS = Tab(
    name="complaints",
    label=Text("Keluhan", "Complaints"),
    aliases=("komplain", "pengaduan", "tickets"),
    owner=Owner.TEAM,
    key="complaint_id",
    note=Text("Keluhan dari masuk sampai selesai.", "Complaints from arrival to resolution."),
    columns=(
        identifier("complaint_id", "ID Keluhan", "Complaint ID", "no keluhan", "no tiket"),
        customer_reference(),
        Column(
            "opened_date",
            Text("Tanggal masuk", "Opened on"),
            Kind.DATE,
            ("tanggal", "tgl masuk"),
            required=True,
            past=True,
        ),
        Column("channel", Text("Saluran", "Channel"), Kind.CHOICE, ("lewat",), choices=CHANNELS),
        Column("category", Text("Kategori", "Category"), Kind.CHOICE, ("jenis",), choices=COMPLAINT_CATEGORIES),
        Column("description", Text("Isi keluhan", "Description"), Kind.LONG_TEXT, ("keluhan", "uraian")),
        owner_reference(),
        Column("status", Text("Status", "Status"), Kind.CHOICE, required=True, choices=COMPLAINT_STATUSES),
        Column(
            "resolved_date",
            Text("Tanggal selesai", "Resolved on"),
            Kind.DATE,
            ("tgl selesai",),
            after="opened_date",
            past=True,
        ),
        Column(
            "reassignments",
            Text("Dialihkan (kali)", "Reassignments"),
            Kind.INTEGER,
            ("pengalihan", "dialihkan"),
            minimum=0,
            maximum=50,
        ),
        Column("resolution", Text("Penyelesaian", "Resolution"), Kind.LONG_TEXT, ("solusi",)),
        notes(),
    ),
)

SURVEYS = Tab(
    name="surveys",
    label=Text("Survei", "Surveys"),
    aliases=("hasil survei", "kuesioner", "survey answers"),
    owner=Owner.TEAM,
    key="survey_id",
    note=Text("Jawaban survei kepuasan dan rekomendasi, nilai 0-10.", "Answers to satisfaction surveys, scores 0-10."),
    columns=(
        identifier("survey_id", "ID Survei", "Survey ID", "no survei"),
        customer_reference(),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl", "timestamp"), required=True, past=True),
        Column("type", Text("Jenis survei", "Survey type"), Kind.CHOICE, ("jenis",), choices=SURVEY_TYPES),
        Column("score", Text("Skor", "Score"), Kind.INTEGER, ("nilai",), minimum=0, maximum=10),
        Column("answer", Text("Jawaban", "Answer"), Kind.LONG_TEXT, ("komentar", "comment")),
        Column("followed_up", Text("Sudah ditindaklanjuti", "Followed up"), Kind.YES_NO, ("tindak lanjut",)),
        notes(),
    ),
)

DIRECTIONS = (
    choice("in", "Masuk", "In", "inbound", "dari pelanggan"),
    choice("out", "Keluar", "Out", "outbound", "dari kami"),
)

INTERACTIONS = Tab(
    name="interactions",
    label=Text("Interaksi", "Interactions"),
    aliases=("catatan kontak", "riwayat interaksi", "interaction history"),
    owner=Owner.TEAM,
    key="interaction_id",
    note=Text(
        "Setiap pembicaraan dengan pelanggan: telepon, kunjungan, pesan, e-mail.",
        "Every conversation with a customer: calls, visits, messages, e-mail.",
    ),
    columns=(
        identifier("interaction_id", "ID Interaksi", "Interaction ID", "no interaksi"),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl",), required=True, past=True),
        customer_reference(),
        Column("channel", Text("Saluran", "Channel"), Kind.CHOICE, ("lewat",), choices=CHANNELS),
        Column("direction", Text("Arah", "Direction"), Kind.CHOICE, choices=DIRECTIONS),
        owner_reference(),
        Column("subject", Text("Perihal", "Subject"), Kind.TEXT, ("topik", "topic")),
        Column("outcome", Text("Hasil", "Outcome"), Kind.CHOICE, choices=OUTCOMES),
        Column(
            "minutes_to_answer",
            Text("Dijawab dalam (menit)", "Answered in (minutes)"),
            Kind.INTEGER,
            ("waktu jawab",),
            minimum=0,
        ),
        notes(),
    ),
)

EVENT_TYPES = (
    choice("gathering", "Temu pelanggan", "Gathering", "kumpul", "customer gathering"),
    choice("class", "Kelas", "Class", "workshop", "pelatihan"),
    choice("seminar", "Seminar", "Seminar", "webinar"),
    choice("other", "Lainnya", "Other", "lain-lain"),
)

EVENTS = Tab(
    name="events",
    label=Text("Acara", "Events"),
    aliases=("daftar acara", "kegiatan", "gatherings"),
    owner=Owner.TEAM,
    key="event_id",
    note=Text("Temu pelanggan, kelas, dan seminar.", "Gatherings, classes and seminars."),
    columns=(
        identifier("event_id", "ID Acara", "Event ID", "kode acara"),
        Column("name", Text("Nama acara", "Event"), Kind.TEXT, ("nama", "name"), required=True),
        Column("type", Text("Jenis acara", "Event type"), Kind.CHOICE, ("jenis",), choices=EVENT_TYPES),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl",), required=True),
        Column("place", Text("Tempat", "Place"), Kind.TEXT, ("lokasi", "venue")),
        owner_reference(),
        Column("capacity", Text("Kapasitas", "Capacity"), Kind.INTEGER, ("kuota",), minimum=0),
        Column("cost", Text("Biaya", "Cost"), Kind.MONEY, minimum=0),
        notes(),
    ),
)

ATTENDANCE_STATES = (
    choice("invited", "Diundang", "Invited", "undangan"),
    choice("confirmed", "Akan hadir", "Confirmed", "konfirmasi"),
    choice("attended", "Hadir", "Attended", "datang"),
    choice("absent", "Tidak hadir", "Absent", "tidak datang"),
)

ATTENDANCE = Tab(
    name="attendance",
    label=Text("Kehadiran", "Attendance"),
    aliases=("daftar hadir", "peserta acara", "attendees"),
    owner=Owner.TEAM,
    note=Text("Siapa diundang ke acara apa, dan siapa yang datang.", "Who was invited to which event, and who came."),
    columns=(
        Column(
            "event_id",
            Text("ID Acara", "Event ID"),
            Kind.ID,
            ("acara", "event"),
            required=True,
            references="events.event_id",
        ),
        customer_reference(),
        Column("state", Text("Status", "State"), Kind.CHOICE, ("kehadiran",), choices=ATTENDANCE_STATES),
        Column("guests", Text("Membawa tamu", "Guests"), Kind.INTEGER, ("jumlah tamu",), minimum=0, maximum=20),
        notes(),
    ),
    subject="attendance_id",
    derived=(
        Column(
            "attendance_id",
            Text("ID Kehadiran", "Attendance ID"),
            Kind.ID,
            note=Text("acara dan pelanggan", "event and customer"),
        ),
        Column("event_name", Text("Nama acara", "Event name"), Kind.TEXT),
        Column("event_type", Text("Jenis acara", "Event type"), Kind.CHOICE, choices=EVENT_TYPES),
        Column("event_date", Text("Tanggal acara", "Event date"), Kind.DATE),
        Column("event_place", Text("Tempat acara", "Event place"), Kind.TEXT),
    ),
)

GIFTS = Tab(
    name="gifts",
    label=Text("Hadiah", "Gifts"),
    aliases=("bingkisan", "daftar hadiah", "gift list"),
    owner=Owner.TEAM,
    key="gift_id",
    note=Text("Hadiah yang diberikan, biaya, dan anggarannya.", "Gifts given, what they cost and their budgets."),
    columns=(
        identifier("gift_id", "ID Hadiah", "Gift ID", "no hadiah"),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl",), required=True),
        customer_reference(),
        Column("gift", Text("Hadiah", "Gift"), Kind.TEXT, ("nama hadiah",), required=True),
        Column("occasion", Text("Dalam rangka", "Occasion"), Kind.TEXT, ("acara", "peristiwa")),
        Column("cost", Text("Biaya", "Cost"), Kind.MONEY, ("harga",), minimum=0),
        Column("budget", Text("Anggaran", "Budget"), Kind.MONEY, ("batas biaya",), minimum=0),
        Column("delivered", Text("Sudah diserahkan", "Delivered"), Kind.YES_NO, ("diterima",)),
        owner_reference(),
        notes(),
    ),
)

GIFT_IDEAS = Tab(
    name="gift_ideas",
    label=Text("Ide hadiah", "Gift ideas"),
    aliases=("saran hadiah", "gift suggestions"),
    owner=Owner.TEAM,
    note=Text(
        "Hadiah apa yang cocok untuk hobi apa; dipakai untuk pelanggan dan anak-anaknya.",
        "Which gift goes with which hobby; used for customers and their children.",
    ),
    columns=(
        Column("hobby", Text("Hobi", "Hobby"), Kind.TEXT, ("kegemaran", "minat", "interest"), required=True),
        Column("idea", Text("Ide hadiah", "Gift idea"), Kind.TEXT, ("hadiah", "gift"), required=True),
        Column("price", Text("Kira-kira harga", "About"), Kind.MONEY, ("harga", "price"), minimum=0),
        Column("for_children", Text("Untuk anak", "For children"), Kind.YES_NO, ("anak",)),
        notes(),
    ),
)

CALL_REQUEST_STATUSES = (
    choice("waiting", "Menunggu", "Waiting", "antre", "belum"),
    choice("called", "Sudah ditelepon", "Called", "selesai", "done"),
    choice("not_reached", "Tidak terhubung", "Not reached", "tidak diangkat"),
    choice("cancelled", "Dibatalkan", "Cancelled", "batal"),
)

CALL_REQUESTS = Tab(
    name="call_requests",
    label=Text("Permintaan telepon", "Call requests"),
    aliases=("minta ditelepon", "call me requests"),
    owner=Owner.TEAM,
    key="request_id",
    note=Text(
        "Siapa minta ditelepon, kapan, dan nomor antreannya.", "Who asked to be called, when, and the place in line."
    ),
    columns=(
        identifier("request_id", "ID Permintaan", "Request ID", "no permintaan"),
        customer_reference(required=False),
        Column("name", Text("Nama", "Name"), Kind.NAME, ("nama penelepon",)),
        Column("phone", Text("No. HP", "Phone"), Kind.PHONE, ("hp", "no hp", "telepon")),
        Column(
            "requested_date", Text("Untuk tanggal", "For date"), Kind.DATE, ("tanggal", "tgl telepon"), required=True
        ),
        Column("hour", Text("Jam", "Hour"), Kind.TEXT, ("pukul", "time")),
        Column(
            "queue_number", Text("Nomor antrean", "Queue number"), Kind.INTEGER, ("no antrean", "urutan"), minimum=1
        ),
        Column("topic", Text("Perihal", "Topic"), Kind.TEXT, ("topik", "subject")),
        Column("status", Text("Status", "Status"), Kind.CHOICE, choices=CALL_REQUEST_STATUSES),
        owner_reference(),
        notes(),
    ),
)

PARAGRAPHS = Tab(
    name="paragraphs",
    label=Text("Paragraf jawaban", "Paragraphs"),
    aliases=("paragraf", "faq", "tanya jawab", "jawaban baku"),
    owner=Owner.TEAM,
    key="paragraph_id",
    note=Text(
        "Jawaban baku yang sudah disetujui, per topik dan bahasa.", "Approved stock answers by topic and language."
    ),
    columns=(
        identifier("paragraph_id", "ID Paragraf", "Paragraph ID", "id", "kode paragraf"),
        Column("topic", Text("Topik", "Topic"), Kind.TEXT, ("perihal", "subject"), required=True),
        Column("keywords", Text("Kata kunci", "Keywords"), Kind.TEXT),
        Column("language", Text("Bahasa", "Language"), Kind.CHOICE, required=True, choices=LANGUAGES),
        Column("text", Text("Isi", "Text"), Kind.LONG_TEXT, ("jawaban", "paragraf", "answer"), required=True),
        Column("approved", Text("Disetujui", "Approved"), Kind.YES_NO, ("setuju",)),
    ),
)

TABS = (COMPLAINTS, SURVEYS, INTERACTIONS, EVENTS, ATTENDANCE, GIFTS, GIFT_IDEAS, CALL_REQUESTS, PARAGRAPHS)
