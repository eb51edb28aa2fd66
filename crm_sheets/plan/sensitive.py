"""The consent that sensitive data needs: of its own, and given for that purpose (catalogue A11, UU PDP 27/2022).

A program whose condition or occasion looks at religion, health or income reaches only customers who granted "sensitive
data" for that medium or for all of them; a grant for all purposes is none for this one. A later withdrawal closes it,
and so does one for all purposes. A workbook without a Consents tab keeps its consents elsewhere: there it is allowed.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.plan.consent import GRANTED, WITHDRAWN, consent_states

SENSITIVE = "sensitive"


def sensitive_grants(offers: pl.DataFrame, consents: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The `offer` and `medium` pairs of `offers` that may use sensitive data, marked `may_use`.

    `offers` have offer, medium, customer_id, is_sensitive; `consents` are as for `consent_states`.
    """
    asked = offers.filter("is_sensitive").with_columns(purpose=pl.lit(SENSITIVE))
    counting = consents.filter((pl.col("purpose") == SENSITIVE) | (pl.col("state") == WITHDRAWN))
    states = consent_states(asked, counting, as_of).filter(pl.col("consent") == GRANTED)
    return states.select("offer", "medium", may_use=pl.lit(value=True))
