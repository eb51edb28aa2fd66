"""The shape of the profiles table: one row per customer, everything that is derived about them."""

from __future__ import annotations

import polars as pl

PROFILES = pl.Schema(
    {
        "customer_id": pl.String,
        "name": pl.String,
        "salutation": pl.String,
        "type": pl.String,
        "status": pl.String,  # "active" where the sheet says nothing
        "owner": pl.String,
        "branch": pl.String,
        "city": pl.String,
        "language": pl.String,  # the team's language where the sheet says nothing
        "phone": pl.String,
        "phone_kind": pl.String,
        "email": pl.String,
        "tier": pl.String,  # Platinum, Gold, Silver, Bronze, by the spend in the window
        "tier_lifetime": pl.String,  # the same by the spend of all years
        "spend_window": pl.Float64,  # workbook currency
        "spend_lifetime": pl.Float64,  # workbook currency
        "purchases": pl.Int64,
        "purchases_window": pl.Int64,
        "first_purchase": pl.Date,
        "last_purchase": pl.Date,
        "days_since_purchase": pl.Int64,
        "recency_bin": pl.String,  # "<3m", "3-6m", "6-12m", "1-2y", ">2y", "never" with the default settings
        "frequency_bin": pl.String,  # "0", "1", "2", "3-5", ">5" purchases in the window
        "rfm_recency": pl.Int64,  # 1 to 5; null without a purchase, as the next three
        "rfm_frequency": pl.Int64,
        "rfm_monetary": pl.Int64,
        "rfm": pl.String,  # the three scores as digits, "545"
        "age": pl.Int64,  # completed years
        "next_birthday": pl.Date,
        "days_to_birthday": pl.Int64,
        "tenure_days": pl.Int64,
        "lifecycle": pl.String,  # lead, new, active, at_risk, dormant, lost
        "last_contact": pl.Date,
        "days_since_contact": pl.Int64,
        "days_since_issue": pl.Int64,
        "untouched_since_issue": pl.Boolean,
        "policies": pl.Int64,
        "policies_inforce": pl.Int64,
        "premium_yearly": pl.Float64,  # workbook currency
        "monthly_payer": pl.Boolean,
        "children": pl.Int64,
        "reachable_by": pl.String,  # "sms, whatsapp, email, call"; "" when by nothing
        "contactable": pl.Boolean,
        "open_complaint": pl.Boolean,
        "completeness": pl.Float64,  # 0 to 1
        "next_question": pl.String,  # canonical column name; null when nothing is left to ask
        "last_verified": pl.Date,
        "unit_link": pl.Boolean,  # a policy in force with a fund
        "overdue_policies": pl.Int64,  # policies in their grace period or beyond it, unpaid
        "commission_window": pl.Float64,  # workbook currency, the last 12 months
        "gifts_window": pl.Float64,  # workbook currency, the last 12 months
        "gift_budget": pl.Float64,  # workbook currency, what may still be spent on gifts
        "nps": pl.Int64,  # the last score, null without one
        "csat": pl.Int64,
        "referrals": pl.Int64,
        "referrals_won": pl.Int64,
    }
)
