from dataclasses import dataclass

from django.db.models import Count, Q

from estafeta.campaigns.models import Campaign
from estafeta.heroes import rules
from estafeta.heroes.models import Hero, Nomination, Vote
from estafeta.territories.models import Territory

VERIFIED = Q(verified_at__isnull=False)
HONOURED = Q(hero__isnull=False, hero__hidden_at=None)


@dataclass(frozen=True)
class Funnel:
    """How many were nominated, verified, honoured; None is kept back because it is small."""

    nominated: int | None
    verified: int | None
    honoured: int
    regions: list[rules.Row]


def funnel(campaign: Campaign) -> Funnel:
    """A campaign's way from nominated to honoured, by region; small cells and what would give them away are left out.

    Returns: regions in the order of their names; two queries.
    """
    sent = Nomination.objects.filter(campaign=campaign, sent_at__isnull=False)
    counted: dict[str, list[int]] = {}
    rows = sent.order_by().values_list("territory__path").annotate(
        nominated=Count("pk"), verified=Count("pk", filter=VERIFIED), honoured=Count("pk", filter=HONOURED)
    )  # fmt: skip
    for path, *counts in rows:
        region = "/".join(path.strip("/").split("/")[:2]) + "/"
        before = counted.setdefault(region, [0, 0, 0])
        counted[region] = [one + more for one, more in zip(before, counts, strict=True)]
    names = {territory.path: territory.name for territory in Territory.objects.filter(path__in=counted)}
    regions = [rules.Row(names.get(path, path), *counts) for path, counts in counted.items()]
    regions.sort(key=lambda row: row.name)
    totals = [sum(counts[at] for counts in counted.values()) for at in range(3)]
    whole = rules.kept_back([rules.Row("", *totals)])[0] if rules.total_shown(totals[0]) is None else None
    if whole is not None:
        return Funnel(whole.nominated, whole.verified, totals[2], [])
    return Funnel(totals[0], rules.total_shown(totals[1]), totals[2], rules.kept_back(regions))


def favourites(campaign: Campaign, *, most: int = 3) -> list[tuple[Hero, int]]:
    """Whom the public voted for, most voices first; a prize of its own that touches no verdict."""
    counted = (
        Vote.objects.filter(prize__campaign=campaign, hero__hidden_at=None).order_by().values_list("hero")
        .annotate(voices=Count("pk")).order_by("-voices", "hero")[:most]
    )  # fmt: skip
    voices = dict(counted)
    heroes = {hero.pk: hero for hero in Hero.objects.filter(pk__in=voices).select_related("territory")}
    return [(heroes[pk], number) for pk, number in voices.items()]
