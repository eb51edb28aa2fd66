"""The whole sample: every tab's rows, with the ways in which people type, and with their mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm_sheets.sample.affinity import make_affinity
from crm_sheets.sample.budgets import make_budgets, make_targets
from crm_sheets.sample.call_requests import make_call_requests
from crm_sheets.sample.campaigns import make_campaigns
from crm_sheets.sample.complaints import make_complaints
from crm_sheets.sample.consents import make_consents
from crm_sheets.sample.deals import make_deals
from crm_sheets.sample.events import make_attendance, make_events
from crm_sheets.sample.families import make_families
from crm_sheets.sample.faults import PlantedFault, plant_faults
from crm_sheets.sample.funds import make_fund_prices, make_funds
from crm_sheets.sample.gift_ideas import make_gift_ideas
from crm_sheets.sample.gifts import make_commissions, make_gifts
from crm_sheets.sample.holidays import make_calendar
from crm_sheets.sample.improvements import make_improvements
from crm_sheets.sample.interactions import make_interactions
from crm_sheets.sample.options import Options, Row
from crm_sheets.sample.paragraphs import make_paragraphs
from crm_sheets.sample.people import make_people
from crm_sheets.sample.policies import make_policies
from crm_sheets.sample.products import make_products
from crm_sheets.sample.programs import make_programs, make_segments
from crm_sheets.sample.purchases import make_purchases
from crm_sheets.sample.receivables import make_invoices, make_orders, make_quotes
from crm_sheets.sample.referrals import make_referrals
from crm_sheets.sample.settings import make_settings
from crm_sheets.sample.spellings import spell_as_people_do
from crm_sheets.sample.staff import make_staff
from crm_sheets.sample.surveys import make_surveys
from crm_sheets.sample.visits import make_visits


@dataclass
class SampleBook:
    """Rows by canonical tab name, headers that somebody typed twice, and the list of planted mistakes."""

    options: Options
    tabs: dict[str, list[Row]]
    doubled_headers: dict[str, str] = field(default_factory=dict)  # tab -> column
    faults: list[PlantedFault] = field(default_factory=list)

    @property
    def company(self) -> str:
        """Whose workbook it is, "CRM" as long as nobody has said."""
        named = {row["setting"]: row["value"] for row in self.tabs.get("settings", [])}
        return str(named.get("company") or "CRM")


def make_book(options: Options) -> SampleBook:
    """The sample that `options` ask for; the same options always give the same book."""
    book = SampleBook(options, {**_about_customers(options), **_about_the_team(options)})
    spell_as_people_do(options, book.tabs)
    if options.faults:
        book.faults, book.doubled_headers = plant_faults(options, book.tabs)
    return book


def _about_customers(options: Options) -> dict[str, list[Row]]:
    people = make_people(options)
    policies, deals = make_policies(options, people), make_deals(options, people)
    quotes = make_quotes(options, people, deals)
    orders = make_orders(options, people, quotes)
    return {
        "customers": people,
        "family": make_families(options, people),
        "consents": make_consents(options, people),
        "policies": policies,
        "transactions": make_purchases(options, people),
        "deals": deals,
        "quotes": quotes,
        "orders": orders,
        "invoices": make_invoices(options, people, orders),
        "visits": make_visits(options, people, deals),
        "complaints": make_complaints(options, people),
        "interactions": make_interactions(options, people),
        "surveys": make_surveys(options, people),
        "attendance": make_attendance(options, people),
        "gifts": make_gifts(options, people),
        "commissions": make_commissions(options, people, policies),
        "referrals": make_referrals(options, people),
        "call_requests": make_call_requests(options, people),
    }


def _about_the_team(options: Options) -> dict[str, list[Row]]:
    return {
        "products": make_products(options),
        "funds": make_funds(options),
        "fund_prices": make_fund_prices(options),
        "campaigns": make_campaigns(options),
        "events": make_events(options),
        "affinity": make_affinity(options),
        "gift_ideas": make_gift_ideas(options),
        "paragraphs": make_paragraphs(options),
        "staff": make_staff(options),
        "targets": make_targets(options),
        "budgets": make_budgets(options),
        "improvements": make_improvements(options),
        "programs": make_programs(options),
        "segments": make_segments(options),
        "settings": make_settings(options),
        "calendar": make_calendar(options),
    }
