"""Sign-ups, the waiting list, and what is due by the clock."""

from datetime import datetime

from django.db import connection
from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from estafeta.deeds.models import Shift
from estafeta.participation import rules
from estafeta.participation.models import Code, Offer, SignUp
from estafeta.people.models import Person

LONG_TEXTS = ("shift__deed__about", "shift__deed__folded", "shift__deed__territory__folded")


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
        .prefetch_related(open_offers())
    )


def open_offers() -> "Prefetch[str, QuerySet[Offer], str]":
    """The offers that wait for an answer, with the sign-ups of a query, as their `open_offers`."""
    return Prefetch("offers", Offer.objects.filter(answer=Offer.Answer.OPEN).order_by("pk"), to_attr="open_offers")


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
    Why:     docs/decisions/0004-waiting-list.md
    """
    line = SignUp.objects.filter(shift=shift, status=SignUp.Status.WAITING).exclude(
        offers__answer=Offer.Answer.OPEN  # they have been asked, and their seats are held
    )
    if left is not None:
        line = line.filter(seats__lte=left)
    return line.select_related("person__guardian").order_by("confirmed_at", "pk").first()


def standing(person: Person, shift: Shift) -> tuple[SignUp | None, list[SignUp]]:
    """What a person already does then: the active sign-up for this very shift, and those that overlap it in time.

    Returns: nothing at all for nearly everybody, at the price of one narrow statement.
    """
    same, clashing = None, []
    for pk, shift_id in _at_the_time_of(person, shift):
        sign_up = SignUp.objects.select_related("shift__deed__territory").defer(*LONG_TEXTS).get(pk=pk)
        if shift_id == shift.pk:
            same = sign_up
        else:
            clashing.append(sign_up)
    return same, clashing


def _at_the_time_of(person: Person, shift: Shift) -> list[tuple[int, int]]:
    """Number and shift of a person's active sign-ups that touch the time of `shift`, its own among them.

    Why: raw SQL, because this stands under the shift's lock in every sign-up, and writing the same sentence anew
         takes the ORM longer than the database needs to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT mine.id, mine.shift_id
               FROM participation_signup mine JOIN deeds_shift other ON other.id = mine.shift_id
               WHERE mine.person_id = %s AND mine.status IN ('going', 'waiting')
                 AND (other.id = %s OR (other.starts_at < %s AND other.ends_at > %s))
               ORDER BY other.starts_at, mine.id""",
            [person.pk, shift.pk, shift.ends_at, shift.starts_at],
        )
        return [(pk, shift_id) for pk, shift_id in cursor.fetchall()]


# What acts and forms need of a shift's deed; the rest is left in the database.
NEEDED = (
    *("deed_id", "starts_at", "ends_at", "capacity", "places_taken"),
    *(f"deed__{name}" for name in ("slug", "title", "status", "meeting_point", "bring", "min_age", "max_age")),
    *("deed__cancel_reason", "deed__type_id", "deed__territory_id", "deed__type__fits_minors", "deed__type__mark"),
    *(f"deed__territory__{name}" for name in ("time_zone", "name_kk", "name_ru", "name_en")),
)


def shifts() -> QuerySet[Shift]:
    """Shifts with as much of their deed, its type and its territory as acts and forms need."""
    return Shift.objects.select_related("deed__territory", "deed__type").only(*NEEDED)


def clashes(person: Person, shift: Shift) -> list[SignUp]:
    """The active sign-ups of a person for other shifts at the same time."""
    return standing(person, shift)[1]


def sign_up_by_token(token: str) -> SignUp | None:
    """The sign-up behind a private link: who holds the link may see and change it."""
    if not token.isascii() or "\0" in token:  # PostgreSQL takes neither NUL nor a lone surrogate
        return None
    return sign_ups().filter(token=token).prefetch_related("members").first()


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
