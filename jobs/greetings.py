"""Send today's greetings only.

Cron: 0 9 * * * cd FOLDER && python jobs/greetings.py --workbook customers.xlsx
"""

import sys

from crm_sheets.cli import main


def run(*options: str) -> int:
    """Run the job with command-line options; gives the exit code (docs/commands.md)."""
    return main(["run", "greetings", *options])


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
