from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from estafeta.base.decisions import Decision
from estafeta.deeds.models import Deed, Shift
from estafeta.participation import rules
from estafeta.participation.models import Code, Offer, SignUp
from estafeta.people.models import Person

LONG_TEXTS = ("shift__deed__about", "shift__deed__folded", "shift__deed__territory__folded")


@dataclass(frozen=True)
class Panel:
    """What the sign-up panel of one shift shows to one reader.

    `sign_up` is the reader's own word to come, `wards` the ones they gave for children, `clashes` what else
    they do at that time; `decision` says whether they may still sign up, and if not, why.
    """

    shift: Shift
    waiting: int
    decision: Decision
    sign_up: SignUp | None = None
    wards: tuple[SignUp, ...] = ()
    clashes: tuple[SignUp, ...] = ()

    @property
    def places_left(self) -> int | None:
        return places_left(self.shift)

    @property
    def is_full(self) -> bool:
        return self.places_left == 0

    @property
    def offer(self) -> Offer | None:
        return open_offer(self.sign_up) if self.sign_up else None

    @property
    def position(self) -> int | None:
        return position_of(self.sign_up) if self.sign_up else None


def places_left(shift: Shift) -> int | None:
    """Places that nobody has and nobody is being offered; None where everybody finds one."""
    return shift.places_left


def _ahead() -> Coalesce:
    """How many wait for the same shift before this sign-up, in the published order."""
    before = (
        SignUp.objects.filter(shift=OuterRef("shift"), status=SignUp.Status.WAITING)
        .filter(
            Q(confirmed_at__lt=OuterRef("confirmed_at"))
            | Q(confirmed_at=OuterRef("confirmed_at"), pk__lt=OuterRef("pk"))
        )
        .order_by()
        .values("shift")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Coalesce(Subquery(before, output_field=IntegerField()), Value(0))


def sign_ups() -> QuerySet[SignUp]:
    """Sign-ups with what a page about them shows: one query for the rows, one for their open offers."""
    return (
        SignUp.objects.select_related("person__guardian", "shift__deed__territory", "shift__deed__type")
        .defer(*LONG_TEXTS)
        .annotate(ahead=_ahead())
        .prefetch_related(
            Prefetch("offers", Offer.objects.filter(answer=Offer.Answer.OPEN).order_by("pk"), to_attr="open_offers")
        )
    )


def open_offer(sign_up: SignUp) -> Offer | None:
    """The offer that waits for an answer. Costs no query for a sign-up out of `sign_ups()`."""
    known: list[Offer] | None = getattr(sign_up, "open_offers", None)
    if known is None:
        return sign_up.offers.filter(answer=Offer.Answer.OPEN).first()
    return known[0] if known else None


def position_of(sign_up: SignUp) -> int | None:
    """One's place in the waiting list, from 1, in its published order; None when one does not wait."""
    if sign_up.status != SignUp.Status.WAITING:
        return None
    known: int | None = getattr(sign_up, "ahead", None)
    if known is None:
        known = SignUp.objects.annotate(count=_ahead()).values_list("count", flat=True).get(pk=sign_up.pk)
    return int(known or 0) + 1


def next_in_line(shift: Shift, left: int | None) -> SignUp | None:
    """Whom the next offer is for: the first of the waiting list whose whole unit fits into `left` places.

    Returns: None when nobody who fits waits without an offer already.
    Why:     docs/decisions/0003-waiting-list.md
    """
    line = SignUp.objects.filter(shift=shift, status=SignUp.Status.WAITING).exclude(
        offers__answer=Offer.Answer.OPEN  # they have been asked, and their seats are held
    )
    if left is not None:
        line = line.filter(seats__lte=left)
    return line.select_related("person__guardian").order_by("confirmed_at", "pk").first()


def standing(person: Person, shift: Shift) -> tuple[SignUp | None, list[SignUp]]:
    """What a person already does then: the active sign-up for this very shift, and those that overlap it in time."""
    overlapping = Q(shift__starts_at__lt=shift.ends_at, shift__ends_at__gt=shift.starts_at)
    found = (
        SignUp.objects.filter(Q(shift=shift) | overlapping, person=person, status__in=SignUp.ACTIVE)
        .select_related("shift__deed__territory")
        .defer(*LONG_TEXTS)
        .order_by("shift__starts_at", "pk")
    )
    same, clashing = None, []
    for sign_up in found:
        if sign_up.shift_id == shift.pk:
            same = sign_up
        else:
            clashing.append(sign_up)
    return same, clashing


def clashes(person: Person, shift: Shift) -> list[SignUp]:
    """The active sign-ups of a person for other shifts at the same time."""
    return standing(person, shift)[1]


def shifts_open_to(deeds: QuerySet[Deed]) -> QuerySet[Shift]:
    """The shifts of deeds that the reader may see."""
    return Shift.objects.filter(deed__in=deeds).select_related("deed__territory", "deed__type")


def panels(
    deed: Deed, person: Person | None, *, tokens: Collection[str] = (), at: datetime | None = None
) -> list[Panel]:
    """The sign-up panel of every shift of a deed, in the order of time.

    Takes:   deed -- with its territory and type; tokens -- the private links that this browser keeps.
    Returns: one Panel a shift. One query for a visitor, three for whoever may have signed up, however many
             the shifts.
    """
    now = at or timezone.now()
    waiting = Count("sign_ups", filter=Q(sign_ups__status=SignUp.Status.WAITING))
    shifts = list(Shift.objects.filter(deed=deed).annotate(waiting=waiting).order_by("starts_at", "pk"))
    for shift in shifts:
        shift.deed = deed
    known = _known_to(person, tokens, shifts) if shifts and (person or tokens) else []
    return [_panel(shift, person, set(tokens), known, now) for shift in shifts]


def _known_to(person: Person | None, tokens: Collection[str], shifts: Sequence[Shift]) -> list[SignUp]:
    """The reader's sign-ups, and those for their wards, that touch the time of these shifts."""
    whose = Q(token__in=tokens)
    if person is not None:
        whose |= Q(person=person) | Q(person__guardian=person)
    return list(
        sign_ups()
        .filter(
            whose,
            shift__starts_at__lt=max(shift.ends_at for shift in shifts),
            shift__ends_at__gt=min(shift.starts_at for shift in shifts),
        )
        .exclude(status=SignUp.Status.CANCELLED)
        .order_by("pk")
    )


def _panel(shift: Shift, person: Person | None, tokens: set[str], known: list[SignUp], now: datetime) -> Panel:
    here = [sign_up for sign_up in known if sign_up.shift_id == shift.pk]
    own = [s for s in here if s.person_id == person.pk] if person else [s for s in here if not s.person.guardian_id]
    wards = tuple(s for s in here if s.person.guardian_id and s not in own and s.is_active)
    if person:
        own = [s for s in own if s.is_active or s.token in tokens]
    own.sort(key=lambda sign_up: sign_up.is_active)
    clashing = tuple(
        s
        for s in known
        if person
        and s.person_id == person.pk
        and s.is_active
        and s.shift_id != shift.pk
        and s.shift.starts_at < shift.ends_at
        and s.shift.ends_at > shift.starts_at
    )
    return Panel(
        shift=shift,
        waiting=shift.waiting,  # type: ignore[attr-defined]  # -- annotated in panels()
        decision=rules.is_open(shift, now),
        sign_up=own[-1] if own else None,
        wards=wards,
        clashes=clashing,
    )


def sign_ups_of(person: Person) -> QuerySet[SignUp]:
    """A person's sign-ups and those for their wards, the next shift first."""
    return sign_ups().filter(Q(person=person) | Q(person__guardian=person)).order_by("shift__starts_at", "pk")


@dataclass(frozen=True)
class MyPlaces:
    """The part of one's own page that says where one is going, where one waits, and where one has been signed up."""

    coming: list[SignUp]
    waiting: list[SignUp]
    past: list[SignUp]


def my_places(person: Person, *, at: datetime | None = None, most_past: int = 20) -> MyPlaces:
    """Four queries, however many the sign-ups."""
    now = at or timezone.now()
    active = sign_ups_of(person).filter(status__in=SignUp.ACTIVE)
    ahead = list(active.filter(shift__ends_at__gt=now))
    past = active.filter(shift__ends_at__lte=now, status=SignUp.Status.GOING).order_by("-shift__starts_at", "-pk")
    return MyPlaces(
        coming=[sign_up for sign_up in ahead if sign_up.status == SignUp.Status.GOING],
        waiting=[sign_up for sign_up in ahead if sign_up.status == SignUp.Status.WAITING],
        past=list(past[:most_past]),
    )


def sign_up_by_token(token: str) -> SignUp | None:
    """The sign-up behind a private link: who holds the link may see and change it."""
    return sign_ups().filter(token=token).prefetch_related("members").first()


def going_list(deed: Deed) -> QuerySet[SignUp]:
    """Who comes and who waits, by shift, in the order of names; for whoever may see the list (rules.may_see_list)."""
    return (
        SignUp.objects.filter(shift__deed=deed, status__in=SignUp.ACTIVE)
        .select_related("person__guardian", "shift")
        .prefetch_related("members")
        .order_by("shift__starts_at", "shift_id", "status", "person__folded_name", "pk")
    )


def codes_sent_to(email: str, phone: str, *, since: datetime) -> int:
    """How many codes went to a contact, under whatever names, for sign-ups that are not confirmed yet."""
    contact = Q()
    if email:
        contact |= Q(sign_up__person__email=email) | Q(sign_up__person__guardian__email=email)
    if phone:
        contact |= Q(sign_up__person__phone=phone) | Q(sign_up__person__guardian__phone=phone)
    sent: int = Code.objects.filter(contact, sent_at__gt=since).aggregate(sent=Sum("times_sent", default=0))["sent"]
    return sent


def shifts_to_settle(at: datetime) -> list[int]:
    """Shifts where an offer has lapsed, or where a place is free and somebody who fits waits for it."""
    lapsed = Offer.objects.filter(answer=Offer.Answer.OPEN, lapses_at__lte=at).values_list("sign_up__shift", flat=True)
    unasked = (
        SignUp.objects.filter(status=SignUp.Status.WAITING, shift__starts_at__gt=at, shift__deed__status__in=rules.OPEN)
        .exclude(offers__answer=Offer.Answer.OPEN)
        .filter(Q(shift__capacity=None) | Q(seats__lte=F("shift__capacity") - F("shift__places_taken")))
        .values_list("shift", flat=True)
    )
    return sorted(set(lapsed) | set(unasked))


def going_between(start: datetime, end: datetime) -> QuerySet[SignUp]:
    """Who goes to shifts that begin in that time, of deeds that take place."""
    return sign_ups().filter(
        status=SignUp.Status.GOING,
        shift__starts_at__gte=start,
        shift__starts_at__lt=end,
        shift__deed__status__in=rules.OPEN,
    )


def unconfirmed_before(moment: datetime) -> QuerySet[SignUp]:
    return SignUp.objects.filter(status=SignUp.Status.UNCONFIRMED, made_at__lt=moment)
