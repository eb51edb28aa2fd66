"""The peer's profiles: one row per customer, with pandas."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

Tables = dict[str, pd.DataFrame]
Settings = dict[str, Any]
PAYMENTS_A_YEAR = {"monthly": 12, "quarterly": 4, "half_yearly": 2, "yearly": 1}
IN_FORCE = ("inforce", "grace")


def make_profiles(tables: Tables, settings: Settings, as_of: date, rules: dict[str, Any]) -> pd.DataFrame:
    """The customers with everything that is derived about them, in the order of their tab."""
    today = pd.Timestamp(as_of)
    frame = tables["customers"].drop_duplicates("customer_id").copy()
    frame["status"] = frame["status"].fillna("active")
    frame["language"] = frame["language"].fillna(settings["language"])
    for facts in (
        _spend(tables, settings, today),
        _policies(tables, today),
        _children(tables, today),
        _last_contact(tables, today),
        _open_complaints(tables, today),
    ):
        frame = frame.merge(facts, on="customer_id", how="left")
    counts = ["purchases", "purchases_window", "policies", "policies_inforce", "policies_grace", "children"]
    frame[counts] = frame[counts].fillna(0).astype("int64")
    money = ["spend_window", "spend_lifetime", "premium_yearly"]
    frame[money] = frame[money].fillna(0.0)
    frame["monthly_payer"] = frame["monthly_payer"].eq(True)
    frame["open_complaint"] = frame["open_complaint"].eq(True)
    _add_segments(frame, settings, today)
    _add_rfm(frame)
    _add_birthdays(frame, settings, as_of)
    _add_lifecycle(frame, settings, today)
    _add_reach(frame, today)
    _add_completeness(frame, rules)
    return frame


def months_before(today: pd.Timestamp, months: int) -> pd.Timestamp:
    return today - pd.DateOffset(months=months)


def _spend(tables: Tables, settings: Settings, today: pd.Timestamp) -> pd.DataFrame:
    bought = tables["transactions"]
    bought = bought[(bought["date"] <= today) & bought["customer_id"].notna()]
    amount = bought["amount"].fillna(0.0)
    is_purchase = amount >= 0
    in_window = bought["date"] > months_before(today, settings["spend_window_months"])
    facts = pd.DataFrame(
        {
            "customer_id": bought["customer_id"],
            "first_purchase": bought["date"].where(is_purchase),
            "last_purchase": bought["date"].where(is_purchase),
            "purchases": is_purchase,
            "purchases_window": is_purchase & in_window,
            "spend_lifetime": amount,
            "spend_window": amount.where(in_window, 0.0),
        }
    )
    totals = facts.groupby("customer_id").agg(
        {
            "first_purchase": "min",
            "last_purchase": "max",
            **dict.fromkeys(("purchases", "purchases_window", "spend_lifetime", "spend_window"), "sum"),
        }
    )
    return totals.round({"spend_lifetime": 4, "spend_window": 4}).reset_index()


def _policies(tables: Tables, today: pd.Timestamp) -> pd.DataFrame:
    policies = tables["policies"]
    policies = policies[policies["issue_date"].isna() | (policies["issue_date"] <= today)]
    in_force = policies["status"].isin(IN_FORCE)
    payments = policies["payment_frequency"].map(PAYMENTS_A_YEAR).fillna(0)
    facts = pd.DataFrame(
        {
            "customer_id": policies["customer_id"],
            "policies": 1,
            "policies_inforce": in_force,
            "policies_grace": policies["status"].eq("grace"),
            "premium_yearly": (policies["premium"] * payments).where(in_force, 0.0).fillna(0.0),
            "monthly_payer": in_force & policies["payment_frequency"].eq("monthly"),
            "first_issue": policies["issue_date"],
            "last_issue": policies["issue_date"],
        }
    )
    sums = ("policies", "policies_inforce", "policies_grace", "premium_yearly")
    how = {**dict.fromkeys(sums, "sum"), "monthly_payer": "any", "first_issue": "min", "last_issue": "max"}
    return facts.groupby("customer_id").agg(how).reset_index()


def _children(tables: Tables, today: pd.Timestamp) -> pd.DataFrame:
    family = tables["family"]
    born = family["birth_date"].isna() | (family["birth_date"] <= today)
    children = family[family["relation"].eq("child") & ~family["deceased"].eq(True) & born]
    return children.groupby("customer_id").size().rename("children").reset_index()


def _last_contact(tables: Tables, today: pd.Timestamp) -> pd.DataFrame:
    """When somebody last met or spoke with the customer."""
    talks, visits, queue = tables["interactions"], tables["visits"], tables["queue"]
    talks = talks[~talks["outcome"].isin(("not_reached", "wrong_address"))]
    visits = visits[~visits["result"].isin(("not_in", "rescheduled"))]
    queue = queue[queue["outcome"].notna() & ~queue["outcome"].isin(("not_reached", "wrong_address"))]
    days = [
        talks[["customer_id", "date"]],
        visits[["customer_id", "visited_date"]].rename(columns={"visited_date": "date"}),
        queue.assign(date=queue["outcome_date"].fillna(queue["planned_on"]))[["customer_id", "date"]],
    ]
    contacts = pd.concat([frame for frame in days if len(frame)])
    contacts = contacts[contacts["date"] <= today]
    return contacts.groupby("customer_id")["date"].max().rename("last_contact").reset_index()


def _open_complaints(tables: Tables, today: pd.Timestamp) -> pd.DataFrame:
    complaints = tables["complaints"]
    complaints = complaints[complaints["opened_date"].isna() | (complaints["opened_date"] <= today)]
    by_now = complaints["resolved_date"] <= today
    status = complaints["status"]
    is_closed = (status.isna() & by_now) | (status.eq("resolved") & (by_now | complaints["resolved_date"].isna()))
    return pd.DataFrame({"customer_id": complaints.loc[~is_closed, "customer_id"].unique(), "open_complaint": True})


def tiers(spend: pd.Series, settings: Settings) -> np.ndarray:
    limits = [spend > settings[f"tier_{name}"] for name in ("platinum", "gold", "silver")]
    return np.select(limits, ["Platinum", "Gold", "Silver"], "Bronze")


def _add_segments(frame: pd.DataFrame, settings: Settings, today: pd.Timestamp) -> None:
    frame["tier"] = tiers(frame["spend_window"], settings)
    frame["tier_lifetime"] = tiers(frame["spend_lifetime"], settings)
    last = frame["last_purchase"]
    borders = [months_before(today, settings[f"recency_{number}_months"]) for number in (1, 2, 3, 4)]
    conditions = [last.isna(), last > borders[0], last > borders[1], last > borders[2], last >= borders[3]]
    frame["recency_bin"] = np.select(conditions, ["never", "<3m", "3-6m", "6-12m", "1-2y"], ">2y")
    times = frame["purchases_window"]
    frame["frequency_bin"] = np.select([times > 5, times >= 3], [">5", "3-5"], times.astype(str))
    frame["days_since_purchase"] = (today - last).dt.days
    frame["days_since_issue"] = (today - frame["last_issue"]).dt.days


def _add_rfm(frame: pd.DataFrame) -> None:
    bought = frame["purchases"] > 0
    scores = {"rfm_recency": "last_purchase", "rfm_frequency": "purchases", "rfm_monetary": "spend_lifetime"}
    for score, column in scores.items():
        values = frame[column].where(bought)
        fifth = ((values.rank(method="average") * 2 - 1) * 5) // (bought.sum() * 2) + 1
        frame[score] = fifth.astype("Int64")
    digits = frame[list(scores)].astype("string")
    frame["rfm"] = digits["rfm_recency"] + digits["rfm_frequency"] + digits["rfm_monetary"]


def _add_birthdays(frame: pd.DataFrame, settings: Settings, as_of: date) -> None:
    ages, birthdays = [], []
    for born, status in zip(frame["birth_date"], frame["status"], strict=True):
        if pd.isna(born) or status == "deceased":
            ages.append(None)
            birthdays.append(None)
            continue
        this_year = birthday_in(born, as_of.year, settings["leap_day"])
        ages.append(as_of.year - born.year - (this_year > as_of))
        to_come = this_year >= as_of and this_year > born.date()
        birthdays.append(this_year if to_come else birthday_in(born, as_of.year + 1, settings["leap_day"]))
    frame["age"] = pd.Series(ages, dtype="Int64")
    frame["next_birthday"] = pd.to_datetime(pd.Series(birthdays, dtype=object))
    frame["days_to_birthday"] = (frame["next_birthday"] - pd.Timestamp(as_of)).dt.days


def birthday_in(born: Any, year: int, leap_day: str) -> date:
    """The day on which a birthday is kept in a year."""
    if born.month == 2 and born.day == 29 and not isleap(year):
        return date(year, 3, 1) if leap_day == "mar1" else date(year, 2, 28)
    return date(year, born.month, min(born.day, monthrange(year, born.month)[1]))


def _add_lifecycle(frame: pd.DataFrame, settings: Settings, today: pd.Timestamp) -> None:
    since = frame["customer_since"].where(frame["customer_since"] <= today)
    started = since.fillna(frame[["first_purchase", "first_issue"]].min(axis=1))
    frame["tenure_days"] = (today - started).dt.days
    has_bought = (frame["purchases"] > 0) | (frame["policies"] > 0)
    anybody = bool(has_bought.any())
    unproven = since.isna() & (frame["type"].isna() | anybody)
    active_on = pd.concat([frame["last_purchase"], frame["last_issue"], since], axis=1).max(axis=1)
    is_covered = frame["policies_inforce"] > frame["policies_grace"]
    conditions = [
        ~has_bought & (unproven | frame["type"].eq("lead")),
        started > today - pd.Timedelta(days=settings["new_customer_days"]),
        is_covered | (active_on > months_before(today, settings["at_risk_months"])) | (not anybody),
        (frame["policies_grace"] > 0) | (active_on > months_before(today, settings["dormant_months"])),
        active_on > months_before(today, settings["lost_months"]),
    ]
    frame["lifecycle"] = np.select(conditions, ["lead", "new", "active", "at_risk", "dormant"], "lost")
    frame["days_since_contact"] = (today - frame["last_contact"]).dt.days
    touched = frame["last_contact"] > frame["last_issue"]
    frame["untouched_since_issue"] = frame["last_issue"].notna() & ~touched


def _add_reach(frame: pd.DataFrame, today: pd.Timestamp) -> None:
    has_phone, has_email = frame["phone"].notna(), frame["email"].notna()
    is_mobile = has_phone & frame["phone_kind"].eq("mobile")
    media = {"sms": is_mobile, "whatsapp": is_mobile, "email": has_email, "call": has_phone}
    flags = zip(*media.values(), strict=True)
    frame["reachable_by"] = [
        ", ".join(name for name, usable in zip(media, row, strict=True) if usable) for row in flags
    ]
    is_open = ~frame["status"].isin(("deceased", "do_not_contact"))
    frame["contactable"] = is_open & (has_phone | has_email)
    frame["last_verified"] = frame["last_verified"].where(frame["last_verified"] <= today)


def _add_completeness(frame: pd.DataFrame, rules: dict[str, Any]) -> None:
    is_person = ~frame["kind"].eq("organisation")
    filled, applying = pd.Series(0, index=frame.index), pd.Series(0, index=frame.index)
    question = pd.Series(None, index=frame.index, dtype=object)
    for name, weight in rules["completeness"].items():
        applies = is_person if name in rules["persons_only"] else pd.Series(True, index=frame.index)
        filled += weight * (frame[name].notna() & applies)
        applying += weight * applies
        question = question.where(question.notna() | ~applies | frame[name].notna(), name)
    frame["completeness"] = filled / applying
    frame["next_question"] = question
