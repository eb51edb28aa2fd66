"""The columns that many tabs have in common."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Column, Kind


def identifier(name: str, indonesian: str, english: str, *aliases: str) -> Column:
    """The column that identifies a tab's rows: required, no value twice."""
    return Column(name, Text(indonesian, english), Kind.ID, aliases, required=True, unique=True)


def customer_reference(*, required: bool = True) -> Column:
    """The customer whom a row is about."""
    return Column(
        "customer_id",
        Text("ID Pelanggan", "Customer ID"),
        Kind.ID,
        ("id nasabah", "kode pelanggan", "customer"),
        required=required,
        references="customers.customer_id",
    )


def product_reference() -> Column:
    """The product that a row is about."""
    return Column(
        "product_id",
        Text("ID Produk", "Product ID"),
        Kind.ID,
        ("produk", "product", "kode produk"),
        references="products.product_id",
    )


def owner_reference() -> Column:
    """The member of staff who answers for a row."""
    return Column(
        "owner",
        Text("Penanggung jawab", "Owner"),
        Kind.NAME,
        ("pic", "petugas", "agen", "agent", "staff"),
        references="staff.name",
    )


def branch() -> Column:
    """The branch that a row belongs to."""
    return Column("branch", Text("Cabang", "Branch"), Kind.TEXT, ("kantor cabang", "office"))


def notes() -> Column:
    """Whatever the team wants to remember about a row."""
    return Column("notes", Text("Catatan", "Notes"), Kind.LONG_TEXT, ("keterangan", "note", "remarks"))
