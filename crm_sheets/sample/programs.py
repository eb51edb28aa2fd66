"""The team's programs: whom to contact when, for what and how; and its named segments."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.greeting_programs import GREETINGS
from crm_sheets.sample.options import Options, Row
from crm_sheets.sample.policy_programs import POLICY_PROGRAMS
from crm_sheets.sample.program import SampleProgram
from crm_sheets.sample.relationship_programs import RELATIONSHIP_PROGRAMS
from crm_sheets.sample.service_programs import SERVICE_PROGRAMS

PROGRAMS: tuple[SampleProgram, ...] = (*GREETINGS, *POLICY_PROGRAMS, *SERVICE_PROGRAMS, *RELATIONSHIP_PROGRAMS)

SEGMENTS = (
    (
        Text("Pelanggan utama", "Best customers"),
        "tier in ('Platinum', 'Gold')",
        Text("Didahulukan di semua antrean.", "First in every queue."),
    ),
    (
        Text("Perlu disapa lagi", "To be won back"),
        "lifecycle in ('at_risk', 'dormant')",
        Text("Sudah lama tidak belanja.", "Have not bought for a long time."),
    ),
    (
        Text("Punya anak, belum berpolis", "Children, no policy"),
        "children >= 1 and policies_inforce = 0",
        Text("Calon dana pendidikan.", "Candidates for an education plan."),
    ),
    (
        Text("Premi besar", "Large premiums"),
        "premium_yearly >= 12000000",
        Text("Di atas Rp 12 juta setahun.", "Above Rp 12 million a year."),
    ),
)


def make_programs(options: Options) -> list[Row]:
    """The Programs tab's rows."""
    return [program.row(options) for program in PROGRAMS]


def make_segments(options: Options) -> list[Row]:
    """The Segment definitions tab's rows."""
    return [
        {"segment": options.say(name), "condition": condition, "active": True, "notes": options.say(notes)}
        for name, condition, notes in SEGMENTS
    ]
