"""Closing a campaign: every figure that is published of it is kept as of one moment, under one hash."""

import hashlib
import json
from collections.abc import Iterable

from django.db import transaction

from estafeta.base import jobs
from estafeta.base.errors import insist
from estafeta.campaigns import rules
from estafeta.campaigns import services as campaigns
from estafeta.campaigns.models import Campaign
from estafeta.journal.services import record
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.tally import queries
from estafeta.tally.models import Closing, Figure
from estafeta.tally.services.figures import quote
from estafeta.tally.services.people import settle_people
from estafeta.territories.models import Territory


@transaction.atomic
def close(campaign: Campaign, by: Person | None) -> Closing:
    """Close a campaign and freeze its figures: of the whole, of every part of its territory and every organisation.

    Returns: the Closing; a campaign that is closed keeps its first one.
    Raises:  NotPossible when `by` does not lead it.
    Writes:  the Campaign, its Closing, a Figure each, journal Entries, one job that thanks everybody; all or none.
    Locks:   the Campaign row, so that two presses close it once.
    Why:     docs/decisions/0012-closing-a-campaign.md
    """
    if by is not None:
        insist(rules.may_lead(by, campaign))
    held = Campaign.objects.select_for_update(of=("self",)).select_related("territory").get(pk=campaign.pk)
    if already := Closing.objects.filter(campaign=held).first():
        return already
    settle_people(held)
    as_of = held.closed_at or queries.horizon()
    held = campaigns.close_campaign(held, by, now=as_of)
    kept = [quote(queries.figure(held, as_of=as_of))]
    kept += [quote(queries.figure(held, territory=place, as_of=as_of)) for place in _places(held)]
    kept += [quote(queries.figure(held, organisation=body, as_of=as_of)) for body in _bodies(held)]
    closing = Closing.objects.create(campaign=held, as_of=as_of, digest=digest_of(kept), closed_by=by)
    closing.figures.set(kept)
    record(by, "figures_frozen", held, figures=len(kept), digest=closing.digest)
    jobs.defer("recognition.thank_everybody", campaign_id=held.pk)
    return closing


def digest_of(figures: Iterable[Figure]) -> str:
    """The hash of the answers, in the order of their keys, each as JSON with its names in order."""
    ordered = sorted(figures, key=lambda figure: figure.key)
    answers = [[figure.key, {k: v for k, v in figure.answer.items() if k != "permalink"}] for figure in ordered]
    written = json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _places(campaign: Campaign) -> list[Territory]:
    """The parts of its territory, one and two steps down, in which a deed was announced."""
    top = campaign.territory
    steps = top.path.count("/")
    paths = campaign.deeds.exclude(status__in=("draft", "review")).values_list("territory__path", flat=True).distinct()
    wanted = {
        "/".join(path.split("/")[:depth]) + "/"
        for path in paths
        for depth in (steps + 1, steps + 2)
        if path.startswith(top.path) and path.count("/") >= depth
    }
    return list(Territory.objects.filter(path__in=wanted).order_by("path"))


def _bodies(campaign: Campaign) -> list[Organisation]:
    return list(
        Organisation.objects.filter(deeds__campaign=campaign, deeds__status__in=("done", "reported", "verified"))
        .distinct()
        .order_by("pk")
    )
