"""The tabs with which a team steers the product: programs, segments, settings, calendar."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Column, Kind, Owner, Tab
from crm_sheets.schema.choices import CHANNELS, PURPOSES, SURVEY_TYPES, choice

REPEATS = (
    choice("yearly", "Tiap tahun", "Yearly", "tahunan"),
    choice("monthly", "Tiap bulan", "Monthly", "bulanan"),
    choice("once", "Sekali", "Once", "satu kali"),
    choice("due", "Sesuai tanggal", "As dated", "per jatuh tempo"),
    choice("each_date", "Tiap tanggal baru", "Each new date", "tiap tanggal", "each date"),
    choice("cadence", "Berkala", "Every so many days", "cadence", "periodik"),
    choice("calendar", "Hari kalender", "On a calendar day", "tanggal kalender", "hari tetap", "calendar day"),
)

OFFSET_UNITS = (
    choice("days", "Hari", "Days", "hari kalender", "calendar days"),
    choice("working_days", "Hari kerja", "Working days", "working", "kerja", "business days"),
)

HANDLERS = (
    choice("owner", "Penanggung jawab pelanggan", "The customer's owner", "penanggung jawab", "owner"),
    choice("leader", "Atasannya", "The owner's leader", "atasan", "leader", "manager"),
    choice("adviser", "Yang berwenang memberi saran", "Who may give advice", "penasihat", "adviser", "advisor"),
)

PROGRAMS = Tab(
    name="programs",
    label=Text("Program", "Programs"),
    aliases=("program kontak", "contact programs"),
    owner=Owner.TEAM,
    note=Text(
        "Siapa dihubungi, kapan, lewat apa: satu baris, satu program.",
        "Who is contacted, when and how: one row, one program.",
    ),
    key="program_id",
    columns=(
        Column(
            "program_id", Text("ID Program", "Program ID"), Kind.ID, ("id", "kode program"), required=True, unique=True
        ),
        Column("name", Text("Nama program", "Program"), Kind.TEXT, ("nama", "name", "program name"), required=True),
        Column("active", Text("Aktif", "Active"), Kind.YES_NO, ("jalan",)),
        Column("purpose", Text("Tujuan", "Purpose"), Kind.CHOICE, required=True, choices=PURPOSES),
        Column("occasion", Text("Peristiwa", "Occasion"), Kind.TEXT, ("tanggal acuan", "date column"), required=True),
        Column(
            "repeat",
            Text("Pengulangan", "Repeats"),
            Kind.CHOICE,
            ("berulang", "repeat"),
            required=True,
            choices=REPEATS,
        ),
        Column(
            "offset_days",
            Text("Geser hari", "Offset in days"),
            Kind.INTEGER,
            ("offset", "selisih hari"),
            minimum=-366,
            maximum=1100,
        ),
        Column(
            "offset_unit",
            Text("Satuan geser", "Offset counts"),
            Kind.CHOICE,
            ("hari atau hari kerja", "unit"),
            choices=OFFSET_UNITS,
        ),
        Column("cadence_days", Text("Setiap ... hari", "Every ... days"), Kind.INTEGER, ("interval",), minimum=1),
        Column("condition", Text("Syarat", "Condition"), Kind.LONG_TEXT, ("kondisi",)),
        Column(
            "channels",
            Text("Saluran", "Channels"),
            Kind.CHOICE,
            ("channel",),
            required=True,
            choices=CHANNELS,
            many=True,
        ),
        Column("template", Text("Templat", "Template"), Kind.TEXT, ("template pesan",), required=True),
        Column("owner", Text("Penanggung jawab", "Owner"), Kind.NAME, ("pic",), references="staff.name"),
        Column(
            "handled_by",
            Text("Dikerjakan oleh", "Handled by"),
            Kind.CHOICE,
            ("pelaksana", "assignee"),
            choices=HANDLERS,
        ),
        Column("approval", Text("Perlu persetujuan", "Needs approval"), Kind.YES_NO, ("persetujuan", "approval")),
        Column("priority", Text("Prioritas", "Priority"), Kind.INTEGER, minimum=1, maximum=9),
        Column(
            "lateness_days",
            Text("Boleh terlambat (hari)", "May be late (days)"),
            Kind.INTEGER,
            ("lateness", "keterlambatan"),
            minimum=0,
            maximum=366,
        ),
        Column(
            "rest_days",
            Text("Jeda per pelanggan (hari)", "Rest per customer (days)"),
            Kind.INTEGER,
            ("jeda", "rest"),
            minimum=0,
            maximum=3660,
        ),
        Column(
            "most_per_day",
            Text("Paling banyak sehari", "Most a day"),
            Kind.INTEGER,
            ("maksimal per hari", "daily limit"),
            minimum=0,
        ),
        Column("starts_on", Text("Mulai", "Starts on"), Kind.DATE, ("mulai tanggal", "start")),
        Column("ends_on", Text("Sampai", "Ends on"), Kind.DATE, ("sampai tanggal", "end"), after="starts_on"),
        Column(
            "pilot", Text("Uji coba", "Pilot share"), Kind.PERCENT, ("pilot", "porsi uji coba"), minimum=0, maximum=1
        ),
        Column(
            "hold_out",
            Text("Kelompok pembanding", "Held out"),
            Kind.PERCENT,
            ("pembanding", "hold-out", "holdout", "control group"),
            minimum=0,
            maximum=0.9,
        ),
        Column("asks", Text("Menanyakan", "Asks for"), Kind.CHOICE, ("survei", "survey"), choices=SURVEY_TYPES),
        Column("notes", Text("Catatan", "Notes"), Kind.LONG_TEXT, ("keterangan",)),
    ),
)

SEGMENTS = Tab(
    name="segments",
    label=Text("Definisi segmen", "Segment definitions"),
    aliases=("segmen kustom", "named segments"),
    owner=Owner.TEAM,
    note=Text(
        "Kelompok pelanggan yang Anda tentukan dengan syarat.",
        "Groups of customers that you define by a condition.",
    ),
    key="segment",
    columns=(
        Column("segment", Text("Segmen", "Segment"), Kind.ID, ("nama segmen",), required=True, unique=True),
        Column("condition", Text("Syarat", "Condition"), Kind.LONG_TEXT, ("kondisi",), required=True),
        Column("active", Text("Aktif", "Active"), Kind.YES_NO),
        Column("notes", Text("Catatan", "Notes"), Kind.LONG_TEXT, ("keterangan",)),
    ),
)

SETTINGS = Tab(
    name="settings",
    label=Text("Pengaturan", "Settings"),
    aliases=("setelan", "konfigurasi", "configuration"),
    owner=Owner.TEAM,
    note=Text(
        "Batas tier, batas sapaan, dan angka lain milik tim.",
        "Tier limits, contact caps and other numbers of the team's.",
    ),
    key="setting",
    columns=(
        Column(
            "setting",
            Text("Pengaturan", "Setting"),
            Kind.ID,
            ("nama", "name", "kunci", "key"),
            required=True,
            unique=True,
        ),
        Column("value", Text("Nilai", "Value"), Kind.TEXT, ("isi",)),
        Column("notes", Text("Penjelasan", "Explanation"), Kind.LONG_TEXT, ("keterangan", "catatan", "notes")),
    ),
)

CALENDAR_KINDS = (
    choice("holiday", "Libur", "Holiday", "libur nasional", "public holiday"),
    choice("closed", "Kantor tutup", "Closed", "tutup"),
    choice("event", "Acara", "Event"),
)

CALENDAR = Tab(
    name="calendar",
    label=Text("Kalender", "Calendar"),
    aliases=("hari libur", "holidays"),
    owner=Owner.TEAM,
    note=Text("Hari libur, hari tutup, dan acara.", "Holidays, closed days and events."),
    key="date",
    columns=(
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl",), required=True),
        Column("name", Text("Nama", "Name"), Kind.TEXT, ("keterangan", "hari"), required=True),
        Column("kind", Text("Jenis", "Kind"), Kind.CHOICE, choices=CALENDAR_KINDS),
    ),
)

TABS = (PROGRAMS, SEGMENTS, SETTINGS, CALENDAR)
