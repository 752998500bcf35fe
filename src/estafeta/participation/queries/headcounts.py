"""Counts of groups: who counted, whether they agree, and what is still missing for a better grade."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.deeds import rules as deed_rules
from estafeta.deeds.models import Deed, DeedRight, SocialGroup
from estafeta.participation import rules
from estafeta.participation.models import CheckInEntry
from estafeta.people.models import Person

Kind, Fate = CheckInEntry.Kind, CheckInEntry.Fate
AT_GATE = (DeedRight.Kind.LEAD, DeedRight.Kind.CHECKER)


def people_at_gate(deed: Deed) -> QuerySet[Person]:
    """Members of the organiser and those with a right in this deed: any two of them may count a group."""
    rights = DeedRight.objects.filter(deed_rules.right_stands(timezone.now()), deed=deed, kind__in=AT_GATE)
    return Person.objects.filter(
        Q(memberships__organisation=deed.organisation_id, memberships__left_at=None)
        | Q(pk__in=rights.exclude(holder=None).values("holder")),
        forgotten_at=None,
    ).distinct().order_by("name", "pk")  # fmt: skip


def counter_of(entry: CheckInEntry) -> int:
    """Who counted: whoever is said on a phone that two people share, or else who sent it."""
    said = str(entry.said.get("counter") or "") if isinstance(entry.said, dict) else ""
    return int(said) if said.isascii() and said.isdigit() else entry.batch.by_id


def counts_of(deed: Deed, subject: str) -> list[CheckInEntry]:
    """All counts of one group in the order of arrival, undone ones too."""
    found = CheckInEntry.objects.filter(deed=deed, subject=subject, kind=Kind.HEADCOUNT).exclude(fate=Fate.REFUSED)
    return list(found.select_related("batch").order_by("pk"))


def by_counter(counts: Iterable[CheckInEntry]) -> dict[int, CheckInEntry]:
    """The first count of each counter that stands."""
    mine: dict[int, CheckInEntry] = {}
    for one in counts:
        if not one.undone:
            mine.setdefault(counter_of(one), one)
    return mine


def counts_by_counter(deed: Deed, subject: str) -> dict[int, CheckInEntry]:
    return by_counter(counts_of(deed, subject))


def is_photo_of_another_deed(digest: str, deed: Deed) -> bool:
    return CheckInEntry.objects.filter(kind=Kind.PHOTO, said__digest=digest).exclude(deed=deed).exists()


@dataclass
class GateCount:
    """One count of a group by one person."""

    uuid: str
    heads: int
    counter: int
    name: str

    @property
    def said(self) -> str:
        return f"{self.name}: {self.heads}"


@dataclass
class GateGroup:
    """A counted group at the gate: its counts, what stands of them, and what is missing for a better grade."""

    uuid: str
    what: str
    heads: int
    counts: list[GateCount] = field(default_factory=list)
    agreed: bool = False
    differ: bool = False
    has_photo: bool = False
    photo_reason: str = ""
    may_settle: bool = False

    @property
    def state(self) -> str:
        """What stands, and what is missing."""
        stands = {"heads": self.heads}
        if self.differ:
            told = _(
                "The counts differ too much. Let a third person count, or who runs the deed decide;"
                " until then %(heads)s stand, as the organiser's word alone."
            )
            return told % stands
        if not self.agreed:
            return _("%(heads)s stand, as the organiser's word alone. A second person counts too.") % stands
        if not self.has_photo:
            return _("Two people have counted: %(heads)s stand. A photo from the spot is missing.") % stands
        return _("Two people have counted, and there is a photo of that hour: %(heads)s stand.") % stands

    @property
    def least(self) -> int:
        return min(one.heads for one in self.counts)

    @property
    def most(self) -> int:
        return max(one.heads for one in self.counts)


def counted_groups(deed: Deed, viewer: Person | None = None) -> list[GateGroup]:
    """Every group that was counted, in the order of arrival; one query without any, as many for one as for many.

    Takes: viewer -- who is offered to settle a difference, if they may.
    """
    found = CheckInEntry.objects.filter(deed=deed, kind=Kind.HEADCOUNT, undone=False).exclude(fate=Fate.REFUSED)
    counts = list(found.select_related("batch").order_by("pk"))
    if not counts:
        return []
    names = {group.slug: str(group.name) for group in SocialGroup.objects.all()}
    about = list(
        CheckInEntry.objects.filter(target__in=[one.uuid for one in counts], kind__in=[Kind.PHOTO, Kind.SETTLE])
        .filter(undone=False).order_by("pk")
    )  # fmt: skip
    people = dict(Person.objects.filter(pk__in={counter_of(one) for one in counts}).values_list("pk", "name"))
    may_run = bool(viewer and deed_rules.may_manage(viewer, deed))
    groups: dict[str, list[CheckInEntry]] = {}
    for one in counts:
        groups.setdefault(one.subject, []).append(one)
    return [
        _group(said, [one for one in about if one.target in {count.uuid for count in said}], people, names,
               viewer.pk if viewer and may_run else 0)
        for said in groups.values()
    ]  # fmt: skip


def _group(
    said: list[CheckInEntry], about: list[CheckInEntry], people: dict[int, str], names: dict[str, str], lead: int
) -> GateGroup:
    first, mine = said[0], by_counter(said)
    decided = [int(one.said["heads"]) for one in about if one.kind == Kind.SETTLE and one.fate == Fate.TAKEN]
    settled = rules.settle([int(one.said["heads"]) for one in mine.values()], decided[-1] if decided else None)
    photos = [one for one in about if one.kind == Kind.PHOTO]
    group = names.get(str(first.said.get("group") or ""), "")
    return GateGroup(
        uuid=str(first.uuid),
        what=", ".join(one for one in (group, str(first.said.get("unit") or "")) if one),
        heads=settled.heads,
        counts=[
            GateCount(str(one.uuid), int(one.said["heads"]), counter_of(one), people.get(counter_of(one), ""))
            for one in said
        ],
        agreed=settled.agreed,
        differ=settled.differ,
        has_photo=any(one.fate == Fate.TAKEN for one in photos),
        photo_reason=next((one.reason for one in photos if one.fate == Fate.REFUSED), ""),
        may_settle=bool(lead) and settled.differ and lead not in mine,
    )  # fmt: skip
