from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base import jobs
from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import clean, fold, slug_with_key
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.rules import may_lie_in, may_take_deeds
from estafeta.deeds import rules
from estafeta.deeds.models import Deed, DeedType, SocialGroup, StateChange
from estafeta.deeds.services.states import enter, held
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organisers_of
from estafeta.people.models import Person
from estafeta.territories.models import Territory
from estafeta.territories.rules.points import may_stand_at

PLACE = ("territory", "meeting_point", "lon", "lat")
WORDS = ("title", "about", "language", "bring", "min_age", "max_age", "with_frail_people", "by_invitation", *PLACE)


@transaction.atomic
def draft(  # noqa: PLR0913 -- what a deed cannot be without
    by: Person,
    *,
    campaign: Campaign,
    type: DeedType,  # noqa: A002 -- the word of the glossary
    organisation: Organisation,
    territory: Territory,
    title: str,
    language: str,
    suits: Iterable[SocialGroup] = (),
    copied_from: Deed | None = None,
    came_by: str = "",
    **words: Any,
) -> Deed:
    """Write down a deed that only its organisers see; its shifts come by `set_shifts`.

    Takes:  came_by -- the opaque mark of the way that led here; words -- about, meeting_point, bring, min_age,
            max_age, with_frail_people, lon, lat.
    Raises: NotPossible when `by` may not announce for the organisation, the campaign is closed, or a word is wrong.
    Writes: one Deed, its groups, one StateChange, one journal Entry; all or none.
    """
    insist(rules.may_announce(by, organisation))
    insist(may_take_deeds(campaign))
    deed = Deed(
        campaign=campaign, type=type, organisation=organisation, made_by=by, copied_from=copied_from, came_by=came_by
    )
    groups = list(suits)
    _write_words(deed, {"territory": territory, "title": title, "language": language} | words, groups)
    deed.slug = slug_with_key(deed.title)
    deed.save()
    deed.suits.set(groups)
    StateChange.objects.create(deed=deed, status=deed.status, at=timezone.now(), by=by)
    record(by, "drafted", deed)
    return deed


@transaction.atomic
def revise(deed: Deed, by: Person, *, suits: Iterable[SocialGroup] | None = None, **words: Any) -> Deed:
    """Change what a deed says. Everybody who signed up is told when its place changes.

    Takes:  words -- those of `draft` that change; `suits` None leaves the groups.
    Raises: NotPossible when `by` may not, the deed has begun, or a word is wrong.
    Writes: the Deed, its groups, one journal Entry, one job; nothing when nothing changes.
    Locks:  the Deed row.
    """
    deed = held(deed)
    insist(rules.may_edit(by, deed))
    before = {name: getattr(deed, name) for name in WORDS}
    groups_before = set(deed.suits.all())
    groups = groups_before if suits is None else set(suits)
    _write_words(deed, before | words, groups)
    changed = [name for name in WORDS if getattr(deed, name) != before[name]]
    if groups != groups_before:
        deed.suits.set(groups)
        changed.append("suits")
    if not changed:
        return deed
    deed.save()
    record(by, "revised", deed, fields=changed)
    if deed.status == Deed.Status.ANNOUNCED and set(PLACE) & set(changed):
        jobs.defer("participation.tell_changed", deed_id=deed.pk)
    return deed


@transaction.atomic
def submit(deed: Deed, by: Person, *, now: datetime | None = None) -> Deed:
    """Hand a draft in: a verified organisation's is announced at once, a new one's goes to review.

    Returns: the deed; what was handed in before stays where it is.
    Raises:  NotPossible when `by` may not, or the deed is not ready (`rules.may_be_announced`).
    Writes:  the Deed, one StateChange, one journal Entry.
    Locks:   the Deed row.
    """
    deed = held(deed)
    insist(rules.may_run(by, deed))
    if deed.status in {Deed.Status.REVIEW, Deed.Status.ANNOUNCED}:
        return deed
    if deed.organisation.is_verified:
        return announce(deed, by, now=now)
    at = now or timezone.now()
    insist(rules.may_move(deed, Deed.Status.REVIEW))
    insist(rules.may_be_announced(deed, at))
    enter(deed, Deed.Status.REVIEW, by, at, act="submitted")
    return deed


@transaction.atomic
def announce(deed: Deed, by: Person, *, now: datetime | None = None) -> Deed:
    """Show a deed to the country and open its shifts: by its verified organisation, or by a coordinator.

    Returns: the deed; one that is announced stays so.
    Raises:  NotPossible when `by` may not, or the deed is not ready.
    Writes:  the Deed, one StateChange, one journal Entry; after review one Letter for each organiser.
    Locks:   the Deed row.
    """
    deed = held(deed)
    if deed.status == Deed.Status.ANNOUNCED:
        insist(rules.may_manage(by, deed))
        return deed
    own_word = deed.organisation.is_verified and bool(rules.may_run(by, deed))
    if not own_word:
        insist(rules.may_review(by, deed))
    at = now or timezone.now()
    insist(rules.may_move(deed, Deed.Status.ANNOUNCED))
    insist(rules.may_be_announced(deed, at))
    after_review = deed.status == Deed.Status.REVIEW
    enter(deed, Deed.Status.ANNOUNCED, by, at, act="announced")
    if after_review:
        _tell_organisers(deed, "deed_announced")
    return deed


@transaction.atomic
def refuse(deed: Deed, by: Person, *, reason: str, now: datetime | None = None) -> Deed:
    """Give a deed in review back to its organisers, with the reason; it is a draft again.

    Returns: the deed; a draft stays one.
    Raises:  NotPossible when `by` does not coordinate there, or gives no reason.
    Writes:  the Deed, one StateChange, one journal Entry, one Letter for each organiser.
    Locks:   the Deed row.
    """
    deed = held(deed)
    insist(rules.may_review(by, deed))
    reason = clean(reason, most=200)
    if not reason:
        raise NotPossible(_("Write why, so that the organisers know what to change."))
    if deed.status == Deed.Status.DRAFT:
        return deed
    insist(rules.may_move(deed, Deed.Status.DRAFT))
    enter(deed, Deed.Status.DRAFT, by, now or timezone.now(), act="refused", reason=reason)
    _tell_organisers(deed, "deed_refused", reason=reason)
    return deed


@transaction.atomic
def call_off(deed: Deed, by: Person, reason: str, *, now: datetime | None = None) -> Deed:
    """Cancel a deed; everybody who signed up is told why. A draft is thrown away without a word to anybody.

    Returns: the deed; one that was called off stays so, with its first reason.
    Raises:  NotPossible when `by` may not, gives no reason, or the deed is over.
    Writes:  the Deed, one StateChange, one journal Entry, one job that tells; all or none.
    Locks:   the Deed row.
    """
    deed = held(deed)
    insist(rules.may_manage(by, deed))
    if deed.status == Deed.Status.CANCELLED:
        return deed
    was_public = deed.is_public
    deed.cancel_reason = clean(reason, most=200)
    if was_public and not deed.cancel_reason:
        raise NotPossible(_("Write why, so that everybody who wanted to come understands."))
    enter(deed, Deed.Status.CANCELLED, by, now or timezone.now(), act="called_off")
    if was_public:
        jobs.defer("participation.tell_cancelled", deed_id=deed.pk)
    return deed


def _tell_organisers(deed: Deed, kind: str, *, reason: str = "") -> None:
    """One letter to each organiser, for this change of state."""
    change = deed.state_changes.order_by("-pk").values_list("pk", flat=True)[0]
    for person in organisers_of(deed.organisation):
        queue_letter(person, kind, key=f"{kind}:{change}:{person.pk}", title=deed.title, slug=deed.slug, reason=reason)


def _write_words(deed: Deed, words: dict[str, Any], groups: Iterable[SocialGroup]) -> None:
    """Put checked words into a deed that is not saved yet."""
    for name, value in words.items():
        if name not in WORDS:
            raise TypeError(f"a deed has no {name!r}")
        setattr(deed, name, clean(value) if isinstance(value, str) else value)
    if not fold(deed.title):
        raise NotPossible(_("Write what the deed is called."))
    if len(deed.title) > rules.LONGEST_TITLE:
        raise NotPossible(_("The title is too long: 120 characters at most."))
    if len(deed.about) > rules.LONGEST_ABOUT:
        raise NotPossible(_("The description is too long: 10,000 characters at most."))
    if len(deed.meeting_point) > 200 or len(deed.bring) > 200:  # noqa: PLR2004 -- base.fields.short_text
        raise NotPossible(_("A line is too long: 200 characters at most."))
    if deed.language not in LANGUAGES:
        raise NotPossible(_("Choose the language of the text."))
    insist(may_lie_in(deed.territory, deed.campaign))
    if deed.lon is not None and deed.lat is not None:
        insist(may_stand_at(deed.territory, deed.lon, deed.lat))
    insist(rules.may_be_of_ages(deed.min_age, deed.max_age))
    insist(rules.may_suit(deed.type, min_age=deed.min_age, groups={group.slug for group in groups}))
    deed.folded = searchable(deed)


def searchable(deed: Deed) -> str:
    """The folded words under which a deed is found: its own, and those of its kind and place in three languages."""
    named = [getattr(thing, f"name_{code}") for thing in (deed.type, deed.territory) for code in LANGUAGES]
    return fold(" ".join([deed.title, deed.organisation.name, deed.meeting_point, *named, deed.about[:2000]]))
