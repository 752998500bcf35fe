"""The one place where places are taken and freed; always under the lock of the shift's row (docs/locking.md)."""

from itertools import accumulate

from django.db import connection
from django.db.models import Model

from estafeta.base import jobs
from estafeta.deeds.models import Deed, DeedType, Shift
from estafeta.participation.models import SignUp
from estafeta.territories.models import Territory


def _columns(model: type[Model], *names: str) -> tuple[str, ...]:
    """The names in the order of the model's own columns, in which Django reads a row."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)  # noqa: SLF001 -- _meta is Django's documented model API


# What acts ask of a shift and of what it belongs to; Django fetches the rest if anybody wants it.
NEEDED: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (Shift, "shift", _columns(Shift, "id", "deed_id", "starts_at", "ends_at", "capacity", "places_taken")),
    (
        Deed,
        "deed",
        _columns(
            Deed, "id", "slug", "title", "status", "meeting_point", "bring", "min_age", "max_age", "cancel_reason",
            "by_invitation", "type_id", "territory_id",
        ),
    ),
    (DeedType, "type", _columns(DeedType, "id", "fits_minors")),
    (Territory, "territory", _columns(Territory, "id", "time_zone", "name_kk", "name_ru", "name_en")),
)  # fmt: skip
HELD = "FOR NO KEY UPDATE OF shift"
SHIFT_AS_IT_STANDS = f"""
    SELECT {", ".join(f"{table}.{name}" for _model, table, names in NEEDED for name in names)}
    FROM deeds_shift shift
      JOIN deeds_deed deed ON deed.id = shift.deed_id
      JOIN deeds_deedtype type ON type.id = deed.type_id
      JOIN territories_territory territory ON territory.id = deed.territory_id
    WHERE shift.id = %s """  # noqa: S608 -- the names are those above


def lock(shift_id: int) -> Shift:
    """The shift as it stands now, with its deed, type and territory, held to the end of the transaction.

    Raises: Shift.DoesNotExist.
    Locks:  the Shift row. NO KEY: it stops whoever counts or takes places, and nobody who only points at the shift.
    Why:    raw SQL, because every act on places begins with it, and the ORM takes longer to write this sentence
            than the database to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(SHIFT_AS_IT_STANDS + HELD, [shift_id])
        row = cursor.fetchone()
    if row is None:
        raise Shift.DoesNotExist
    ends = list(accumulate(len(names) for _model, _table, names in NEEDED))
    shift, deed, deed_type, territory = (
        model.from_db(connection.alias, names, row[end - len(names) : end])
        for (model, _table, names), end in zip(NEEDED, ends, strict=True)
    )
    deed.type, deed.territory, shift.deed = deed_type, territory, deed  # type: ignore[attr-defined]  # -- as NEEDED says
    assert isinstance(shift, Shift)  # noqa: S101 -- as NEEDED says
    return shift


def as_it_stands(sign_up: SignUp, shift: Shift) -> SignUp:
    """The sign-up read again under the shift's lock, which every act that changes it holds."""
    fresh = SignUp.objects.select_related("person__guardian").get(pk=sign_up.pk)
    fresh.shift = shift
    return fresh


def take(shift: Shift, seats: int) -> None:
    """Write `seats` more places as taken (fewer, when negative).

    Why: counted up by the database and not written as a number, so that a forgotten lock ends at the constraint
         `shift_never_overbooked` and not with one place too many. Raw SQL for the reason of `lock`.
    """
    with connection.cursor() as cursor:
        cursor.execute("UPDATE deeds_shift SET places_taken = places_taken + %s WHERE id = %s", [seats, shift.pk])
    shift.places_taken += seats


def fits(shift: Shift, seats: int) -> bool:
    return shift.places_left is None or seats <= shift.places_left


def carry_on(sign_up: SignUp) -> None:
    """Whoever came by a baton and has a place now carries the relay on."""
    if sign_up.came_by and sign_up.status == SignUp.Status.GOING:
        jobs.defer("relay.carry_by_sign_up", sign_up_id=sign_up.pk)
