"""The fake Twilio of `crm_sheets.testing` in a process of its own, so that it takes no time from those who ask it.

    python benchmarks/twilio_server.py MILLISECONDS

Every answer takes so long. Prints where it is; at the end of its input prints how many messages each number got.
"""

from __future__ import annotations

import json
import sys
from collections import Counter

from crm_sheets.testing.twilio import FakeTwilio


def main() -> None:
    """Answer until the input ends."""
    with FakeTwilio() as twilio:
        twilio.latency = float(sys.argv[1]) / 1000
        print(twilio.url, flush=True)
        sys.stdin.read()
        print(json.dumps(Counter(message.to for message in twilio.messages)), flush=True)


if __name__ == "__main__":
    main()
