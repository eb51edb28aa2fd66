"""The adapter for Excel workbooks (.xlsx, .xlsm): reads all tabs at once, writes only what a job owns.

Everything that the user keeps in the file (charts, pictures, pivots, macros) is copied as it lies in the archive.
"""

from __future__ import annotations

from crm_sheets.workbook.xlsx.adapter import XlsxWorkbook

__all__ = ["XlsxWorkbook"]
