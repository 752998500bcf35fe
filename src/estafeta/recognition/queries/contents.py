"""What is frozen in a certificate, without words of any one language."""

from typing import Any

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.deeds.queries import deeds_of
from estafeta.organisations.models import Organisation
from estafeta.recognition.queries.certificates import in_all_languages
from estafeta.tally.queries import BookEntry, figure

LISTED = 200


def content_of(name: str, deeds: dict[int, list[BookEntry]], campaign: Campaign | None) -> dict[str, Any]:
    """Takes: deeds -- standing entries of grades A and B, by deed."""
    groups = sorted(deeds.values(), key=lambda group: (group[0].happened_at, group[0].deed.pk), reverse=True)
    days = [entry.on for group in groups for entry in group]
    return _frame(campaign) | {
        "name": name,
        "deeds": len(groups),
        "minutes": sum(entry.minutes for group in groups for entry in group),
        "since": min(days).isoformat(),
        "until": max(days).isoformat(),
        "list": [
            _deed(group[0].deed, on=group[0].on.isoformat())
            | {"minutes": sum(entry.minutes for entry in group), "grade": min(entry.grade for entry in group)}
            for group in groups[:LISTED]
        ],
    }


def diploma_content(organisation: Organisation, campaign: Campaign) -> dict[str, Any]:
    """What an organisation's diploma says: its reported deeds and the hours of those who came to them."""
    deeds = deeds_of(organisation).filter(campaign=campaign, status__in=(Deed.Status.REPORTED, Deed.Status.VERIFIED))
    rows = list(deeds.order_by("-starts_at", "-pk"))
    days = sorted(deed.starts_at.date() for deed in rows if deed.starts_at)
    counted = figure(campaign, organisation=organisation).hours.parts if rows else {}
    return _frame(campaign) | {
        "name": organisation.name,
        "deeds": len(rows),
        "minutes": counted.get("measured_minutes", 0) + counted.get("estimated_minutes", 0),
        "since": days[0].isoformat() if days else "",
        "until": days[-1].isoformat() if days else "",
        "list": [_deed(deed, on=deed.starts_at.date().isoformat() if deed.starts_at else "") for deed in rows[:LISTED]],
    }


def _frame(campaign: Campaign | None) -> dict[str, Any]:
    if campaign is None:
        return {"campaign": "", "of": {}, "slogan": {}}
    return {
        "campaign": campaign.slug,
        "of": in_all_languages(campaign, "theme"),
        "slogan": in_all_languages(campaign, "slogan"),
    }


def _deed(deed: Deed, *, on: str) -> dict[str, Any]:
    return {
        "what": deed.title,
        "who": deed.organisation.name,
        "place": in_all_languages(deed.territory, "name"),
        "on": on,
    }
