import json
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from estafeta.base import jobs
from estafeta.base.bulk import copy_in
from estafeta.campaigns.models import Campaign
from estafeta.relay import queries
from estafeta.relay.models import Day, Picture, Place
from estafeta.relay.rules.course import courses
from estafeta.relay.rules.knots import MOST_DRAWN, gather, ways
from estafeta.relay.rules.lineage import Standing, lineage

PAUSE = timedelta(seconds=5)  # a rush of batons draws the line once


def redraw_soon(campaign_id: int) -> None:
    """Draw the line anew once what is happening now is committed; many asks at once are one drawing."""
    jobs.defer(
        "relay.redraw", run_at=timezone.now() + PAUSE, once_as=f"relay.redraw:{campaign_id}", campaign_id=campaign_id
    )


@transaction.atomic
def redraw(campaign: Campaign) -> int:
    """Draw the line of a campaign anew out of links, answers and batons: every place, every day, every picture.

    Returns: how many deeds are in the line.
    Writes:  the campaign's Places, Days and Pictures; nothing else.
    Locks:   the Campaign row, so that two drawings do not write across each other.
    Why:     a function of what is known and of nothing else, so that what arrives late gives the same line
             (docs/decisions/0015-the-way-of-a-baton.md).
    """
    campaign = (
        Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("territory").get(pk=campaign.pk)
    )
    nodes = {node.key: node for node in queries.nodes_of(campaign)}
    placed = lineage(nodes.values(), queries.arcs_of(campaign), queries.answers_of(campaign))
    passings = list(queries.passings_of(campaign))  # asked before a COPY is open
    for table in (Place, Day, Picture):
        table.objects.filter(campaign=campaign).delete()
    copy_in(
        Place,
        ("deed_id", "campaign_id", "parent_id", "appeal_id", "region_id", "generation", "joined_at", "turn", "brings"),
        (
            (one.key, campaign.pk, one.parent, one.appeal, nodes[one.key].region, one.generation, one.joined_at,
             one.turn, one.brings)
            for one in placed.values()
        ),
    )  # fmt: skip
    zone = ZoneInfo(campaign.territory.time_zone)
    copy_in(
        Day,
        ("campaign_id", "appeal_id", "day", "new", "deeds", "figures"),
        (
            (campaign.pk, appeal, day, new, figures["deeds"], json.dumps(figures))
            for appeal, day, figures, new in courses(placed, nodes, passings, zone)
        ),
    )
    lines: dict[int | None, dict[int, Standing]] = {None: placed}
    by_appeal = sorted((one.appeal, one.key) for one in placed.values() if one.appeal is not None)
    for appeal, pairs in groupby(by_appeal, key=itemgetter(0)):
        lines[appeal] = {key: placed[key] for _appeal, key in pairs}
    regions, places = {key: nodes[key].region or 0 for key in placed}, {key: nodes[key].place for key in placed}
    copy_in(
        Picture,
        ("campaign_id", "appeal_id", "knots", "ways"),
        (
            (
                campaign.pk, appeal, json.dumps(gather(line, regions) if len(line) > MOST_DRAWN else []),
                json.dumps(ways(line, places)),
            )
            for appeal, line in lines.items()
        ),
    )  # fmt: skip
    return len(placed)
