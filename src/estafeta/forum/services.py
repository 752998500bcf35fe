import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES
from estafeta.base.images import Picture
from estafeta.base.texts import clean, slug_with_key
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import DeedType
from estafeta.deeds.services import Slot, prepare
from estafeta.forum import queries, rules
from estafeta.forum.models import Forum, Guest, Quota, Room, Seat, Session
from estafeta.heroes.models import Hero
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.organisations.models import Organisation
from estafeta.participation.models import SignUp
from estafeta.participation.services import cancel, sign_up
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate
from estafeta.people.services import register
from estafeta.photos import services as photos
from estafeta.photos.models import Photo
from estafeta.territories.models import Territory

A = Guest.Answer
TEXTS = ("title", "about", "travel", "after")
FIRST_TYPE = "festival"


@transaction.atomic
def open_forum(  # noqa: PLR0913 -- what a forum cannot be without
    by: Person, *, campaign: Campaign, organisation: Organisation, territory: Territory, words: dict[str, str],
    starts_at: datetime, ends_at: datetime, rows: int, row_seats: int, answers_until: date, meeting_point: str,
    language: str,
) -> Forum:  # fmt: skip
    """Open a forum: a deed by invitation with one shift of as many places as the hall has seats.

    Takes:   words -- title_kk, about_ru and so on; `organisation` -- that holds it, for which `by` announces.
    Returns: the forum; opened again in the same words (two presses), the one already there.
    Raises:  NotPossible when `by` does not coordinate the campaign, and as announcing a deed does.
    Writes:  one Forum, and the Deed with its Shift, announced; all or none.
    """
    insist(may_coordinate(by, campaign.territory, campaign.slug))
    if not (1 <= rows <= rules.MOST_ROWS and row_seats >= 1 and rows * row_seats <= rules.MOST_SEATS):
        raise NotPossible(_("The hall has from 1 to 10,000 seats."))
    title = words.get(f"title_{language}") or next((words.get(f"title_{code}") for code in LANGUAGES), "") or ""
    kind = DeedType.objects.filter(slug=FIRST_TYPE).first() or DeedType.objects.first()
    if kind is None:
        raise NotPossible(_("There are no types of deed yet."))
    deed = prepare(
        by, campaign=campaign, type=kind, organisation=organisation, territory=territory, title=title,
        language=language, about=words.get(f"about_{language}", ""), meeting_point=meeting_point, by_invitation=True,
        slots=[Slot(starts_at, ends_at, rows * row_seats)],
    )  # fmt: skip
    if there := Forum.objects.filter(deed=deed).first():
        return there
    forum = Forum(deed=deed, answers_until=answers_until, rows=rows, row_seats=row_seats, slug=slug_with_key(title))
    _write_words(forum, words)
    forum.save()
    record(by, "opened", forum)
    return forum


@transaction.atomic
def describe(forum: Forum, by: Person, *, words: dict[str, str]) -> Forum:
    """Change what everybody reads of a forum, before and after it. Locks the Forum row."""
    forum = _run(forum, by)
    _write_words(forum, words)
    forum.save()
    record(by, "described", forum)
    return forum


@transaction.atomic
def add_session(
    forum: Forum, by: Person, *, room_words: dict[str, str], starts_at: datetime, ends_at: datetime,
    words: dict[str, str],
) -> Session:  # fmt: skip
    """Put a point into the programme; a room called so is the one that is there, else a new one.

    Returns: the session; the same one again is the one that is there.
    Raises:  NotPossible when the room is in use then, it lies outside the forum's day, or words are missing.
    Locks:   the Forum row, so that a room is given once.
    """
    forum = _run(forum, by)
    room_words = _three(room_words, "name", most=rules.LONGEST_LINE)
    words = _three(words, "title", "speakers", most=rules.LONGEST_LINE)
    if not any(room_words.values()) or not any(words[f"title_{code}"] for code in LANGUAGES):
        raise NotPossible(_("Say what the session is called and in which room it is, in one language at least."))
    begins, ends = forum.deed.starts_at, forum.deed.ends_at
    if begins is None or ends is None or not begins <= starts_at < ends_at <= ends:
        raise NotPossible(_("A session lies within the time of the forum, and ends after it starts."))
    known = {name: text for name, text in room_words.items() if text}
    room = forum.rooms.filter(**known).first() or Room.objects.create(forum=forum, **room_words)
    if same := forum.sessions.filter(room=room, starts_at=starts_at, ends_at=ends_at, **words).first():
        return same
    taken = list(room.sessions.values_list("starts_at", "ends_at"))
    if rules.overlap(starts_at, ends_at, taken):
        raise NotPossible(_("This room is in use at that time."))
    made = Session.objects.create(forum=forum, room=room, starts_at=starts_at, ends_at=ends_at, **words)
    record(by, "session_added", forum, session=made.pk)
    return made


@transaction.atomic
def remove_session(forum: Forum, by: Person, session_id: int) -> None:
    """Take a point out of the programme; twice is harmless. Locks the Forum row."""
    forum = _run(forum, by)
    gone, _rows = forum.sessions.filter(pk=session_id).delete()
    if gone:
        record(by, "session_removed", forum, session=session_id)


@transaction.atomic
def set_quota(forum: Forum, by: Person, *, territory: Territory, seats: int) -> Quota:
    """Say how many seats a region invites to.

    Raises: NotPossible when it would fall below what is used, or `by` does not run the forum.
    Locks:  the Forum row, then the Quota row.
    """
    forum = _run(forum, by)
    if not 0 <= seats <= rules.MOST_SEATS or not territory.path.startswith(forum.deed.campaign.territory.path):
        raise NotPossible(_("A quota is a whole number of seats for a region of the campaign."))
    quota, is_new = Quota.objects.get_or_create(forum=forum, territory=territory, defaults={"seats": seats})
    if not is_new:
        quota = _locked(quota)
        if seats < quota.used:
            raise NotPossible(_("More seats than that are taken by invitations already."))
        quota.seats = seats
        quota.save(update_fields=["seats"])
    record(by, "quota_set", forum, territory=territory.code, seats=seats)
    return quota


@transaction.atomic
def invite(
    quota: Quota, by: Person, *, name: str, contact: tuple[str, str], companions: int = 0, hero: Hero | None = None,
    language: str = "", now: datetime | None = None,
) -> Guest:  # fmt: skip
    """Invite somebody out of a region's quota, with so many companions; they answer by a private link.

    Returns: the guest; inviting the same person again returns the invitation that stands.
    Raises:  NotPossible when `by` may not, or the quota has no seats left.
    Writes:  one Guest, at most one Person, the Quota's seats, one journal Entry, one Letter.
    Locks:   the Quota row, so that its last seat is given once.
    """
    quota = _locked(quota)
    insist(rules.may_invite(by, quota))
    kind, address = contact
    email, phone = (address, "") if kind == "email" else ("", address)
    person = register(name, language=language or by.language, email=email, phone=phone)
    return _invited(quota, by, person, companions, hero, now or timezone.now())


@transaction.atomic
def invite_heroes(forum: Forum, by: Person, *, companions: int = 1, now: datetime | None = None) -> tuple[int, int]:
    """Invite everybody who is honoured in the campaign and reachable; of a minor the guardian.

    Returns: (invited now, left without a seat in their region's quota).
    """
    forum, at = _run(forum, by), now or timezone.now()
    invited = left = 0
    for hero, quota in queries.heroes_to_invite(forum):
        asked = hero.nomination.asked
        if asked is None:
            continue
        try:
            with transaction.atomic():
                _invited(_locked(quota), by, asked, companions, hero, at)
            invited += 1
        except NotPossible:
            left += 1
    return invited, left


@transaction.atomic
def take_back(guest: Guest, by: Person, *, now: datetime | None = None) -> Guest:
    """Take an invitation back; its seats are the quota's again, its place goes on. Twice is harmless.

    Locks: the Quota row, then the Shift's.
    """
    quota = _locked(guest.quota)
    guest = _fresh(guest)
    insist(rules.may_invite(by, quota))
    return _leave(guest, A.WITHDRAWN, by, now or timezone.now())


@transaction.atomic
def come(
    guest: Guest, *, companions: Sequence[str] = (), seats: int = 1, arrives: str = "", needs_bed: bool = False,
    notes: str = "", now: datetime | None = None,
) -> Guest:  # fmt: skip
    """A guest says yes: a place in the hall for the whole party, or the next one in its waiting list.

    Takes:   seats -- with the guest; `companions` -- their names, as far as known; `arrives`, `needs_bed`, `notes` --
             for whoever meets them.
    Returns: the guest; said again it only changes the travel notes.
    Raises:  NotPossible when the invitation is over or was for fewer.
    Writes:  the Guest, one SignUp, journal Entries, Letters.
    Locks:   the Quota row, then the Shift's, which guards the places.
    """
    at = now or timezone.now()
    quota = _locked(guest.quota)
    guest = _fresh(guest)
    insist(rules.may_answer(guest, timezone.localdate(at)))
    if not 1 <= seats <= guest.seats:
        raise NotPossible(_("The invitation is for fewer people. Write to who invited you."))
    guest.arrives, guest.needs_bed = clean(arrives, most=rules.LONGEST_LINE), needs_bed
    guest.notes = clean(notes, most=rules.LONGEST_LINE)
    if guest.answer != A.COMING or guest.sign_up is None or not guest.sign_up.is_active:
        if guest.answer == A.DECLINED:
            _use(quota, guest.seats)
        shift = guest.forum.deed.shifts.get()
        guest.sign_up = sign_up(
            guest.person, shift, seats=seats, names=companions, clash_known=True, invited=True, now=at
        )
        guest.answer, guest.answered_at = A.COMING, at
        record(guest.person, "guest_comes", guest, seats=seats)
    guest.save()
    return guest


@transaction.atomic
def decline(guest: Guest, *, now: datetime | None = None) -> Guest:
    """A guest says no, at first or later: the quota and the place are free again. Twice is harmless.

    Locks: the Quota row, then the Shift's.
    """
    _locked(guest.quota)
    guest = _fresh(guest)
    if guest.answer == A.WITHDRAWN:
        raise NotPossible(_("This invitation was taken back."))
    return _leave(guest, A.DECLINED, guest.person, now or timezone.now())


@transaction.atomic
def seat_everybody(forum: Forum, by: Person) -> int:
    """Give everybody who comes a seat, parties side by side, heroes in front; anew each time.

    Returns: how many seats were given.
    Locks:   the Forum row.
    """
    forum = _run(forum, by)
    guests = queries.coming(forum)
    parties = []
    for guest in guests:
        with translation.override(guest.person.language):
            parties.append(queries.party_of(guest))
    places = rules.seated([len(party) for party in parties], forum.rows, forum.row_seats)
    if any(len(given) < len(party) for given, party in zip(places, parties, strict=True)):
        raise NotPossible(_("The hall has fewer seats than people who come."))
    forum.seats.all().delete()
    made = Seat.objects.bulk_create(
        Seat(forum=forum, guest=guest, row=row, number=number, name=name[: rules.LONGEST_LINE])
        for guest, party, given in zip(guests, parties, places, strict=True)
        for name, (row, number) in zip(party, given, strict=True)
    )
    record(by, "seated", forum, seats=len(made))
    return len(made)


def add_picture(forum: Forum, by: Person, picture: Picture, *, alt: str, credit: str, consent: bool) -> Photo:
    """Put a picture to a forum's page."""
    insist(rules.may_run(by, forum))
    return photos.add_photo(by, forum, picture, alt=alt, credit=credit, consent=consent, is_public=True)


@transaction.atomic
def forget(person_id: int) -> None:
    """Take out of a forgotten person's invitations what tells of them; their seats are free. Twice is harmless."""
    guests = Guest.objects.filter(person=person_id)
    Seat.objects.filter(guest__in=guests).delete()
    for guest in guests.order_by("pk"):
        guest.arrives = guest.notes = ""
        guest.token = secrets.token_urlsafe(32)
        guest.save(update_fields=["arrives", "notes", "token"])


def _invited(quota: Quota, by: Person, person: Person, companions: int, hero: Hero | None, at: datetime) -> Guest:
    if there := Guest.objects.filter(forum=quota.forum, person=person).exclude(answer=A.WITHDRAWN).first():
        return there
    if not 0 <= companions <= rules.MOST_COMPANIONS:
        raise NotPossible(_("A guest brings five companions at most."))
    guest = Guest(
        forum=quota.forum, quota=quota, person=person, hero=hero, companions_allowed=companions, invited_at=at,
        invited_by=by, token=secrets.token_urlsafe(32),
    )  # fmt: skip
    _use(quota, guest.seats)
    guest.save()
    record(by, "invited", guest)
    titles = [getattr(quota.forum, f"title_{code}") or quota.forum.title for code in LANGUAGES]
    queue_letter(
        person, "forum_invitation", key=f"forum_invitation:{guest.pk}", token=guest.token, title_kk=titles[0],
        title_ru=titles[1], title_en=titles[2],
    )  # fmt: skip
    return guest


def _leave(guest: Guest, answer: str, by: Person, at: datetime) -> Guest:
    if guest.answer in {A.WITHDRAWN, answer}:
        return guest
    if guest.answer in Guest.HELD:
        _use(guest.quota, -guest.seats)
    if guest.sign_up is not None and guest.sign_up.status in SignUp.ACTIVE:
        cancel(guest.sign_up, by=by, now=at)
    guest.given_seats.all().delete()
    guest.answer, guest.answered_at = answer, at
    guest.save()
    record(by, f"guest_{answer}", guest)
    return guest


def _use(quota: Quota, seats: int) -> None:
    """Write so many more seats of a quota as used.

    Raises: NotPossible where there are fewer.
    Why:    counted up by the database, so that a forgotten lock ends at the constraint `quota_never_exceeded`.
    """
    if seats > quota.left:
        raise NotPossible(_("The quota of this region has no seats left for that."))
    Quota.objects.filter(pk=quota.pk).update(used=F("used") + seats)
    quota.used += seats


def _locked(quota: Quota) -> Quota:
    return (
        Quota.objects.select_for_update(of=("self",), no_key=True)
        .select_related("territory", "forum__deed__campaign__territory")
        .get(pk=quota.pk)
    )


def _fresh(guest: Guest) -> Guest:
    return Guest.objects.select_related("quota", "forum__deed", "person", "sign_up").get(pk=guest.pk)


def _run(forum: Forum, by: Person) -> Forum:
    forum = (
        Forum.objects.select_for_update(of=("self",), no_key=True)
        .select_related("deed__campaign__territory", "deed__territory")
        .get(pk=forum.pk)
    )
    insist(rules.may_run(by, forum))
    return forum


def _write_words(forum: Forum, words: dict[str, Any]) -> None:
    for name, text in _three(words, *TEXTS, most=rules.LONGEST_TEXT).items():
        if name in words:
            setattr(forum, name, text)
    titles = [getattr(forum, f"title_{code}") for code in LANGUAGES]
    if not any(titles) or any(len(title) > rules.LONGEST_LINE for title in titles):
        raise NotPossible(_("Say what the forum is called, in one language at least."))


def _three(words: dict[str, str], *fields: str, most: int) -> dict[str, str]:
    """The cleaned texts of these fields in three languages, "" where one is not told."""
    return {
        f"{field}_{code}": clean(words.get(f"{field}_{code}", ""), most=most) for field in fields for code in LANGUAGES
    }
