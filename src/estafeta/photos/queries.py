from collections.abc import Sequence
from datetime import timedelta

from django.core import signing
from django.db import models
from django.db.models import Case, Q, QuerySet, When

from estafeta.journal.queries import key_of
from estafeta.moderation.queries import hidden, shown
from estafeta.photos.models import Photo

_looks = signing.TimestampSigner(salt="photos.look")
LOOK = timedelta(hours=1)


def photos_of(thing: models.Model) -> QuerySet[Photo]:
    """What everybody may see of a thing: before, after, the rest; in the order in which they came."""
    return all_photos_of(thing).filter(shown("photos.photo"), hidden_at=None, is_public=True)


def photos_of_all(things: Sequence[models.Model]) -> QuerySet[Photo]:
    """What everybody may see of several things, in the order in which it came."""
    keys = [key_of(thing) for thing in things]
    return Photo.objects.filter(thing__in=keys, hidden_at=None, is_public=True).order_by("pk")


def photos_by_thing(things: Sequence[models.Model]) -> dict[int, list[Photo]]:
    """What everybody may see of several things of one kind, by the thing's key, in one query."""
    keys = {key_of(thing): thing.pk for thing in things}
    found: dict[int, list[Photo]] = {}
    for photo in photos_of_all(things):
        found.setdefault(keys[photo.thing], []).append(photo)
    return found


def all_photos_of(thing: models.Model) -> QuerySet[Photo]:
    """Hidden ones too; for those who manage the thing."""
    order = Case(When(when=Photo.When.BEFORE, then=0), When(when=Photo.When.AFTER, then=1), default=2)
    return Photo.objects.filter(thing=key_of(thing)).select_related("hidden_by").order_by(order, "pk")


def open_photo(key: str, look: str = "") -> Photo | None:
    """The photo behind an address, if it is public and not hidden, or if `look` lets its holder see it."""
    photo = Photo.objects.filter(key=key).annotate(is_settled_hidden=Q(pk__in=hidden("photos.photo"))).first()
    if photo is None or (photo.is_public and photo.hidden_at is None and not photo.is_settled_hidden):
        return photo
    try:
        seen = _looks.unsign(look, max_age=LOOK)
    except signing.BadSignature:
        return None
    return photo if seen == key else None


def address_to_look(photo: Photo) -> str:
    """The small photo's address for those who manage its thing; good for an hour, hidden or not."""
    return f"{photo.small_url}?look={_looks.sign(photo.key)}"
