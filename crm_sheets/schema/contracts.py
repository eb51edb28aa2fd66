"""What customers bought: products, policies, transactions, funds."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Column, Kind, Owner, Tab
from crm_sheets.schema.choices import FUND_TYPES, PAYMENT_FREQUENCIES, choice

PRODUCTS = Tab(
    name="products",
    label=Text("Produk", "Products"),
    aliases=("daftar produk", "product list"),
    owner=Owner.TEAM,
    note=Text(
        "Yang dijual: polis dan barang toko, dengan harga dan biaya.",
        "What is sold: policies and shop goods, with prices and costs.",
    ),
    key="product_id",
    columns=(
        Column(
            "product_id", Text("ID Produk", "Product ID"), Kind.ID, ("kode produk", "sku"), required=True, unique=True
        ),
        Column("name", Text("Nama produk", "Product"), Kind.TEXT, ("nama", "name", "product name"), required=True),
        Column("category", Text("Kategori", "Category"), Kind.TEXT),
        Column("price", Text("Harga", "Price"), Kind.MONEY, minimum=0),
        Column("cost", Text("Biaya pokok", "Cost"), Kind.MONEY, ("harga pokok", "hpp"), minimum=0),
        Column("launched", Text("Diluncurkan", "Launched"), Kind.DATE, ("tanggal peluncuran",)),
        Column("discontinued", Text("Dihentikan", "Discontinued"), Kind.DATE, after="launched"),
    ),
)

PAYMENT_METHODS = (
    choice("transfer", "Transfer", "Transfer", "transfer bank", "bank transfer", "virtual account", "va"),
    choice("credit_card", "Kartu kredit", "Credit card", "kk", "cc"),
    choice("auto_debit", "Autodebet", "Auto debit", "auto debet", "autodebit"),
    choice("cash", "Tunai", "Cash", "kas"),
)

POLICY_STATUSES = (
    choice("inforce", "Aktif", "In force", "inforce", "berlaku"),
    choice("grace", "Masa tenggang", "Grace period", "tenggang", "grace"),
    choice("lapsed", "Lapse", "Lapsed", "batal", "tidak aktif"),
    choice("surrendered", "Ditebus", "Surrendered", "surrender"),
    choice("matured", "Jatuh tempo akhir", "Matured", "selesai"),
)

STANDINGS = (
    choice("paid", "Lancar", "Paid up", "lunas"),
    choice("grace", "Masa tenggang", "In grace", "tenggang"),
    choice("lapsed", "Lapse", "Lapsed"),
)

POLICIES = Tab(
    name="policies",
    label=Text("Polis", "Policies"),
    aliases=("kontrak", "contracts", "polis asuransi"),
    owner=Owner.TEAM,
    note=Text(
        "Polis, cara bayar, dan jatuh tempo berikutnya.",
        "Policies, how they are paid, and when the next payment is due.",
    ),
    key="policy_id",
    columns=(
        Column(
            "policy_id",
            Text("No. Polis", "Policy number"),
            Kind.ID,
            ("nomor polis", "policy id", "id polis", "contract id"),
            required=True,
            unique=True,
        ),
        Column(
            "customer_id",
            Text("ID Pelanggan", "Customer ID"),
            Kind.ID,
            ("id nasabah", "pemegang polis"),
            required=True,
            references="customers.customer_id",
        ),
        Column(
            "product_id",
            Text("ID Produk", "Product ID"),
            Kind.ID,
            ("produk", "product"),
            references="products.product_id",
        ),
        Column("status", Text("Status polis", "Policy status"), Kind.CHOICE, ("status",), choices=POLICY_STATUSES),
        Column(
            "issue_date",
            Text("Tanggal terbit", "Issue date"),
            Kind.DATE,
            ("tgl terbit", "tanggal polis", "issued"),
            past=True,
        ),
        Column("premium", Text("Premi", "Premium"), Kind.MONEY, ("premi per angsuran",), minimum=0),
        Column(
            "payment_frequency",
            Text("Cara bayar", "Payment frequency"),
            Kind.CHOICE,
            ("frekuensi bayar", "frequency", "periode bayar"),
            choices=PAYMENT_FREQUENCIES,
        ),
        Column(
            "next_due",
            Text("Jatuh tempo", "Next due"),
            Kind.DATE,
            ("jatuh tempo berikutnya", "tgl jatuh tempo", "due date"),
            after="issue_date",
        ),
        Column(
            "payment_method",
            Text("Metode bayar", "Payment method"),
            Kind.CHOICE,
            ("metode pembayaran",),
            choices=PAYMENT_METHODS,
        ),
        Column(
            "card_expiry", Text("Masa berlaku kartu", "Card expiry"), Kind.MONTH, ("kartu berlaku s/d", "expiry", "exp")
        ),
        Column("debit_failed", Text("Gagal debit", "Debit failed on"), Kind.DATE, ("tanggal gagal debit",), past=True),
        Column(
            "last_paid", Text("Premi terakhir dibayar", "Last paid on"), Kind.DATE, ("tgl bayar terakhir",), past=True
        ),
        Column(
            "reinstated_on",
            Text("Dipulihkan", "Reinstated on"),
            Kind.DATE,
            ("tanggal pemulihan", "pemulihan"),
            after="issue_date",
            past=True,
        ),
        Column("wants_call", Text("Minta ditelepon", "Wants a call"), Kind.YES_NO, ("minta telepon",)),
        Column("sum_assured", Text("Uang pertanggungan", "Sum assured"), Kind.MONEY, ("up",), minimum=0),
        Column("fund_id", Text("ID Dana", "Fund ID"), Kind.ID, ("dana", "fund"), references="funds.fund_id"),
        Column("fund_units", Text("Unit dana", "Fund units"), Kind.NUMBER, ("unit",), minimum=0),
        Column("notes", Text("Catatan", "Notes"), Kind.LONG_TEXT, ("keterangan",)),
    ),
    derived=(
        Column("product_name", Text("Nama produk", "Product name"), Kind.TEXT),
        Column(
            "due_on",
            Text("Premi berikutnya", "Premium due on"),
            Kind.DATE,
            note=Text("premi pertama yang belum dibayar", "the first premium that is not paid"),
        ),
        Column(
            "days_overdue",
            Text("Terlambat (hari)", "Days overdue"),
            Kind.INTEGER,
            note=Text("0 bila tidak menunggak", "0 when nothing is overdue"),
        ),
        Column(
            "grace_ends",
            Text("Akhir masa tenggang", "Grace ends"),
            Kind.DATE,
            note=Text("hari terakhir masa tenggang", "the last day of grace"),
        ),
        Column(
            "standing",
            Text("Keadaan premi", "Premium standing"),
            Kind.CHOICE,
            choices=STANDINGS,
            note=Text("lancar, masa tenggang, atau lapse", "paid up, in grace or lapsed"),
        ),
        Column(
            "hospital_cover_from",
            Text("Rawat inap berlaku lagi", "Hospital cover from"),
            Kind.DATE,
            note=Text("sesudah dipulihkan", "after a reinstatement"),
        ),
        Column(
            "illness_cover_from",
            Text("Penyakit tertentu berlaku lagi", "Illness cover from"),
            Kind.DATE,
            note=Text("sesudah dipulihkan", "after a reinstatement"),
        ),
        Column("fund_name", Text("Nama dana", "Fund name"), Kind.TEXT),
        Column("fund_type", Text("Jenis dana", "Fund type"), Kind.CHOICE, choices=FUND_TYPES),
        Column(
            "nav",
            Text("NAB per unit", "NAV per unit"),
            Kind.NUMBER,
            note=Text(
                "harga terakhir; polis aktif saja, begitu juga berikutnya",
                "the last price; of policies in force only, as all that follows",
            ),
        ),
        Column("nav_date", Text("Tanggal NAB", "NAV date"), Kind.DATE),
        Column(
            "nav_fall",
            Text("NAB turun", "NAV fall"),
            Kind.PERCENT,
            advice=True,
            note=Text("turun dari harga tertinggi", "below the highest price of late"),
        ),
        Column(
            "nav_alarm_on",
            Text("Alarm NAB", "NAV alarm"),
            Kind.DATE,
            advice=True,
            note=Text(
                "hari pertama turun sejauh itu; kosong bila sudah lewat",
                "the first day of a great fall; blank once it is over",
            ),
        ),
        Column("fund_value", Text("Nilai dana", "Fund value"), Kind.MONEY, note=Text("unit × harga", "units × price")),
        Column(
            "reached_since_alarm",
            Text("Sudah dihubungi sejak alarm", "Reached since the alarm"),
            Kind.YES_NO,
            note=Text("orang sudah bicara dengannya", "a person has spoken with them"),
        ),
    ),
)

TRANSACTIONS = Tab(
    name="transactions",
    label=Text("Transaksi", "Transactions"),
    aliases=("penjualan", "sales", "pembelian", "purchases"),
    owner=Owner.TEAM,
    note=Text("Setiap pembelian, satu baris per nota.", "Every purchase, one row per receipt."),
    key="transaction_id",
    columns=(
        Column(
            "transaction_id",
            Text("No. Transaksi", "Transaction ID"),
            Kind.ID,
            ("id transaksi", "no nota", "no faktur", "invoice no"),
            required=True,
            unique=True,
        ),
        Column(
            "customer_id",
            Text("ID Pelanggan", "Customer ID"),
            Kind.ID,
            ("id nasabah",),
            required=True,
            references="customers.customer_id",
        ),
        Column(
            "date",
            Text("Tanggal", "Date"),
            Kind.DATE,
            ("tgl", "tanggal transaksi", "transaction date"),
            required=True,
            past=True,
        ),
        Column(
            "product_id",
            Text("ID Produk", "Product ID"),
            Kind.ID,
            ("produk", "product"),
            references="products.product_id",
        ),
        Column("quantity", Text("Jumlah", "Quantity"), Kind.NUMBER, ("qty", "banyaknya"), minimum=0),
        Column("amount", Text("Nilai", "Amount"), Kind.MONEY, ("total", "nilai transaksi", "nominal"), required=True),
        Column("cost", Text("Biaya", "Cost"), Kind.MONEY, ("hpp", "modal"), minimum=0),
        Column("branch", Text("Cabang", "Branch"), Kind.TEXT),
        Column("staff", Text("Petugas", "Staff"), Kind.NAME, ("dilayani oleh", "sales"), references="staff.name"),
    ),
    derived=(
        Column("product_name", Text("Nama produk", "Product name"), Kind.TEXT),
        Column("category", Text("Kategori produk", "Product category"), Kind.TEXT),
    ),
)

TABS = (PRODUCTS, POLICIES, TRANSACTIONS)
