"""What screens show: the panels of a deed, one's own places, the organiser's list."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from estafeta.base.decisions import Decision
from estafeta.base.qr import qr_svg
from estafeta.deeds.models import Deed, Shift
from estafeta.participation import rules
from estafeta.participation.models import Offer, SignUp
from estafeta.participation.queries.sign_ups import open_offer, open_offers, places_left, position_of, sign_ups
from estafeta.participation.queries.words import moment, when
from estafeta.people.models import Person


@dataclass(frozen=True)
class Panel:
    """What the sign-up panel of one shift shows to one reader.

    `sign_up` is the reader's own word to come, `wards` the ones they gave for children, `clashes` what else
    they do at that time; `decision` says whether one may still sign up, and if not, why; `one_tap` that nothing
    has to be asked first.
    """

    shift: Shift
    waiting: int
    decision: Decision
    sign_up: SignUp | None = None
    wards: tuple[SignUp, ...] = ()
    clashes: tuple[SignUp, ...] = ()
    one_tap: bool = False

    @property
    def when(self) -> str:
        return when(self.shift)

    @property
    def offered_until(self) -> str:
        return moment(self.offer.lapses_at, self.shift) if self.offer else ""

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
        decision=rules.is_open(shift, now) and rules.is_for_everybody(shift),
        sign_up=own[-1] if own else None,
        wards=wards,
        clashes=clashing,
        one_tap=bool(person) and not clashing and not rules.must_say_birth(person, shift.deed),
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


def going_list(deed: Deed) -> QuerySet[SignUp]:
    """Who comes and who waits, by shift, in the order of names; for whoever may see the list (rules.may_see_list)."""
    return (
        SignUp.objects.filter(shift__deed=deed, status__in=SignUp.ACTIVE)
        .select_related("person__guardian", "shift__deed__territory")
        .prefetch_related("members", open_offers())
        .order_by("shift__starts_at", "shift_id", "status", "person__folded_name", "pk")
    )


def people_of(sign_ups: Iterable[int]) -> QuerySet[Person]:
    """Those who signed up, by the keys of their sign-ups."""
    return Person.objects.filter(sign_ups__in=list(sign_ups)).distinct()


@dataclass(frozen=True)
class ListRow:
    """One line of the organiser's list: a sign-up, its contact, its ticket."""

    sign_up: SignUp
    contact: str
    guardian: str
    members: tuple[str, ...]
    ticket: str = ""


@dataclass(frozen=True)
class ListGroup:
    """Who comes to one shift, and who waits."""

    shift: Shift
    when: str
    going: list[ListRow] = field(default_factory=list)
    waiting: list[ListRow] = field(default_factory=list)


def list_by_shift(deed: Deed, *, with_tickets: bool = False) -> list[ListGroup]:
    """The organiser's list: shifts in the order of time, names in that of the alphabet, who waits in the list's own.

    Returns: one group a shift. Four queries, however many come.
    """
    groups = {}
    for shift in Shift.objects.filter(deed=deed).order_by("starts_at", "pk"):
        shift.deed = deed
        groups[shift.pk] = ListGroup(shift, when(shift))
    for sign_up in going_list(deed):
        sign_up.shift.deed = deed
        group = groups[sign_up.shift_id]
        is_going = sign_up.status == SignUp.Status.GOING
        row = _row(sign_up, with_ticket=with_tickets and is_going)
        (group.going if is_going else group.waiting).append(row)
    for group in groups.values():
        group.waiting.sort(key=lambda row: (row.sign_up.confirmed_at, row.sign_up.pk))
    return list(groups.values())


def _row(sign_up: SignUp, *, with_ticket: bool) -> ListRow:
    person, guardian = sign_up.person, sign_up.person.guardian
    reached = person if person.phone or person.email or guardian is None else guardian
    return ListRow(
        sign_up=sign_up,
        contact=reached.phone or reached.email,
        guardian=guardian.name if guardian else "",
        members=tuple(member.name for member in sign_up.members.all()),
        ticket=qr_svg(rules.ticket_text(sign_up)) if with_ticket else "",
    )


def rows_of_list(groups: Iterable[ListGroup]) -> list[list[str]]:
    """The organiser's list as cells: shift, name, contact, guardian, places, team, with whom, state."""
    return [
        [
            group.when,
            row.sign_up.person.name,
            row.contact,
            row.guardian,
            str(row.sign_up.seats),
            row.sign_up.team_name,
            ", ".join(row.members),
            str(row.sign_up.get_status_display()),
        ]
        for group in groups
        for row in (*group.going, *group.waiting)
    ]


@dataclass(frozen=True)
class Possible:
    """What the holder of a private link may do now."""

    cancel: bool
    change: bool
    will_come: bool


def what_is_possible(sign_up: SignUp, *, at: datetime | None = None) -> Possible:
    now = at or timezone.now()
    shift = sign_up.shift
    before = sign_up.is_active and now < shift.starts_at
    going = sign_up.status == SignUp.Status.GOING
    return Possible(
        cancel=before,
        change=before and bool(rules.is_open(shift, now)),
        will_come=before and going and sign_up.will_come_at is None and now >= rules.eve_of(shift),
    )
