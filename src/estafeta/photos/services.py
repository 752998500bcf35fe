import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.base.images import Picture
from estafeta.base.texts import clean
from estafeta.journal.queries import key_of
from estafeta.journal.services import record
from estafeta.people.models import Person
from estafeta.photos.models import Photo

MOST = 40
LONGEST = 200


@transaction.atomic
def add_photo(
    by: Person,
    thing: models.Model,
    picture: Picture,
    *,
    when: str = Photo.When.OTHER,
    alt: str = "",
    credit: str = "",
    consent: bool,
    is_public: bool,
) -> Photo:
    """Put a prepared picture to a thing; whether `by` may is the business of whoever calls.

    Takes:   picture -- from `base.images.prepare`; `consent` -- that those who can be recognised agree;
             `is_public` -- whether everybody sees the thing.
    Returns: the Photo; the same file sent again is the one that is there.
    Raises:  NotPossible without consent, or when the thing has 40 photos.
    Writes:  one Photo, two files, one journal Entry of the thing.
    """
    if not consent:
        raise NotPossible(_("Say that everybody who can be recognised agrees."))
    there = Photo.objects.filter(thing=key_of(thing))
    if there.filter(digest=picture.digest).exists():
        return there.get(digest=picture.digest)
    if there.count() >= MOST:
        raise NotPossible(_("There are 40 photos already; that is enough."))
    made = Photo.objects.create(
        thing=key_of(thing), key=secrets.token_hex(16), digest=picture.digest, width=picture.width,
        height=picture.height, when=when, alt=clean(alt, most=LONGEST), credit=clean(credit, most=LONGEST),
        is_public=is_public, consent_noted_by=by, uploaded_by=by,
    )  # fmt: skip
    default_storage.save(made.file("large"), ContentFile(picture.large))
    default_storage.save(made.file("small"), ContentFile(picture.small))
    record(by, "photo_added", thing, photo=made.pk)
    return made


@transaction.atomic
def describe(photo: Photo, by: Person, *, alt: str, credit: str) -> Photo:
    """Say what can be seen in a photo, and who took it.

    Writes: the Photo, one journal Entry of it; nothing where nothing changes.
    Locks:  the Photo row.
    """
    photo = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    said = clean(alt, most=LONGEST), clean(credit, most=LONGEST)
    if said != (photo.alt, photo.credit):
        photo.alt, photo.credit = said
        photo.save(update_fields=["alt", "credit"])
        record(by, "photo_described", photo)
    return photo


def set_public(thing: models.Model, *, public: bool) -> None:
    """Let everybody see the photos of a thing that has become public, or nobody any more; hidden ones stay hidden."""
    Photo.objects.filter(thing=key_of(thing)).update(is_public=public)


@transaction.atomic
def hide(photo: Photo, by: Person, *, reason: str) -> Photo:
    """Take a photo from everybody's sight; its files stay. One that is hidden stays as it is.

    Writes: the Photo, one journal Entry of it.
    Locks:  the Photo row.
    """
    photo = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    if photo.hidden_at is None:
        photo.hidden_at, photo.hidden_by, photo.hide_reason = timezone.now(), by, clean(reason, most=LONGEST)
        photo.save(update_fields=["hidden_at", "hidden_by", "hide_reason"])
        record(by, "photo_hidden", photo, reason=photo.hide_reason)
    return photo


@transaction.atomic
def restore(photo: Photo, by: Person) -> Photo:
    """Show a hidden photo again.

    Writes: the Photo, one journal Entry of it.
    Locks:  the Photo row.
    """
    photo = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    if photo.hidden_at is not None:
        photo.hidden_at, photo.hidden_by, photo.hide_reason = None, None, ""
        photo.save(update_fields=["hidden_at", "hidden_by", "hide_reason"])
        record(by, "photo_restored", photo)
    return photo
