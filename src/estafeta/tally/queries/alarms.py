"""What looks wrong and waits for a human, and the facts in which it is looked for."""

from collections.abc import Collection, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.people.models import Person, Role
from estafeta.tally.models import Alarm, Fact
from estafeta.tally.rules.alarms import Happening, Seen

FACTS = (
    "kind", "deed_id", "happened_at", "minutes", "minutes_measured", "grade", "person_id", "heads", "group_id", "unit",
    "recorded_by_id", "recorded_at",
)  # fmt: skip


def alarms_of(person: Person | None) -> QuerySet[Alarm]:
    """All alarms of the territories and campaigns that one coordinates; of all for an operator; the oldest first."""
    found = (
        Alarm.objects.select_related("territory", "campaign", "settled_by")
        .prefetch_related(Prefetch("deeds", Deed.objects.select_related("territory", "organisation").order_by("pk")))
        .order_by("found_at", "pk")
    )
    if person is None:
        return found.none()
    if person.user is not None and person.user.is_superuser:
        return found
    seen = Q(pk__in=[])
    for role in person.roles.filter(kind=Role.Kind.COORDINATOR, ended_at=None).select_related("territory"):
        beneath = Q(territory__path__startswith=role.territory.path)
        seen |= beneath & Q(campaign__slug=role.campaign) if role.campaign else beneath
    return found.filter(seen)


def alarms_waiting_for(person: Person | None) -> QuerySet[Alarm]:
    """Those that nobody has answered yet."""
    return alarms_of(person).filter(state=Alarm.State.OPEN)


def evidence_of(alarm: Alarm) -> str:
    """The numbers of an alarm as a sentence in the reader's language."""
    count = alarm.numbers
    sentences = {
        "km": _("%(km)s km in %(minutes)s min"),
        "round": _("%(round)s of %(counts)s headcounts end in a nought"),
        "in_a_minute": ngettext(
            "%(in_a_minute)s check-in within a minute",
            "%(in_a_minute)s check-ins within a minute",
            count.get("in_a_minute", 0),
        ),
        "days": _("participations: %(heads)s, up to %(days)s days after the deed"),
        "deeds": _("deeds: %(deeds)s, with the same people: %(persons)s")
        if "persons" in count
        else _("deeds: %(deeds)s, participations: %(heads)s"),
        "persons": ngettext("%(persons)s person", "%(persons)s people", count.get("persons", 0)),
    }
    fitting = next(sentence for name, sentence in sentences.items() if name in count)
    return fitting % {name: number_format(value, force_grouping=True) for name, value in count.items()}


# --- where it is looked for ---------------------------------------------------------------------------


def deeds_recorded_since(campaign: Campaign, since: datetime) -> list[int]:
    """Deeds about which something was recorded since then."""
    found = Fact.objects.filter(campaign=campaign, recorded_at__gte=since).order_by()
    return list(found.values_list("deed_id", flat=True).distinct())


def seen_around(campaign: Campaign, deeds: Collection[int]) -> list[Seen]:
    """The facts that stand about these deeds, and all others of their people, organisations and checkers.

    Returns: facts of the kinds attendance and headcount that nobody took back. Three queries.
    """
    here = Fact.objects.filter(campaign=campaign, deed__in=deeds)
    people = here.filter(person__isnull=False).values("person")
    checkers = here.filter(recorded_by__isnull=False).values("recorded_by")
    organisations = Deed.objects.filter(pk__in=deeds).values("organisation")
    around = (
        Fact.objects.filter(campaign=campaign, kind__in=(Fact.Kind.ATTENDANCE, Fact.Kind.HEADCOUNT), corrected_by=None)
        .filter(
            Q(deed__in=deeds)
            | Q(person__in=people)
            | Q(recorded_by__in=checkers)
            | Q(deed__organisation__in=organisations)
        )
        .annotate(begins_at=Coalesce("shift__starts_at", "deed__starts_at"))
        .order_by("pk")
    )
    facts = list(around.values_list(*FACTS, "begins_at"))
    happenings = _happenings({fact[1] for fact in facts})
    return [
        Seen(
            deed=happenings[deed], at=at, minutes=minutes, measured=measured, grade=grade, person=person, heads=heads,
            group=group, unit=unit, by=by, recorded_at=recorded_at, listed=at == begins_at,
        )
        for _kind, deed, at, minutes, measured, grade, person, heads, group, unit, by, recorded_at, begins_at in facts
    ]  # fmt: skip


def _happenings(deeds: Iterable[int]) -> dict[int, Happening]:
    found = Deed.objects.filter(pk__in=deeds).annotate(
        zone=F("territory__time_zone"), near_lon=Coalesce("lon", "territory__lon"),
        near_lat=Coalesce("lat", "territory__lat"),
    )  # fmt: skip
    return {deed.pk: _happening(deed) for deed in found}


def _happening(deed: Deed) -> Happening:
    starts_at = deed.starts_at or deed.made_at
    lon, lat, zone = deed.near_lon, deed.near_lat, deed.zone  # type: ignore[attr-defined]  # -- annotated above
    return Happening(
        pk=deed.pk,
        organisation=deed.organisation_id,
        territory=deed.territory_id,
        day=starts_at.astimezone(ZoneInfo(zone)).date(),
        starts_at=starts_at,
        ends_at=deed.ends_at or starts_at,
        spot=None if lon is None or lat is None else (lon, lat),
        exact=deed.lon is not None,
        imported=bool(deed.import_batch),
    )
