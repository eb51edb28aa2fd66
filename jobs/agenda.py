"""Mail everybody of the team what is to be done today (setting agenda = yes).

Cron: 30 7 * * 1-5 cd FOLDER && PYTHON jobs/agenda.py
FOLDER has your crm.toml; PYTHON is the one that crm_sheets is installed for.
"""

import sys

from crm_sheets.cli import main


def run(*options: str) -> int:
    """Run the job with command-line options; gives the exit code (docs/commands.md)."""
    return main(["run", "agenda", *options])


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
