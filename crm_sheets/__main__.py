"""`python -m crm_sheets` is `crm-sheets`."""

from crm_sheets.cli import entry

if __name__ == "__main__":
    entry()
