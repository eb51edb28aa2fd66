"""How much of a customer's profile is known, and what to ask next (catalogue A6)."""

from __future__ import annotations

import polars as pl

WEIGHTS = {
    "phone": 5,
    "birth_date": 4,
    "email": 4,
    "occupation": 3,
    "hobbies": 3,
    "likes": 2,
    "dislikes": 2,
    "shopping_habits": 2,
    "ambitions": 2,
    "address": 2,
    "city": 1,
    "preferred_channel": 1,
    "gender": 1,
    "social": 1,
}
"""Profile fields of the customers tab, the most useful first; what stands first is asked first.

How to reach somebody and when to greet weighs most, then what makes a conversation, then the rest. Sensitive columns
(religion, income, health) are not in the list: nobody is pushed to ask for them.
"""

PERSONS_ONLY = ("birth_date", "occupation", "hobbies", "ambitions", "gender")
"""Fields that an organisation does not have: they neither lower its completeness nor are they asked."""


def completeness_columns() -> list[pl.Expr]:
    """`completeness` (weight of the filled fields over the weight of all that apply) and `next_question`."""
    filled = [pl.when(pl.col(name).is_not_null() & _applies(name)).then(weight) for name, weight in WEIGHTS.items()]
    applying = [pl.when(_applies(name)).then(weight) for name, weight in WEIGHTS.items()]
    blanks = [pl.when(pl.col(name).is_null() & _applies(name)).then(pl.lit(name)) for name in WEIGHTS]
    return [
        (pl.sum_horizontal(filled) / pl.sum_horizontal(applying)).alias("completeness"),
        pl.coalesce(blanks).alias("next_question"),
    ]


def _applies(name: str) -> pl.Expr:
    return pl.col("kind").ne_missing("organisation") if name in PERSONS_ONLY else pl.lit(True)
