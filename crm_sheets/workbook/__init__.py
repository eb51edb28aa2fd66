"""Workbooks: one Protocol, one adapter for each kind of workbook."""
