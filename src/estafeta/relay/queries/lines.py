"""What the line is drawn from, and what was drawn."""

from collections.abc import Iterator

from django.db import connection

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedAnswer
from estafeta.deeds.queries import public_deeds
from estafeta.relay.models import Handover, Link
from estafeta.relay.rules.course import Passing
from estafeta.relay.rules.lineage import Answer, Arc, Node
from estafeta.territories.models import Territory


def region_keys(campaign: Campaign) -> dict[str, int]:
    """The parts of the campaign's territory by their codes."""
    return dict(Territory.objects.filter(parent_id=campaign.territory_id).values_list("code", "pk"))


def nodes_of(campaign: Campaign) -> Iterator[Node]:
    """Every public deed of a campaign that was not called off."""
    regions, depth = region_keys(campaign), campaign.territory.path.count("/")
    rows = (
        public_deeds()
        .filter(campaign=campaign, ends_at__isnull=False)
        .exclude(status=Deed.Status.CANCELLED)
        .values_list("pk", "announced_at", "ends_at", "territory__path", "status", "territory_id")
    )
    for key, announced_at, ends_at, path, status, place in rows.iterator(chunk_size=5000):
        steps = path.split("/")
        region = regions.get(steps[depth]) if len(steps) > depth else None
        if announced_at is None or ends_at is None:
            continue
        yield Node(key, announced_at, ends_at, region, held=status in Deed.HELD, place=place)


def arcs_of(campaign: Campaign) -> Iterator[Arc]:
    """The links into a campaign's deeds that stand."""
    standing = Link.objects.filter(campaign=campaign, withdraws=None, withdrawn_by=None)
    for parent, child, at in standing.values_list("parent", "child", "at").iterator(chunk_size=5000):
        yield Arc(parent, child, at)


def answers_of(campaign: Campaign) -> Iterator[Answer]:
    found = DeedAnswer.objects.filter(deed__campaign=campaign, appeal__published_at__isnull=False)
    for deed, appeal in found.values_list("deed", "appeal"):
        yield Answer(deed, appeal)


def passings_of(campaign: Campaign) -> Iterator[Passing]:
    found = Handover.objects.filter(baton__deed__campaign=campaign).order_by("at", "pk")
    for baton, deed, status, at in found.values_list("baton", "baton__deed", "status", "at").iterator(chunk_size=5000):
        yield Passing(baton, deed, status, at)


def is_above(deed_id: int, other_id: int) -> bool:
    """Whether a line leads from one deed to the other: one recursive question."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE above AS (
                 SELECT %s::bigint AS deed UNION
                 SELECT l.parent_id FROM relay_link l JOIN above ON l.child_id = above.deed
                  WHERE l.withdraws_id IS NULL)
               SELECT EXISTS (SELECT 1 FROM above WHERE deed = %s)""",
            [other_id, deed_id],
        )
        row = cursor.fetchone()
    return bool(row and row[0])
