from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base import jobs
from estafeta.base.errors import NotPossible, insist
from estafeta.base.images import Picture
from estafeta.base.texts import clean
from estafeta.journal.services import record
from estafeta.newsroom import rules
from estafeta.newsroom.models import DayOfViews, PressPicture, Story
from estafeta.newsroom.services.writing import TOLD, held
from estafeta.people.models import Person
from estafeta.photos import services as photos
from estafeta.photos.models import Photo
from estafeta.photos.queries import all_photos_of


@transaction.atomic
def publish(
    story: Story, by: Person, *, at: datetime | None = None, embargo_until: datetime | None = None,
    now: datetime | None = None,
) -> Story:  # fmt: skip
    """Let everybody read a story, now or from a moment on, never before the end of an embargo. Twice is harmless.

    Takes:  at, embargo_until -- aware moments.
    Raises: NotPossible when `by` does not write there, or something is missing: a language, the source line, the
            source of numbers typed by hand.
    Writes: the Story, one journal Entry, the job that shows its pictures when its time has come.
    Locks:  the Story row.
    """
    story, moment = held(story, by), now or timezone.now()
    if rules.is_public(story, moment):
        return story
    texts = [getattr(story, f"{name}_{code}") for code in rules.languages_of(story) for name in TOLD]
    insist(rules.may_publish(story, rules.bare_numbers(*texts)))
    wanted = max(filter(None, (moment, at, embargo_until)))
    if (wanted, embargo_until) == (story.published_at, story.embargo_until):
        return story
    story.published_at, story.embargo_until = wanted, embargo_until
    story.save(update_fields=["published_at", "embargo_until", "changed_at"])
    record(by, "published" if wanted <= moment else "scheduled", story, at=wanted.isoformat())
    if wanted <= moment:
        photos.set_public(story, public=True)
    else:
        jobs.defer("newsroom.appear", run_at=wanted, story_id=story.pk)
    return story


@transaction.atomic
def unschedule(story: Story, by: Person, *, now: datetime | None = None) -> Story:
    """Make a draft again of a story whose time has not come. One that everybody reads stays.

    Raises: NotPossible when everybody reads it already.
    Locks:  the Story row.
    """
    story = held(story, by)
    if story.published_at is None:
        return story
    if story.published_at <= (now or timezone.now()):
        raise NotPossible(_("Everybody reads this story already. It can only be withdrawn, with a reason."))
    story.published_at = None
    story.save(update_fields=["published_at", "changed_at"])
    record(by, "unscheduled", story)
    return story


@transaction.atomic
def appear(story: Story, *, now: datetime | None = None) -> bool:
    """Show the pictures of a story whose time has come.

    Returns: whether everybody reads it now.
    Locks:   the Story row.
    """
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    seen = rules.is_public(story, now or timezone.now())
    photos.set_public(story, public=seen)
    return seen


@transaction.atomic
def withdraw(story: Story, by: Person, *, reason: str, now: datetime | None = None) -> Story:
    """Take a public story back; its address says so from then on. Twice changes nothing.

    Raises: NotPossible when `by` does not write there, it is not public, or no reason is said.
    Writes: the Story, its pictures, one journal Entry.
    Locks:  the Story row.
    """
    story, moment = held(story, by), now or timezone.now()
    if story.withdrawn_at is not None:
        return story
    if not rules.is_public(story, moment):
        raise NotPossible(_("Nobody reads this story yet."))
    reason = clean(reason, most=rules.LONGEST_LINE)
    if not reason:
        raise NotPossible(_("Say why: it stands at the story's address."))
    story.withdrawn_at, story.withdrawn_by, story.withdraw_reason = moment, by, reason
    story.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason", "changed_at"])
    photos.set_public(story, public=False)
    record(by, "withdrawn", story, reason=reason)
    return story


@transaction.atomic
def add_picture(story: Story, by: Person, picture: Picture, *, alt: str, credit: str, consent: bool) -> Photo:
    """Put a picture with its author to a story; the first one leads it.

    Raises: NotPossible when `by` does not write there, no author is named, or nobody says that those shown agree.
    Locks:  the Story row.
    """
    story = held(story, by)
    if not clean(credit) or not clean(alt):
        raise NotPossible(_("Say what the picture shows and who took it."))
    public = rules.is_public(story, timezone.now())
    made = photos.add_photo(by, story, picture, alt=alt, credit=credit, consent=consent, is_public=public)
    if story.lead_photo_id is None:
        story.lead_photo = made
        story.save(update_fields=["lead_photo", "changed_at"])
    return made


@transaction.atomic
def lead_with(story: Story, by: Person, photo: Photo) -> Story:
    """Let a picture of the story or of its deed stand first.

    Raises: NotPossible when the picture is of neither.
    Locks:  the Story row.
    """
    story = held(story, by)
    if not _pictures(story, photo):
        raise NotPossible(_("This picture belongs to something else."))
    if story.lead_photo_id != photo.pk:
        story.lead_photo = photo
        story.save(update_fields=["lead_photo", "changed_at"])
        record(by, "lead_photo", story, photo=photo.pk)
    return story


@transaction.atomic
def hide_picture(story: Story, by: Person, photo: Photo, *, reason: str) -> Photo:
    """Take a picture of the story itself from everybody's sight.

    Raises: NotPossible when it is of something else.
    """
    story = held(story, by)
    if not all_photos_of(story).filter(pk=photo.pk).exists():
        raise NotPossible(_("This picture belongs to something else."))
    return photos.hide(photo, by, reason=reason)


@transaction.atomic
def license_picture(story: Story, by: Person, photo: Photo, *, licence: str) -> PressPicture | None:
    """Write down under which licence the press may use a picture; an empty one takes it out of the kit.

    Raises: NotPossible when it is of something else, or no licence has this name.
    Writes: one PressPicture, one journal Entry.
    """
    story = held(story, by)
    if not _pictures(story, photo):
        raise NotPossible(_("This picture belongs to something else."))
    if licence and licence not in PressPicture.Licence.values:
        raise NotPossible(_("Choose a licence."))
    record(by, "licensed", story, photo=photo.pk, licence=licence)
    if not licence:
        PressPicture.objects.filter(photo=photo).delete()
        return None
    noted, _new = PressPicture.objects.update_or_create(
        photo=photo, defaults={"story": story, "licence": licence, "noted_by": by}
    )
    return noted


def count_view(story: Story, *, on: date) -> None:
    """Add one to the day's sum. Nothing of whoever opened the story is known here.

    Writes: one DayOfViews.
    """
    day = DayOfViews.objects.filter(story=story, day=on)
    if not day.update(views=F("views") + 1):
        DayOfViews.objects.get_or_create(story=story, day=on)
        day.update(views=F("views") + 1)


def _pictures(story: Story, photo: Photo) -> bool:
    things = [story, story.deed] if story.deed else [story]
    return any(all_photos_of(thing).filter(pk=photo.pk).exists() for thing in things)
