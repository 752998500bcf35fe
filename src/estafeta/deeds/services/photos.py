from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.images import Picture
from estafeta.deeds import rules
from estafeta.deeds.models import Deed
from estafeta.deeds.services.states import held
from estafeta.people.models import Person
from estafeta.photos import services as photos
from estafeta.photos.models import Photo


@dataclass(frozen=True)
class Shown:
    """Pictures of a deed from before and after, and what is said of them all."""

    before: Sequence[Picture] = ()
    after: Sequence[Picture] = ()
    alt: str = ""
    credit: str = ""
    consent: bool = False


@transaction.atomic
def add_photos(deed: Deed, by: Person, shown: Shown) -> list[Photo]:
    """Put photos to a deed that is over. One that is there already is not put there again.

    Raises: NotPossible when `by` is no organiser, the deed is not over, nobody says that those shown agree,
            there is no picture, or there are too many.
    Writes: the Photos with their files, one journal Entry each; all or none.
    Locks:  the Deed row.
    """
    deed = held(deed)
    insist(rules.may_add_photos(by, deed))
    if not (shown.before or shown.after):
        raise NotPossible(_("Choose at least one picture."))
    pictures = [(Photo.When.BEFORE, one) for one in shown.before] + [(Photo.When.AFTER, one) for one in shown.after]
    return [
        photos.add_photo(
            by, deed, picture, when=when, alt=shown.alt, credit=shown.credit or deed.organisation.name,
            consent=shown.consent, is_public=deed.is_public,
        )
        for when, picture in pictures
    ]  # fmt: skip


@transaction.atomic
def describe_photo(deed: Deed, by: Person, photo: Photo, *, alt: str, credit: str) -> Photo:
    """Say of one photo of a deed what it shows and who took it.

    Raises: NotPossible when `by` neither organises the deed nor coordinates its territory.
    """
    insist(rules.may_manage(by, deed))
    return photos.describe(photo, by, alt=alt, credit=credit or deed.organisation.name)


@transaction.atomic
def hide_photo(deed: Deed, by: Person, photo: Photo) -> Photo:
    """Take a deed's photo from everybody's sight; it is kept.

    Raises: NotPossible when `by` neither organises the deed nor coordinates its territory.
    """
    insist(rules.may_manage(by, deed))
    return photos.hide(photo, by, reason="")


@transaction.atomic
def restore_photo(deed: Deed, by: Person, photo: Photo) -> Photo:
    """Show a deed's hidden photo again.

    Raises: NotPossible when a coordinator hid it and `by` is none.
    """
    insist(rules.may_restore_photo(by, deed, photo))
    return photos.restore(photo, by)
