"""Pictures of what is asked for: the asker adds a few, the coordinator may hide one."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from estafeta.appeals import rules
from estafeta.appeals.models import Appeal
from estafeta.appeals.services.states import held
from estafeta.base.errors import NotPossible, insist
from estafeta.base.images import Picture
from estafeta.people.models import Person
from estafeta.photos import services as photos
from estafeta.photos.models import Photo
from estafeta.photos.queries import all_photos_of


@transaction.atomic
def add_pictures(appeal: Appeal, by: Person, pictures: Sequence[tuple[Picture, str]], *, consent: bool) -> list[Photo]:
    """Put pictures to an appeal; everybody sees them once a coordinator has published it.

    Takes:  pictures -- each with what can be seen in it; `by` -- the asker, or who writes for the asker.
    Raises: NotPossible without consent, when the appeal is public already or over, or beyond five pictures.
    Writes: the Photos with their files, one journal Entry each; all or none.
    Locks:  the Appeal row.
    """
    appeal = held(appeal)
    if appeal.status not in rules.WAITING:
        raise NotPossible(_("Pictures are added before the appeal is published."))
    made = [
        photos.add_photo(by, appeal, picture, when=Photo.When.BEFORE, alt=alt, consent=consent, is_public=False)
        for picture, alt in pictures
    ]
    if all_photos_of(appeal).count() > rules.MOST_PICTURES:
        raise NotPossible(_("An appeal has five pictures at most."))
    return made


@transaction.atomic
def hide_picture(appeal: Appeal, by: Person, photo: Photo, *, reason: str = "") -> Photo:
    """Take a picture from everybody's sight, here and on the deeds that answer the appeal; it is kept.

    Raises: NotPossible when `by` does not coordinate there.
    """
    insist(rules.may_check(by, appeal))
    return photos.hide(photo, by, reason=reason)


@transaction.atomic
def restore_picture(appeal: Appeal, by: Person, photo: Photo) -> Photo:
    """Show a hidden picture again.

    Raises: NotPossible when `by` does not coordinate there.
    """
    insist(rules.may_check(by, appeal))
    return photos.restore(photo, by)
