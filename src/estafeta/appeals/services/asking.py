import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.appeals import queries, rules
from estafeta.appeals.models import Appeal, Supporter
from estafeta.appeals.services.contact import send_code
from estafeta.appeals.services.releasing import release
from estafeta.appeals.services.states import enter, held, write_step
from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import clean, fold, slug_with_key
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.rules import may_lie_in, may_take_deeds
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.organisations.models import Organisation
from estafeta.organisations.rules import may_organise
from estafeta.people.models import Person
from estafeta.people.queries import coordinators_of
from estafeta.people.services import give_consent, register
from estafeta.photos import services as photos
from estafeta.territories.models import Territory
from estafeta.territories.rules.points import may_stand_at

WORDS = ("title", "about", "for_whom", "private_detail", "meeting_point", "lon", "lat", "kind", "language")


@transaction.atomic
def ask(  # noqa: PLR0913 -- what an appeal cannot be without
    asker: Person,
    *,
    campaign: Campaign,
    territory: Territory,
    kind: str,
    title: str,
    language: str,
    organisation: Organisation | None = None,
    typed_in_by: Person | None = None,
    contact_proved: bool = True,
    now: datetime | None = None,
    **words: Any,
) -> Appeal:
    """Write an appeal down; it goes to the coordinators nearest above.

    Takes:   organisation -- in whose name, such as a school; `typed_in_by` -- a coordinator who writes for
             somebody; `contact_proved` -- the asker is signed in, so no code is sent; `words` -- about,
             for_whom, private_detail, meeting_point, lon, lat.
    Returns: the appeal; sent again in the same words while it waits (two presses), the one already there.
    Raises:  NotPossible for a minor alone, a closed campaign, missing or endless words, too many in a day.
    Writes:  one Appeal, one Step, one journal Entry, one Letter to the asker, one to each coordinator.
    Locks:   the asker's Person row, so that two presses ask once.
    """
    at = now or timezone.now()
    Person.objects.select_for_update(no_key=True).get(pk=asker.pk)
    insist(may_take_deeds(campaign))
    insist(rules.may_ask(asker, organisation, at.date()))
    if organisation is not None:
        insist(may_organise(typed_in_by or asker, organisation))
    appeal = Appeal(campaign=campaign, territory=territory, asker=asker, organisation=organisation, sent_at=at)
    write_words(appeal, {"kind": kind, "title": title, "language": language} | words)
    same = Appeal.objects.filter(asker=asker, title=appeal.title, status=Appeal.Status.SENT, territory=territory)
    if there := same.first():
        return there
    if typed_in_by is not None and organisation is None:
        insist(rules.may_check(typed_in_by, appeal))
    if typed_in_by is None and queries.asked_today(asker) >= rules.MOST_A_DAY:
        raise NotPossible(_("You have sent several appeals today. Please come back tomorrow."))
    appeal.title_as_sent, appeal.about_as_sent = appeal.title, appeal.about
    appeal.slug, appeal.token = slug_with_key(appeal.title), secrets.token_urlsafe(32)
    appeal.typed_in_by = typed_in_by
    appeal.sent_to = appeal.waits_at = queries.nearest_desk(territory, campaign.slug)
    appeal.waits_since = at
    appeal.contact_confirmed_at = at if contact_proved else None
    appeal.save()
    write_step(appeal, typed_in_by or asker, at, act="asked")
    queue_letter(asker, "appeal_sent", key=f"appeal_sent:{appeal.pk}", title=appeal.title, token=appeal.token)
    if not contact_proved and typed_in_by is None:
        send_code(appeal, now=at)
    tell_coordinators(appeal, risen=False)
    return appeal


@transaction.atomic
def ask_without_account(
    name: str,
    *,
    email: str = "",
    phone: str = "",
    language: str,
    child_name: str = "",
    child_born_on: date | None = None,
    **words: Any,
) -> Appeal:
    """Write down the appeal of somebody who is not signed in, or, by a guardian's hand, of a child.

    Takes:  child_name -- who asks through the guardian `name`; the others are those of `ask`.
    Raises: NotPossible without a contact, and as `ask` does.
    """
    grown = register(name, email=email, phone=phone, language=language)
    if not (grown.email or grown.phone):
        raise NotPossible(_("Leave an e-mail address or a phone number: the answer is sent there."))
    asker = ward_of(grown, child_name, child_born_on) if child_name else grown
    return ask(asker, language=language, contact_proved=False, **words)


def ward_of(guardian: Person, name: str, born_on: date | None) -> Person:
    """The child for whom a guardian asks; the guardian's consent is written down."""
    child = register(name, language=guardian.language, born_on=born_on, guardian=guardian)
    give_consent(child, "take_part", by=guardian, wording="appeal")
    return child


@transaction.atomic
def answer_back(appeal: Appeal, *, words: dict[str, Any], now: datetime | None = None) -> Appeal:
    """Change one's appeal while a coordinator reads it; an answered question puts it back into the line.

    Takes:  words -- title, about, for_whom, private_detail, meeting_point: what the asker wrote anew.
    Raises: NotPossible once it is public: then the coordinator changes it.
    Locks:  the Appeal row.
    """
    appeal, at = held(appeal), now or timezone.now()
    if appeal.status not in rules.WAITING:
        raise NotPossible(_("The appeal is public already. Write to the coordinator if something is wrong."))
    write_words(appeal, words)
    appeal.title_as_sent, appeal.about_as_sent = appeal.title, appeal.about
    if appeal.status == Appeal.Status.SENT:
        appeal.save()
        record(appeal.asker, "changed", appeal)
        return appeal
    enter(appeal, Appeal.Status.SENT, appeal.asker, at, act="answered_back")
    tell_coordinators(appeal, risen=False)
    return appeal


@transaction.atomic
def withdraw(appeal: Appeal, *, by: Person | None = None, now: datetime | None = None) -> Appeal:
    """Take one's appeal back; givers are told, its pictures are seen no more. Twice is harmless.

    Locks: the Appeal row.
    """
    appeal, at = held(appeal), now or timezone.now()
    if appeal.status != Appeal.Status.WITHDRAWN:
        release(appeal, by or appeal.asker, at, reason=_("The asker has taken the appeal back."))
        enter(appeal, Appeal.Status.WITHDRAWN, by or appeal.asker, at, act="withdrawn")
        photos.set_public(appeal, public=False)
    return appeal


@transaction.atomic
def support(appeal: Appeal, person: Person) -> bool:
    """Stand by an appeal that is public. Returns whether this is new; the asker's own support counts nothing."""
    if not appeal.is_public:
        raise NotPossible(_("This appeal is not open."))
    if person.pk in {appeal.asker_id, appeal.asker.guardian_id}:
        return False
    _made, is_new = Supporter.objects.get_or_create(appeal=appeal, person=person)
    if is_new:
        record(person, "supported", appeal)
    return is_new


def tell_coordinators(appeal: Appeal, *, risen: bool) -> None:
    """A letter to each coordinator of the territory at which the appeal waits."""
    for person in coordinators_of(appeal.waits_at, appeal.campaign.slug):
        queue_letter(
            person, "appeal_waits", key=f"appeal_waits:{appeal.pk}:{int(appeal.waits_since.timestamp())}:{person.pk}",
            in_digest=not risen, title=appeal.title, slug=appeal.slug,
            place=appeal.territory.name_ru or appeal.territory.name, risen=risen,
        )  # fmt: skip


def write_words(appeal: Appeal, words: dict[str, Any]) -> None:
    """Put checked words into an appeal that is not saved yet."""
    for name, value in words.items():
        if name not in WORDS:
            raise TypeError(f"an appeal has no {name!r}")
        setattr(appeal, name, clean(value) if isinstance(value, str) else value)
    if not fold(appeal.title):
        raise NotPossible(_("Write in one line what you ask for."))
    if len(appeal.title) > rules.LONGEST_TITLE:
        raise NotPossible(_("The first line is too long: 120 characters at most."))
    if len(appeal.about) > rules.LONGEST_TEXT or len(appeal.private_detail) > rules.LONGEST_TEXT:
        raise NotPossible(_("The text is too long: 5,000 characters at most."))
    if len(appeal.for_whom) > rules.LONGEST_LINE or len(appeal.meeting_point) > rules.LONGEST_LINE:
        raise NotPossible(_("A line is too long: 200 characters at most."))
    if appeal.language not in LANGUAGES or appeal.kind not in Appeal.Kind.values:
        raise NotPossible(_("Choose the kind of help and the language."))
    insist(may_lie_in(appeal.territory, appeal.campaign))
    if appeal.lon is not None and appeal.lat is not None:
        insist(may_stand_at(appeal.territory, appeal.lon, appeal.lat))
    place = " ".join(getattr(appeal.territory, f"name_{code}") for code in LANGUAGES)
    appeal.folded = fold(f"{appeal.title} {appeal.for_whom} {appeal.meeting_point} {place} {appeal.about[:2000]}")
