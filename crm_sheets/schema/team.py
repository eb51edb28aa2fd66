"""The team itself: staff, targets, and what was learnt from feedback."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Column, Kind, Owner, Tab
from crm_sheets.schema.choices import choice
from crm_sheets.schema.columns import branch, identifier, notes, owner_reference

UNITS = (
    choice("sales", "Penjualan", "Sales", "marketing"),
    choice("service", "Layanan", "Service", "cs", "customer service", "pelayanan"),
    choice("management", "Pimpinan", "Management", "manajemen"),
    choice("administration", "Administrasi", "Administration", "admin", "back office"),
)

STAFF = Tab(
    name="staff",
    label=Text("Staf", "Staff"),
    aliases=("karyawan", "tim", "team", "agen", "agents"),
    owner=Owner.TEAM,
    key="name",
    note=Text("Anggota tim, apa yang boleh dijual dan dikuasainya.", "The team: what each may sell and has mastered."),
    columns=(
        Column(
            "name",
            Text("Nama", "Name"),
            Kind.NAME,
            ("nama staf", "nama lengkap", "full name"),
            required=True,
            unique=True,
        ),
        Column("unit", Text("Unit", "Unit"), Kind.CHOICE, ("bagian", "department"), choices=UNITS),
        branch(),
        Column("role", Text("Jabatan", "Role"), Kind.TEXT, ("posisi", "position")),
        Column("phone", Text("No. HP", "Phone"), Kind.PHONE, ("hp", "no hp", "telepon")),
        Column("email", Text("Email", "E-mail"), Kind.EMAIL, ("surel", "alamat email")),
        Column("may_sell", Text("Boleh menjual", "May sell"), Kind.TEXT, ("lisensi", "licences")),
        Column("mastered", Text("Sudah dikuasai", "Mastered"), Kind.TEXT, ("keahlian", "skills")),
        Column("selling_style", Text("Gaya menjual", "Selling style"), Kind.TEXT, ("gaya",)),
        Column(
            "quality_score",
            Text("Skor mutu", "Quality score"),
            Kind.NUMBER,
            ("nilai mutu", "skor"),
            minimum=0,
            maximum=100,
        ),
        Column(
            "authorised_for_advice",
            Text("Berwenang memberi saran investasi", "Authorised for advice"),
            Kind.YES_NO,
            ("berwenang", "authorised"),
        ),
        Column(
            "leader",
            Text("Atasan", "Leader"),
            Kind.NAME,
            ("pimpinan", "manager", "supervisor"),
            references="staff.name",
        ),
        Column("active", Text("Aktif", "Active"), Kind.YES_NO, ("masih bekerja",)),
        notes(),
    ),
)

MEASURES = (
    choice("revenue", "Penjualan", "Revenue", "omzet", "omset", "sales"),
    choice("premium", "Premi baru", "New premium", "premi"),
    choice("new_customers", "Pelanggan baru", "New customers", "nasabah baru"),
    choice("retained_customers", "Pelanggan bertahan", "Retained customers", "retensi"),
    choice("contracts", "Kontrak", "Contracts", "polis baru", "new policies"),
    choice("visits", "Kunjungan", "Visits"),
    choice("contacts", "Kontak", "Contacts", "sapaan"),
    choice("satisfaction", "Kepuasan", "Satisfaction", "csat"),
    choice("nps", "NPS", "NPS"),
    choice("complaint_days", "Hari penyelesaian keluhan", "Days to resolve", "sla keluhan"),
)

TARGETS = Tab(
    name="targets",
    label=Text("Target", "Targets"),
    aliases=("sasaran", "goals"),
    owner=Owner.TEAM,
    note=Text(
        "Sasaran per bulan (2026-11), triwulan (2026-Q4), semester (2026-H2), atau tahun (2026).",
        "Targets by month (2026-11), quarter (2026-Q4), half-year (2026-H2) or year (2026).",
    ),
    columns=(
        Column(
            "period",
            Text("Periode", "Period"),
            Kind.TEXT,
            ("bulan", "tahun"),
            required=True,
            note=Text("2026-11, 2026-Q4, 2026-H2, atau 2026", "2026-11, 2026-Q4, 2026-H2 or 2026"),
        ),
        Column("measure", Text("Ukuran", "Measure"), Kind.CHOICE, ("kpi",), required=True, choices=MEASURES),
        branch(),
        owner_reference(),
        # Counts are typed here as well as rupiah; money is the kind that also understands "2 miliar".
        Column("target", Text("Target", "Target"), Kind.MONEY, ("sasaran", "nilai"), required=True, minimum=0),
        notes(),
    ),
)

IMPROVEMENTS = Tab(
    name="improvements",
    label=Text("Perbaikan", "Improvements"),
    aliases=("perbaikan layanan", "lessons"),
    owner=Owner.TEAM,
    key="improvement_id",
    note=Text(
        "Masukan yang dikumpulkan, dianalisis, dan dijadikan cara kerja baru.",
        "Feedback collected, analysed and turned into a new way of working.",
    ),
    columns=(
        identifier("improvement_id", "ID Perbaikan", "Improvement ID", "no perbaikan"),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl",), past=True),
        Column("feedback", Text("Masukan", "Feedback"), Kind.LONG_TEXT, ("umpan balik",), required=True),
        Column("analysis", Text("Analisis", "Analysis"), Kind.LONG_TEXT, ("penyebab", "cause")),
        Column("new_method", Text("Cara baru", "New method"), Kind.LONG_TEXT, ("metode baru", "solusi")),
        Column("applied_date", Text("Mulai diterapkan", "Applied on"), Kind.DATE, ("diterapkan",), after="date"),
        owner_reference(),
        Column("result", Text("Hasil", "Result"), Kind.LONG_TEXT, ("dampak", "effect")),
    ),
)

TABS = (STAFF, TARGETS, IMPROVEMENTS)
