"""Customers and the people around them."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Column, Kind, Owner, Tab
from crm_sheets.schema.choices import GENDERS, LANGUAGES, MESSAGE_CHANNELS, RELIGIONS, SALUTATIONS, choice

CUSTOMER_TYPES = (
    choice("lead", "Prospek", "Lead", "calon", "calon pelanggan", "prospect"),
    choice("contact", "Pelanggan", "Contact", "nasabah", "customer", "kontak"),
    choice("account", "Akun perusahaan", "Account", "perusahaan", "company"),
)

CUSTOMER_KINDS = (
    choice("person", "Perorangan", "Person", "pribadi", "individu", "individual"),
    choice("organisation", "Organisasi", "Organisation", "badan usaha", "organization", "company"),
)

CUSTOMER_STATUSES = (
    choice("active", "Aktif", "Active"),
    choice("inactive", "Tidak aktif", "Inactive", "non aktif", "nonaktif"),
    choice("do_not_contact", "Jangan dihubungi", "Do not contact", "jangan hubungi"),
    choice("do_not_congratulate", "Jangan diberi ucapan", "Do not congratulate", "tanpa ucapan"),
    choice("deceased", "Meninggal", "Deceased", "almarhum", "almarhumah", "wafat"),
)

REGISTERS = (
    choice("formal", "Formal", "Formal", "resmi"),
    choice("familiar", "Akrab", "Familiar", "santai"),
)

CUSTOMERS = Tab(
    name="customers",
    label=Text("Pelanggan", "Customers"),
    aliases=(
        "nasabah",
        "konsumen",
        "klien",
        "clients",
        "customer",
        "pelanggan dan prospek",
        "patients",
        "pasien",
        "members",
        "anggota",
    ),
    owner=Owner.TEAM,
    note=Text(
        "Setiap orang dan organisasi yang Anda kenal: prospek, pelanggan, akun.",
        "Every person and organisation you know: leads, contacts, accounts.",
    ),
    key="customer_id",
    required=True,
    columns=(
        Column(
            "customer_id",
            Text("ID Pelanggan", "Customer ID"),
            Kind.ID,
            ("id", "kode", "kode pelanggan", "no pelanggan", "id nasabah", "patient id", "id pasien", "member id"),
            required=True,
            unique=True,
        ),
        Column(
            "name",
            Text("Nama", "Name"),
            Kind.NAME,
            (
                "nama lengkap",
                "nama pelanggan",
                "nama nasabah",
                "nama pasien",
                "full name",
                "customer name",
                "patient name",
            ),
            required=True,
        ),
        Column("salutation", Text("Sapaan", "Salutation"), Kind.CHOICE, ("panggilan", "title"), choices=SALUTATIONS),
        Column(
            "type", Text("Jenis", "Type"), Kind.CHOICE, ("jenis pelanggan", "customer type"), choices=CUSTOMER_TYPES
        ),
        Column(
            "kind",
            Text("Bentuk", "Person or organisation"),
            Kind.CHOICE,
            ("perorangan/organisasi",),
            choices=CUSTOMER_KINDS,
        ),
        Column("status", Text("Status", "Status"), Kind.CHOICE, ("status pelanggan",), choices=CUSTOMER_STATUSES),
        Column(
            "phone",
            Text("No. HP", "Phone"),
            Kind.PHONE,
            (
                "hp",
                "no hp",
                "telepon",
                "no telepon",
                "telp",
                "handphone",
                "nomor hp",
                "whatsapp",
                "no wa",
                "mobile",
                "mobile no",
                "cell",
                "cellphone",
                "phone number",
            ),
        ),
        Column("email", Text("Email", "E-mail"), Kind.EMAIL, ("e-mail", "surel", "alamat email", "email address")),
        Column(
            "social", Text("Media sosial", "Social media"), Kind.TEXT, ("instagram", "facebook", "medsos", "sosmed")
        ),
        Column(
            "preferred_channel",
            Text("Saluran pilihan", "Preferred channel"),
            Kind.CHOICE,
            ("saluran", "channel"),
            choices=(*MESSAGE_CHANNELS, choice("call", "Telepon", "Call", "telpon", "telp", "phone")),
        ),
        Column(
            "birth_date",
            Text("Tanggal lahir", "Birth date"),
            Kind.DATE,
            ("tgl lahir", "lahir", "ulang tahun", "date of birth", "dob", "birthday"),
            past=True,
        ),
        Column("gender", Text("Jenis kelamin", "Gender"), Kind.CHOICE, ("kelamin", "l/p", "sex"), choices=GENDERS),
        Column("religion", Text("Agama", "Religion"), Kind.CHOICE, choices=RELIGIONS, sensitive=True),
        Column("language", Text("Bahasa", "Language"), Kind.CHOICE, choices=LANGUAGES),
        Column("register", Text("Gaya bahasa", "Register"), Kind.CHOICE, ("formal/akrab",), choices=REGISTERS),
        Column("timezone", Text("Zona waktu", "Time zone"), Kind.ZONE, ("timezone",)),
        Column("address", Text("Alamat", "Address"), Kind.LONG_TEXT, ("alamat rumah", "street address")),
        Column("city", Text("Kota", "City"), Kind.TEXT, ("kota/kabupaten", "town")),
        Column("branch", Text("Cabang", "Branch"), Kind.TEXT, ("kantor cabang", "office")),
        Column(
            "owner",
            Text("Penanggung jawab", "Owner"),
            Kind.NAME,
            ("pic", "agen", "sales", "agent", "account manager"),
            references="staff.name",
        ),
        Column("source", Text("Sumber", "Source"), Kind.TEXT, ("asal", "sumber prospek", "lead source")),
        Column("occupation", Text("Pekerjaan", "Occupation"), Kind.TEXT, ("profesi", "job")),
        Column(
            "income",
            Text("Penghasilan per bulan", "Monthly income"),
            Kind.MONEY,
            ("penghasilan", "gaji", "income"),
            minimum=0,
            sensitive=True,
        ),
        Column(
            "health",
            Text("Kondisi kesehatan", "Health condition"),
            Kind.TEXT,
            ("kesehatan", "penyakit"),
            sensitive=True,
        ),
        Column("hobbies", Text("Hobi", "Hobbies"), Kind.TEXT, ("hobby", "kegemaran")),
        Column("ambitions", Text("Cita-cita", "Ambitions"), Kind.TEXT, ("ambisi", "rencana", "goals")),
        Column("likes", Text("Suka", "Likes"), Kind.TEXT, ("kesukaan",)),
        Column("dislikes", Text("Tidak suka", "Dislikes"), Kind.TEXT),
        Column("shopping_habits", Text("Kebiasaan belanja", "Shopping habits"), Kind.TEXT),
        Column(
            "customer_since",
            Text("Pelanggan sejak", "Customer since"),
            Kind.DATE,
            ("sejak", "tanggal bergabung", "tgl daftar", "joined"),
            after="birth_date",
            past=True,
        ),
        Column(
            "last_verified",
            Text("Terakhir diverifikasi", "Last verified"),
            Kind.DATE,
            ("verifikasi terakhir",),
            past=True,
        ),
        Column("notes", Text("Catatan", "Notes"), Kind.LONG_TEXT, ("keterangan", "note")),
    ),
)

RELATIONS = (
    choice("spouse", "Pasangan", "Spouse", "suami", "istri", "isteri", "husband", "wife"),
    choice("child", "Anak", "Child", "putra", "putri", "son", "daughter"),
    choice("parent", "Orang tua", "Parent", "ayah", "ibu", "father", "mother"),
    choice("sibling", "Saudara", "Sibling", "kakak", "adik", "brother", "sister"),
    choice("other", "Lainnya", "Other"),
)

FAMILY = Tab(
    name="family",
    label=Text("Keluarga", "Family"),
    aliases=("anggota keluarga", "ahli waris", "beneficiaries", "family members"),
    owner=Owner.TEAM,
    note=Text(
        "Keluarga dan ahli waris pelanggan, dengan tanggal lahirnya.",
        "Customers' relatives and beneficiaries, with their birth dates.",
    ),
    key="family_id",
    columns=(
        Column("family_id", Text("ID Keluarga", "Family ID"), Kind.ID, required=True, unique=True),
        Column(
            "customer_id",
            Text("ID Pelanggan", "Customer ID"),
            Kind.ID,
            ("id nasabah",),
            required=True,
            references="customers.customer_id",
        ),
        Column("name", Text("Nama", "Name"), Kind.NAME, ("nama anggota", "nama lengkap"), required=True),
        Column(
            "relation",
            Text("Hubungan", "Relation"),
            Kind.CHOICE,
            ("hubungan keluarga", "relationship"),
            choices=RELATIONS,
        ),
        Column(
            "birth_date",
            Text("Tanggal lahir", "Birth date"),
            Kind.DATE,
            ("tgl lahir", "date of birth", "dob"),
            past=True,
        ),
        Column("hobbies", Text("Hobi", "Hobbies"), Kind.TEXT, ("hobby", "kegemaran")),
        Column("beneficiary", Text("Ahli waris", "Beneficiary"), Kind.YES_NO, ("penerima manfaat",)),
        Column("covered", Text("Sudah terlindungi", "Covered"), Kind.YES_NO, ("punya polis", "insured")),
        Column("deceased", Text("Meninggal", "Deceased"), Kind.YES_NO, ("almarhum", "wafat")),
        Column("notes", Text("Catatan", "Notes"), Kind.LONG_TEXT, ("keterangan",)),
    ),
)

CONSENT_CHANNELS = (
    choice("all", "Semua", "All", "semua saluran"),
    *MESSAGE_CHANNELS,
    choice("call", "Telepon", "Call", "telpon"),
)
CONSENT_PURPOSES = (
    choice("all", "Semua", "All"),
    choice("service", "Layanan", "Service"),
    choice("greeting", "Ucapan", "Greeting"),
    choice("relationship", "Hubungan", "Relationship"),
    choice("understanding", "Pemahaman", "Understanding"),
    choice("selling", "Penjualan", "Selling", "promosi", "marketing"),
    choice("sensitive", "Data pribadi khusus", "Sensitive data", "data sensitif", "data spesifik"),
)
CONSENT_STATES = (
    choice("granted", "Setuju", "Granted", "ya", "yes", "izin", "boleh"),
    choice("withdrawn", "Dicabut", "Withdrawn", "berhenti", "tidak", "no", "stop", "opt out"),
)

CONSENTS = Tab(
    name="consents",
    label=Text("Persetujuan", "Consents"),
    aliases=("consent", "izin kontak"),
    owner=Owner.TEAM,
    note=Text(
        "Izin menghubungi: lewat saluran apa, untuk apa, sejak kapan.",
        "Permission to contact: by which channel, for what, since when.",
    ),
    key="consent_id",
    columns=(
        Column("consent_id", Text("ID Persetujuan", "Consent ID"), Kind.ID, required=True, unique=True),
        Column(
            "customer_id",
            Text("ID Pelanggan", "Customer ID"),
            Kind.ID,
            required=True,
            references="customers.customer_id",
        ),
        Column("channel", Text("Saluran", "Channel"), Kind.CHOICE, required=True, choices=CONSENT_CHANNELS),
        Column("purpose", Text("Tujuan", "Purpose"), Kind.CHOICE, required=True, choices=CONSENT_PURPOSES),
        Column(
            "state",
            Text("Status", "State"),
            Kind.CHOICE,
            ("status persetujuan", "status"),
            required=True,
            choices=CONSENT_STATES,
        ),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl",), required=True, past=True),
        Column("source", Text("Sumber", "Source"), Kind.TEXT, ("asal",)),
        Column("wording", Text("Bunyi persetujuan", "Wording"), Kind.LONG_TEXT, ("kalimat",)),
    ),
)

TABS = (CUSTOMERS, FAMILY, CONSENTS)
