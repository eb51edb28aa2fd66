"""Google's quotas: so many reads and so many writes a minute, for each user and for the project."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

from crm_sheets.testing.google.answers import Refusal

MINUTE = 60.0


@dataclass(frozen=True)
class Quota:
    """How many reads, and as many writes, are answered in any 60 seconds."""

    per_user: int = 60
    per_project: int = 300


class QuotaMeter:
    """Counts requests by the moments (seconds) they came."""

    def __init__(self) -> None:
        self._moments: defaultdict[tuple[str, ...], deque[float]] = defaultdict(deque)

    def spend(self, quota: Quota, kind: str, user: str, moment: float) -> None:
        """Count one request. Raises Refusal (429), and does not count it, when the quota is used up."""
        of_user = self._recent((kind, "user", user), moment)
        of_project = self._recent((kind, "project"), moment)
        if len(of_user) >= quota.per_user:
            raise _exceeded(kind, quota.per_user, per_user=True)
        if len(of_project) >= quota.per_project:
            raise _exceeded(kind, quota.per_project, per_user=False)
        of_user.append(moment)
        of_project.append(moment)

    def _recent(self, key: tuple[str, ...], moment: float) -> deque[float]:
        moments = self._moments[key]
        while moments and moments[0] <= moment - MINUTE:
            moments.popleft()
        return moments


def _exceeded(kind: str, limit: int, *, per_user: bool) -> Refusal:
    name = kind.capitalize()
    message = (
        f"Quota exceeded for quota metric '{name} requests' and limit '{name} requests per minute"
        f"{' per user' if per_user else ''}' of service 'sheets.googleapis.com' for consumer 'project_number:1'."
    )
    metadata = {
        "service": "sheets.googleapis.com",
        "consumer": "projects/1",
        "quota_metric": f"sheets.googleapis.com/{kind}_requests",
        "quota_limit": f"{name}RequestsPerMinutePer{'User' if per_user else 'Project'}",
        "quota_limit_value": str(limit),
        "quota_location": "global",
    }
    details = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": metadata,
    }
    return Refusal(429, message, [details])
