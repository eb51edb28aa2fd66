"""Compute the customers' profiles and rewrite the Profiles tab.

Cron: 30 6 * * * cd FOLDER && python jobs/enrich.py --workbook customers.xlsx
"""

import sys

from crm_sheets.cli import main


def run(*options: str) -> int:
    """Run the job with command-line options; gives the exit code (docs/commands.md)."""
    return main(["run", "enrich", *options])


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
