"""Selling: deals and their papers, visits and budgets, campaigns, commissions, referrals, what goes with what."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Column, Kind, Owner, Tab
from crm_sheets.schema.choices import choice
from crm_sheets.schema.columns import branch, customer_reference, identifier, notes, owner_reference, product_reference

DEAL_STAGES = (
    choice("open", "Terbuka", "Open", "baru", "new"),
    choice("proposal", "Penawaran", "Proposal", "ditawarkan", "quoted"),
    choice("negotiation", "Negosiasi", "Negotiation", "nego"),
    choice("postponed", "Ditunda", "Postponed", "nanti", "on hold"),
    choice("won", "Menang", "Won", "closing", "berhasil", "deal"),
    choice("lost", "Kalah", "Lost", "gagal", "batal"),
)

LOST_REASONS = (
    choice("price", "Harga", "Price", "mahal", "kemahalan", "too expensive"),
    choice("competitor", "Pesaing", "Competitor", "kompetitor"),
    choice("no_need", "Belum perlu", "No need", "tidak butuh"),
    choice("no_answer", "Tidak ada kabar", "No answer", "hilang kontak"),
    choice("health", "Tidak lolos seleksi", "Not insurable", "ditolak underwriting"),
    choice("other", "Lainnya", "Other", "lain-lain"),
)

DEALS = Tab(
    name="deals",
    label=Text("Peluang", "Deals"),
    aliases=("peluang penjualan", "prospek penjualan", "pipeline", "opportunities"),
    owner=Owner.TEAM,
    key="deal_id",
    note=Text(
        "Penjualan yang sedang berjalan, tahap demi tahap, dengan tanggal tindak lanjut.",
        "Sales under way, stage by stage, with the date to follow up.",
    ),
    columns=(
        identifier("deal_id", "ID Peluang", "Deal ID", "no peluang"),
        customer_reference(),
        Column("name", Text("Peluang", "Deal"), Kind.TEXT, ("nama peluang", "nama", "name"), required=True),
        product_reference(),
        Column("stage", Text("Tahap", "Stage"), Kind.CHOICE, ("status",), required=True, choices=DEAL_STAGES),
        Column("stage_since", Text("Tahap sejak", "Stage since"), Kind.DATE, after="opened", past=True),
        Column("value", Text("Nilai", "Value"), Kind.MONEY, ("nilai peluang", "nominal", "amount"), minimum=0),
        Column(
            "probability",
            Text("Peluang berhasil", "Probability"),
            Kind.PERCENT,
            ("probabilitas", "kemungkinan", "chance"),
            minimum=0,
            maximum=1,
        ),
        Column("opened", Text("Dibuka", "Opened"), Kind.DATE, ("tanggal dibuka", "tgl buka"), past=True),
        Column(
            "expected_close",
            Text("Perkiraan selesai", "Expected close"),
            Kind.DATE,
            ("target closing", "perkiraan closing"),
            after="opened",
        ),
        Column("closed", Text("Selesai", "Closed"), Kind.DATE, ("tanggal selesai",), after="opened", past=True),
        Column("lost_reason", Text("Alasan kalah", "Lost reason"), Kind.CHOICE, choices=LOST_REASONS),
        owner_reference(),
        Column(
            "follow_up_date",
            Text("Tindak lanjut", "Follow up on"),
            Kind.DATE,
            ("tanggal tindak lanjut", "follow up", "tgl follow up"),
            after="opened",
        ),
        Column(
            "campaign_id",
            Text("ID Kampanye", "Campaign ID"),
            Kind.ID,
            ("kampanye", "campaign"),
            references="campaigns.campaign_id",
        ),
        notes(),
    ),
    derived=(
        Column(
            "offer_again_on",
            Text("Tawarkan lagi pada", "Offer again on"),
            Kind.DATE,
            note=Text("produk baru sejak batal atau ditunda", "a new product since it was lost or postponed"),
        ),
        Column("new_product", Text("Produk baru", "New product"), Kind.TEXT),
    ),
)

QUOTE_STATUSES = (
    choice("draft", "Draf", "Draft", "konsep"),
    choice("sent", "Terkirim", "Sent", "dikirim"),
    choice("accepted", "Diterima", "Accepted", "setuju"),
    choice("rejected", "Ditolak", "Rejected", "tidak jadi"),
    choice("expired", "Kedaluwarsa", "Expired", "kadaluarsa", "lewat"),
)

QUOTES = Tab(
    name="quotes",
    label=Text("Penawaran", "Quotes"),
    aliases=("surat penawaran", "quotations", "proposal"),
    owner=Owner.TEAM,
    key="quote_id",
    note=Text("Surat penawaran dan sampai kapan berlakunya.", "Quotations and until when they are valid."),
    columns=(
        identifier("quote_id", "No. Penawaran", "Quote ID", "id penawaran"),
        customer_reference(),
        Column("deal_id", Text("ID Peluang", "Deal ID"), Kind.ID, ("peluang", "deal"), references="deals.deal_id"),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl", "tanggal penawaran"), required=True, past=True),
        Column("valid_until", Text("Berlaku sampai", "Valid until"), Kind.DATE, ("berlaku s/d",), after="date"),
        product_reference(),
        Column("amount", Text("Nilai", "Amount"), Kind.MONEY, ("total", "nominal"), required=True, minimum=0),
        Column("status", Text("Status", "Status"), Kind.CHOICE, choices=QUOTE_STATUSES),
        owner_reference(),
        notes(),
    ),
)

ORDER_STATUSES = (
    choice("new", "Baru", "New", "masuk"),
    choice("processing", "Diproses", "Processing", "proses"),
    choice("shipped", "Dikirim", "Shipped", "dalam pengiriman"),
    choice("delivered", "Diterima", "Delivered", "selesai", "sampai"),
    choice("cancelled", "Dibatalkan", "Cancelled", "batal", "canceled"),
)

ORDERS = Tab(
    name="orders",
    label=Text("Pesanan", "Orders"),
    aliases=("order", "daftar pesanan", "sales orders"),
    owner=Owner.TEAM,
    key="order_id",
    note=Text("Pesanan barang dan kapan dijanjikan sampai.", "Orders of goods and when they were promised."),
    columns=(
        identifier("order_id", "No. Pesanan", "Order ID", "id pesanan"),
        customer_reference(),
        Column(
            "quote_id",
            Text("No. Penawaran", "Quote ID"),
            Kind.ID,
            ("penawaran", "quote"),
            references="quotes.quote_id",
        ),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl", "tanggal pesan"), required=True, past=True),
        product_reference(),
        Column("quantity", Text("Jumlah", "Quantity"), Kind.NUMBER, ("qty", "banyaknya"), minimum=0),
        Column("amount", Text("Nilai", "Amount"), Kind.MONEY, ("total", "nominal"), required=True, minimum=0),
        Column("status", Text("Status", "Status"), Kind.CHOICE, ("status pesanan",), choices=ORDER_STATUSES),
        Column("promised_date", Text("Dijanjikan", "Promised on"), Kind.DATE, ("tanggal janji",), after="date"),
        Column(
            "delivered_date",
            Text("Sampai tanggal", "Delivered on"),
            Kind.DATE,
            ("tgl sampai",),
            after="date",
            past=True,
        ),
        owner_reference(),
        notes(),
    ),
)

INVOICES = Tab(
    name="invoices",
    label=Text("Faktur", "Invoices"),
    aliases=("tagihan", "piutang", "receivables"),
    owner=Owner.TEAM,
    key="invoice_id",
    note=Text(
        "Tagihan dan pembayarannya; dari sini umur piutang dihitung.", "Bills and payments; receivables age here."
    ),
    columns=(
        identifier("invoice_id", "No. Faktur", "Invoice ID", "id faktur", "no tagihan"),
        customer_reference(),
        Column(
            "order_id", Text("No. Pesanan", "Order ID"), Kind.ID, ("pesanan", "order"), references="orders.order_id"
        ),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl", "tanggal faktur"), required=True, past=True),
        Column("due_date", Text("Jatuh tempo", "Due date"), Kind.DATE, ("tgl jatuh tempo",), after="date"),
        Column("amount", Text("Nilai", "Amount"), Kind.MONEY, ("total", "tagihan"), required=True, minimum=0),
        Column("paid_amount", Text("Dibayar", "Paid"), Kind.MONEY, ("terbayar", "jumlah dibayar"), minimum=0),
        Column("paid_date", Text("Tanggal bayar", "Paid on"), Kind.DATE, ("tgl bayar",), after="date", past=True),
        owner_reference(),
        notes(),
    ),
)

VISIT_RESULTS = (
    choice("met", "Bertemu", "Met", "ketemu"),
    choice("not_in", "Tidak di tempat", "Not in", "tidak ada", "kosong"),
    choice("rescheduled", "Dijadwal ulang", "Rescheduled", "reschedule"),
    choice("refused", "Menolak", "Refused", "ditolak"),
    choice("sold", "Terjual", "Sold", "closing"),
)

VISITS = Tab(
    name="visits",
    label=Text("Kunjungan", "Visits"),
    aliases=("rencana kunjungan", "visit plan", "realisasi kunjungan"),
    owner=Owner.TEAM,
    key="visit_id",
    note=Text(
        "Rencana kunjungan dan realisasinya, dengan hasil dan biaya.",
        "Visits planned and made, with their results and costs.",
    ),
    columns=(
        identifier("visit_id", "ID Kunjungan", "Visit ID", "no kunjungan"),
        customer_reference(),
        Column("planned_date", Text("Tanggal rencana", "Planned on"), Kind.DATE, ("rencana", "tgl rencana")),
        Column(
            "visited_date",
            Text("Tanggal kunjungan", "Visited on"),
            Kind.DATE,
            ("realisasi", "tgl kunjungan", "actual date"),
            past=True,
        ),
        owner_reference(),
        Column("purpose", Text("Keperluan", "Purpose"), Kind.TEXT, ("tujuan",)),
        Column("result", Text("Hasil", "Result"), Kind.CHOICE, choices=VISIT_RESULTS),
        Column("cost", Text("Biaya", "Cost"), Kind.MONEY, ("biaya kunjungan",), minimum=0),
        Column("deal_id", Text("ID Peluang", "Deal ID"), Kind.ID, ("peluang", "deal"), references="deals.deal_id"),
        notes(),
    ),
)

BUDGET_CATEGORIES = (
    choice("prospecting", "Prospek", "Prospecting", "cari nasabah", "prospecting budget"),
    choice("visits", "Kunjungan", "Visits", "transport"),
    choice("campaigns", "Promosi", "Campaigns", "iklan", "kampanye"),
    choice("gifts", "Hadiah", "Gifts", "bingkisan"),
    choice("events", "Acara", "Events", "gathering"),
    choice("other", "Lainnya", "Other", "lain-lain"),
)

BUDGETS = Tab(
    name="budgets",
    label=Text("Anggaran", "Budgets"),
    aliases=("budget", "anggaran biaya", "cost budgets"),
    owner=Owner.TEAM,
    note=Text(
        "Anggaran prospek dan biaya per bulan, beserta pemakaiannya.", "Prospecting and cost budgets by month, and use."
    ),
    columns=(
        Column("month", Text("Bulan", "Month"), Kind.MONTH, ("periode", "period"), required=True),
        branch(),
        owner_reference(),
        Column(
            "category",
            Text("Kategori", "Category"),
            Kind.CHOICE,
            ("pos", "item"),
            required=True,
            choices=BUDGET_CATEGORIES,
        ),
        Column("planned", Text("Anggaran", "Planned"), Kind.MONEY, ("rencana", "budget"), required=True, minimum=0),
        Column("actual", Text("Terpakai", "Actual"), Kind.MONEY, ("realisasi", "spent"), minimum=0),
        notes(),
    ),
)

CAMPAIGN_MEDIA = (
    choice("email", "E-mail", "E-mail", "email", "surel"),
    choice("search", "Mesin pencari", "Search", "google ads", "sem", "seo"),
    choice("social", "Media sosial", "Social media", "instagram", "facebook", "medsos"),
    choice("phone", "Telepon", "Phone", "telemarketing", "telpon"),
    choice("direct_mail", "Surat langsung", "Direct mail", "brosur", "pos"),
    choice("event", "Acara", "Event", "pameran", "exhibition"),
)

CAMPAIGNS = Tab(
    name="campaigns",
    label=Text("Kampanye", "Campaigns"),
    aliases=("promosi", "iklan", "advertising"),
    owner=Owner.TEAM,
    key="campaign_id",
    note=Text(
        "Promosi berbayar: biaya, prospek yang datang, yang jadi.", "Paid efforts: cost, leads that came, deals won."
    ),
    columns=(
        identifier("campaign_id", "ID Kampanye", "Campaign ID", "kode kampanye"),
        Column("name", Text("Nama kampanye", "Campaign"), Kind.TEXT, ("nama", "name"), required=True),
        Column("medium", Text("Media", "Medium"), Kind.CHOICE, ("saluran",), required=True, choices=CAMPAIGN_MEDIA),
        Column("start", Text("Mulai", "Start"), Kind.DATE, ("tanggal mulai", "start date")),
        Column("end", Text("Berakhir", "End"), Kind.DATE, ("tanggal akhir", "selesai", "end date"), after="start"),
        Column("cost", Text("Biaya", "Cost"), Kind.MONEY, minimum=0),
        Column("leads", Text("Prospek", "Leads"), Kind.INTEGER, ("jumlah prospek",), minimum=0),
        Column("won", Text("Jadi", "Won"), Kind.INTEGER, ("closing", "berhasil"), minimum=0),
        Column("revenue", Text("Pendapatan", "Revenue"), Kind.MONEY, ("omzet", "omset"), minimum=0),
        owner_reference(),
        notes(),
    ),
)

COMMISSIONS = Tab(
    name="commissions",
    label=Text("Komisi", "Commissions"),
    aliases=("daftar komisi", "commission"),
    owner=Owner.TEAM,
    key="commission_id",
    note=Text(
        "Komisi per polis; anggaran hadiah diambil dari sini.", "Commission by policy; gift budgets come out of it."
    ),
    columns=(
        identifier("commission_id", "ID Komisi", "Commission ID", "no komisi"),
        Column(
            "policy_id",
            Text("No. Polis", "Policy number"),
            Kind.ID,
            ("nomor polis", "polis", "policy"),
            references="policies.policy_id",
        ),
        customer_reference(),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl",), required=True, past=True),
        Column("amount", Text("Nilai", "Amount"), Kind.MONEY, ("jumlah komisi", "nominal"), required=True, minimum=0),
        owner_reference(),
        notes(),
    ),
)

REFERRAL_STATUSES = (
    choice("new", "Baru", "New", "masuk"),
    choice("contacted", "Sudah dihubungi", "Contacted", "dihubungi"),
    choice("customer", "Jadi pelanggan", "Became a customer", "jadi nasabah", "closing"),
    choice("declined", "Tidak berminat", "Declined", "menolak"),
)

REFERRALS = Tab(
    name="referrals",
    label=Text("Referensi", "Referrals"),
    aliases=("rekomendasi", "referral"),
    owner=Owner.TEAM,
    key="referral_id",
    note=Text(
        "Siapa merekomendasikan siapa, dan sudahkah berterima kasih.", "Who recommended whom, and were they thanked."
    ),
    customer="referrer_id",
    columns=(
        identifier("referral_id", "ID Referensi", "Referral ID", "no referensi"),
        Column(
            "referrer_id",
            Text("ID Pemberi referensi", "Referrer ID"),
            Kind.ID,
            ("pemberi referensi", "referrer"),
            required=True,
            references="customers.customer_id",
        ),
        Column("referred_name", Text("Nama yang direferensikan", "Referred name"), Kind.NAME, ("nama", "name")),
        Column(
            "referred_id",
            Text("ID yang direferensikan", "Referred customer ID"),
            Kind.ID,
            ("referred",),
            references="customers.customer_id",
        ),
        Column("phone", Text("No. HP", "Phone"), Kind.PHONE, ("hp", "no hp", "telepon")),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl",), required=True, past=True),
        Column("status", Text("Status", "Status"), Kind.CHOICE, choices=REFERRAL_STATUSES),
        Column("thanked", Text("Sudah diucapi terima kasih", "Thanked"), Kind.YES_NO, ("terima kasih",)),
        owner_reference(),
        notes(),
    ),
)

AFFINITY = Tab(
    name="affinity",
    label=Text("Afinitas produk", "Product affinity"),
    aliases=("afinitas", "affinity", "saran produk", "cross-sell"),
    owner=Owner.TEAM,
    note=Text(
        "Pembeli suatu produk atau kategori cocok ditawari produk apa, dan mengapa.",
        "What to offer to buyers of a product or category, and why.",
    ),
    columns=(
        Column("category", Text("Kategori", "Category"), Kind.TEXT, ("kategori produk", "product category")),
        product_reference(),
        Column(
            "suggests",
            Text("Sarankan", "Suggests"),
            Kind.ID,
            ("saran", "produk saran", "suggested product"),
            required=True,
            references="products.product_id",
        ),
        Column("reason", Text("Alasan", "Reason"), Kind.LONG_TEXT, ("mengapa", "why")),
    ),
)

TABS = (
    DEALS,
    QUOTES,
    ORDERS,
    INVOICES,
    VISITS,
    BUDGETS,
    CAMPAIGNS,
    COMMISSIONS,
    REFERRALS,
    AFFINITY,
)
