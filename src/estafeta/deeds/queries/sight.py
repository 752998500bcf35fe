from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Q, QuerySet, Sum

from estafeta.appeals.models import Appeal
from estafeta.appeals.queries import public_appeals
from estafeta.deeds import rules
from estafeta.deeds.models import Deed, DeedAnswer, DeedOrganiser, DeedType, Outcome, Shift, SocialGroup
from estafeta.journal.queries import story_of
from estafeta.moderation.queries import shown
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organisations_of, organisations_to_verify, organised_by
from estafeta.people.models import Person, Role

# What a coordinator has hidden is hidden from everybody else; so is what a hidden organisation does.
SHOWN = shown("deeds.deed") & shown("organisations.organisation", "organisation")
PUBLIC = Q(status__in=Deed.PUBLIC, announced_at__isnull=False) & SHOWN
NOTHING = Q(pk__in=[])


def deed_types() -> QuerySet[DeedType]:
    return DeedType.objects.order_by("position", "slug")


def social_groups() -> QuerySet[SocialGroup]:
    return SocialGroup.objects.order_by("position", "slug")


def public_deeds() -> QuerySet[Deed]:
    """What everybody sees: announced once, whatever became of it. A draft that was thrown away never shows."""
    return Deed.objects.filter(PUBLIC)


def deeds_visible_to(person: Person | None) -> QuerySet[Deed]:
    """Public deeds, those of one's own organisations, and all of the territories that one coordinates."""
    if person is None:
        return public_deeds()
    return Deed.objects.filter(PUBLIC | _of(organisations_of(person)) | _coordinated(person))


def shifts_visible_to(person: Person | None) -> QuerySet[Shift]:
    """The shifts of `deeds_visible_to(person)`."""
    return Shift.objects.filter(deed__in=deeds_visible_to(person))


def deeds_managed_by(person: Person | None) -> QuerySet[Deed]:
    """Those that `person` runs as an organiser or watches over as a coordinator; the latest first."""
    if person is None:
        return Deed.objects.none()
    found = Deed.objects.filter(_of(organised_by(person)) | _coordinated(person))
    return _for_lists(found).select_related("campaign")


def deeds_organised_by(person: Person | None) -> QuerySet[Deed]:
    """Those of the organisations in which `person` has a part; the latest first."""
    if person is None:
        return Deed.objects.none()
    return _for_lists(Deed.objects.filter(_of(organisations_of(person))))


def deeds_to_review(person: Person | None) -> QuerySet[Deed]:
    """Those that wait for the word of this coordinator; the soonest first."""
    if person is None:
        return Deed.objects.none()
    return _for_lists(Deed.objects.filter(_coordinated(person), status=Deed.Status.REVIEW)).order_by("starts_at", "pk")


def deeds_coordinated_by(person: Person | None) -> QuerySet[Deed]:
    """All deeds of this coordinator's subtrees, in the campaigns of each role; the latest first."""
    if person is None:
        return Deed.objects.none()
    return _for_lists(Deed.objects.filter(_coordinated(person))).select_related("campaign")


def reports_to_verify(person: Person | None) -> QuerySet[Deed]:
    """Deeds whose report waits for this coordinator's word."""
    return deeds_coordinated_by(person).filter(status=Deed.Status.REPORTED)


def reports_missing(person: Person | None, at: datetime) -> QuerySet[Deed]:
    """Deeds of this coordinator's territories that ended ten days ago or earlier and were never reported."""
    return (
        deeds_coordinated_by(person)
        .filter(status=Deed.Status.DONE, ends_at__lte=at - rules.REPORT_MISSING_AFTER)
        .order_by("ends_at", "pk")
    )


def organisations_held_up(person: Person | None) -> QuerySet[Organisation]:
    """Unverified organisations of this coordinator's territories with a deed for frail people that waits for it."""
    waiting = Deed.objects.filter(with_frail_people=True, status__in=(Deed.Status.DRAFT, Deed.Status.REVIEW))
    return organisations_to_verify(person).filter(pk__in=waiting.values("organisation"))


def reports_due(person: Person | None) -> QuerySet[Deed]:
    """Deeds of `person`'s organisations that are over and not reported; the oldest first."""
    if person is None:
        return Deed.objects.none()
    return _for_lists(Deed.objects.filter(_of(organisations_of(person)), status=Deed.Status.DONE)).order_by(
        "ends_at", "pk"
    )


def deeds_of(organisation: Organisation) -> QuerySet[Deed]:
    """Public deeds that `organisation` organises, alone or with others; the latest first."""
    together = DeedOrganiser.objects.filter(organisation=organisation).values("deed")
    return _for_lists(public_deeds().filter(Q(organisation=organisation) | Q(pk__in=together)))


def shifts_of(deed: Deed) -> QuerySet[Shift]:
    return deed.shifts.order_by("starts_at", "pk")


_together = signing.TimestampSigner(salt="deeds.together")


def link_to_organise_together(deed: Deed) -> str:
    """The secret part of a private link by which other organisations join this deed; good for 14 days."""
    return _together.sign(str(deed.pk))


def deed_of_link(token: str) -> Deed | None:
    """The deed behind such a link; None when it lapsed or nobody made it."""
    try:
        key = _together.unsign(token, max_age=timedelta(days=rules.TOGETHER_DAYS))
    except signing.BadSignature:
        return None
    return _for_lists(Deed.objects.filter(pk=int(key))).first()


def together_with(deed: Deed) -> QuerySet[DeedOrganiser]:
    """The other organisations of a deed."""
    return deed.co_organisers.select_related("organisation__territory").order_by("pk")


def places_taken(deed: Deed) -> int:
    """Places given in all shifts: who would be told if the deed were called off."""
    return int(deed.shifts.aggregate(taken=Sum("places_taken", default=0))["taken"])


def deeds_answering(appeal: Appeal) -> QuerySet[Deed]:
    """Public deeds announced for an appeal; the latest first."""
    return _for_lists(public_deeds().filter(answers__appeal=appeal))


def appeals_answered(deed: Deed) -> QuerySet[Appeal]:
    """The public appeals that a deed is for."""
    return public_appeals().filter(answered_by__deed=deed).order_by("pk")


def deeds_held_for(appeals: Iterable[int]) -> dict[int, list[Deed]]:
    """Reported public deeds for each of these appeals, with outcome and type, by the appeal's key; one query."""
    found: dict[int, list[Deed]] = {}
    answers = DeedAnswer.objects.filter(appeal__in=list(appeals), deed__in=public_deeds(), deed__outcome__isnull=False)
    for answer in answers.select_related("deed__outcome", "deed__type").order_by("pk"):
        found.setdefault(answer.appeal_id, []).append(answer.deed)
    return found


def outcome_of(deed: Deed) -> Outcome | None:
    return Outcome.objects.filter(deed=deed).first()


def last_refusal(deed: Deed) -> str:
    """Why a coordinator gave the deed back the last time; "" when nobody did."""
    entry = story_of(deed).filter(act="refused").last()
    return str(entry.detail.get("reason", "")) if entry else ""


def _for_lists(deeds: QuerySet[Deed]) -> QuerySet[Deed]:
    return deeds.select_related("type", "organisation", "territory").order_by("-starts_at", "-pk")


def _of(organisations: QuerySet[Organisation]) -> Q:
    """Deeds that these organise, alone or with others."""
    own = list(organisations.order_by().values_list("pk", flat=True))
    if not own:
        return NOTHING
    together = DeedOrganiser.objects.filter(organisation__in=own).values("deed")
    return Q(organisation__in=own) | Q(pk__in=together)


def _coordinated(person: Person) -> Q:
    """Deeds in the subtrees of this coordinator's territories, in the campaigns of each role."""
    found = NOTHING
    for role in Role.objects.filter(person=person, kind=Role.Kind.COORDINATOR, ended_at=None).select_related(
        "territory"
    ):
        within = Q(territory__path__startswith=role.territory.path)
        found |= within & Q(campaign__slug=role.campaign) if role.campaign else within
    return found
