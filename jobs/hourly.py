"""Send what may go by now: what waited for an hour or a tick. Nothing is written when there is nothing.

Cron: 20 * * * * cd FOLDER && PYTHON jobs/hourly.py
FOLDER has your crm.toml; PYTHON is the one that crm_sheets is installed for.
"""

import sys

from crm_sheets.cli import main


def run(*options: str) -> int:
    """Run the job with command-line options; gives the exit code (docs/commands.md)."""
    return main(["run", "hourly", *options])


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
