"""Answers to satisfaction surveys."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.cast import cast_id
from crm_sheets.sample.options import Options, Row, day, often, weighted

SCORES = {10: 18, 9: 24, 8: 26, 7: 14, 6: 8, 5: 4, 4: 3, 2: 2, 0: 1}
GOOD = (
    Text("Pelayanannya ramah", "Friendly service"),
    Text("Cepat dan jelas", "Quick and clear"),
    Text("Agen selalu mengingatkan", "My agent always reminds me"),
)
POOR = (
    Text("Terlalu lama menunggu jawaban", "I waited too long for an answer"),
    Text("Tidak tahu harus menghubungi siapa", "I did not know whom to ask"),
)
SURVEYS = 48
FRESH = (("Meilani Halim", -3, 10), ("Rahmi Piliang", -1, 4))
"""Cast, days, score: one to ask for a referral, one to listen to."""


def make_surveys(options: Options, people: list[Row]) -> list[Row]:
    """The Surveys tab's rows, oldest first."""
    random = options.random("surveys")
    rows = []
    for days_ago in sorted((random.randint(3, 330) for _ in range(options.scaled(SURVEYS))), reverse=True):
        score = weighted(random, SCORES)
        rows.append(
            {
                "customer_id": random.choice(people)["customer_id"],
                "date": day(-days_ago),
                "type": weighted(random, {"csat": 1, "nps": 1}),
                "score": score,
                "answer": often(random, 0.55, options.say(random.choice(GOOD if score > 6 else POOR))),
                "followed_up": random.random() < 0.6 if score <= 6 else None,
            }
        )
    known = {customer["customer_id"] for customer in people}
    for name, on, score in FRESH:
        if cast_id(name) in known:
            answer = options.say((GOOD if score > 6 else POOR)[0])
            row = {"customer_id": cast_id(name), "date": day(on), "type": "nps", "score": score, "answer": answer}
            rows.append(row | {"followed_up": None})
    return [{"survey_id": f"N-{number:04d}", **row} for number, row in enumerate(rows, start=1)]
