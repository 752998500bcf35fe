from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.rules import may_take_deeds
from estafeta.deeds.models import ActionDay, Deed, DeedRight, DeedType
from estafeta.organisations import rules as organisations
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate
from estafeta.photos.models import Photo

S = Deed.Status
# Where a deed may go from where it stands. Every act that moves a deed reads this table; there is no other.
TRANSITIONS: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.REVIEW, S.ANNOUNCED, S.CANCELLED}),
    S.REVIEW: frozenset({S.DRAFT, S.ANNOUNCED, S.CANCELLED}),
    S.ANNOUNCED: frozenset({S.UNDER_WAY, S.CANCELLED}),
    S.UNDER_WAY: frozenset({S.DONE, S.CANCELLED}),
    S.DONE: frozenset({S.REPORTED}),
    S.REPORTED: frozenset({S.VERIFIED}),
    S.VERIFIED: frozenset(),
    S.CANCELLED: frozenset(),
}
EDITABLE = (S.DRAFT, S.REVIEW, S.ANNOUNCED)

WITH_FRAIL_PEOPLE = frozenset({"veterans", "children-home", "elderly-help"})
GROUPS_OF_MINORS = frozenset({"pupils"})
OLDEST = 120
MOST_SHIFTS = 60
MOST_PLACES = 1_000_000
LONGEST_SHIFT = timedelta(days=31)
FURTHEST_AHEAD = timedelta(days=730)
LONGEST_TITLE = 120
LONGEST_ABOUT = 10_000
MOST_REPEATS = 52
LONGEST_GAP_DAYS = 366
REPORT_DUE_AFTER = timedelta(days=3)
CHASED = (
    (0, "report_due"),
    (3, "report_due"),
    (7, "report_due"),
    (10, "report_missing"),
)  # days after it ended, letter
REPORT_MISSING_AFTER = timedelta(days=10)
CHASED_FOR = timedelta(days=30)
TOGETHER_DAYS = 14
RIGHT_DAYS = 14  # after its deed a right in that deed alone ends by itself
MOST_RIGHTS = 30
LONGEST_ACTION = timedelta(days=14)


def may_move(deed: Deed, to: str) -> Decision:
    """Whether the table lets a deed go from its state to `to`."""
    if to in TRANSITIONS[deed.status]:
        return YES
    return no(_NO_MORE.get(deed.status, _("This can't be done with the deed any more.")))


_NO_MORE: dict[str, Promise] = {
    S.CANCELLED: _("This deed was called off."),
    S.UNDER_WAY: _("This deed has already begun."),
    S.DONE: _("This deed is already over."),
    S.REPORTED: _("This deed is already over."),
    S.VERIFIED: _("This deed is already over."),
}


def may_announce(person: Person | None, organisation: Organisation) -> Decision:
    """Who may announce deeds in the name of `organisation`."""
    return organisations.may_organise(person, organisation)


def may_organise(person: Person | None, deed: Deed) -> Decision:
    """Organisers of the deed's first organisation and of those that organise it together with it."""
    decision = organisations.may_organise(person, deed.organisation)
    if decision:
        return decision
    for other in deed.co_organisers.select_related("organisation"):
        if organisations.may_organise(person, other.organisation):
            return YES
    return decision


def right_stands(at: datetime) -> Q:
    """Which rights in one deed alone stand: not taken back, the deed not called off and not long over."""
    fresh = Q(deed__ends_at=None) | Q(deed__ends_at__gt=at - timedelta(days=RIGHT_DAYS))
    return fresh & Q(ended_at=None) & ~Q(deed__status=Deed.Status.CANCELLED)


def has_right(person: Person | None, deed: Deed, *kinds: str) -> bool:
    """Whether somebody holds one of these rights in this deed now."""
    if person is None:
        return False
    return DeedRight.objects.filter(right_stands(timezone.now()), deed=deed, holder=person, kind__in=kinds).exists()


def may_run(person: Person | None, deed: Deed) -> Decision:
    """Its organisers, and who leads this deed alone."""
    decision = may_organise(person, deed)
    return YES if not decision and has_right(person, deed, DeedRight.Kind.LEAD) else decision


def may_manage(person: Person | None, deed: Deed) -> Decision:
    """Who runs it, and the coordinators of its territory."""
    if person is None:
        return no(_("Please sign in first."))
    return YES if may_review(person, deed) else may_run(person, deed)


def may_give_rights(person: Person | None, deed: Deed, at: datetime) -> Decision:
    """Its organisers, until rights in it would end at once; who leads it alone gives none."""
    if deed.status == S.CANCELLED:
        return no(_NO_MORE[deed.status])
    if deed.ends_at is not None and deed.ends_at <= at - timedelta(days=RIGHT_DAYS):
        return no(_("This deed is already over."))
    return may_organise(person, deed)


def may_take_right(person: Person, right: DeedRight, at: datetime) -> Decision:
    """Whoever was sent the link, once, while the right stands."""
    if right.holder_id not in {None, person.pk}:
        return no(_("This invitation was already taken. Ask for a new one."))
    if not DeedRight.objects.filter(right_stands(at), pk=right.pk).exists():
        return no(_("This invitation has lapsed. Ask for a new one."))
    return YES


def may_end_right(person: Person | None, right: DeedRight) -> Decision:
    """Organisers of the deed, and the one who holds it."""
    if person is not None and right.holder_id == person.pk:
        return YES
    return may_organise(person, right.deed)


def may_review(person: Person | None, deed: Deed) -> Decision:
    """A coordinator of the deed's territory announces or refuses what new organisations hand in."""
    if person is None:
        return no(_("Please sign in first."))
    return may_coordinate(person, deed.territory, deed.campaign.slug)


def may_edit(person: Person | None, deed: Deed) -> Decision:
    if deed.status not in EDITABLE:
        return no(_NO_MORE[deed.status])
    return may_manage(person, deed)


def may_be_announced(deed: Deed, at: datetime) -> Decision:
    """What a deed needs before the country sees it: a time ahead, people it fits, somebody to trust."""
    if not (decision := may_take_deeds(deed.campaign)):
        return decision
    if deed.starts_at is None:
        return no(_("Say first when the deed takes place."))
    if deed.starts_at <= at:
        return no(_("The deed would begin in the past. Choose a later time."))
    decision = may_suit(deed.type, min_age=deed.min_age, groups={group.slug for group in deed.suits.all()})
    return decision and may_be_with_frail_people(deed.organisation, with_frail_people=deed.with_frail_people)


def may_be_with_frail_people(organisation: Organisation, *, with_frail_people: bool) -> Decision:
    """Why: a deed with children or frail people needs a verified organisation (PRODUCT.md, Keeping people safe)."""
    if with_frail_people and not organisation.is_verified:
        return no(
            _(
                "A deed with children, veterans or frail people needs an organisation that a coordinator "
                "has verified. Your text is kept; announce it when yours is."
            )
        )
    return YES


def may_suit(deed_type: DeedType, *, min_age: int | None, groups: set[str]) -> Decision:
    """Whether such people may do such work.

    Takes: min_age -- years, None where nobody set one; groups -- slugs of social groups.
    Why:   kinds of work that the law forbids to minors cannot be saved for them (PRODUCT.md).
    """
    if deed_type.fits_minors:
        return YES
    if (min_age or 0) < settings.AGE_OF_CONSENT or groups & GROUPS_OF_MINORS:
        return no(
            _("This kind of deed is not for children: set the lowest age to {age} or more, without pupils.").format(
                age=settings.AGE_OF_CONSENT
            )
        )
    return YES


def may_be_of_ages(min_age: int | None, max_age: int | None) -> Decision:
    """Whether these are ages, in years, and in order."""
    if any(age is not None and not 0 <= age <= OLDEST for age in (min_age, max_age)):
        return no(_("An age lies between 0 and 120 years."))
    if min_age is not None and max_age is not None and max_age < min_age:
        return no(_("The highest age is below the lowest."))
    return YES


def may_take_place(starts_at: datetime, ends_at: datetime, at: datetime) -> Decision:
    """Whether a new shift may lie so: ahead, within two years, ending after it starts, a month at most."""
    if ends_at <= starts_at:
        return no(_("The shift ends before it starts."))
    if starts_at <= at:
        return no(_("The shift would begin in the past. Choose a later time."))
    if starts_at > at + FURTHEST_AHEAD:
        return no(_("The shift lies more than two years ahead."))
    if ends_at - starts_at > LONGEST_SHIFT:
        return no(_("A shift lasts a month at most. Make several."))
    return YES


def may_organise_together(person: Person, deed: Deed, organisation: Organisation) -> Decision:
    """Whether `person` may bring `organisation` into a deed to which its organisers have invited others."""
    if deed.status not in (*EDITABLE, S.UNDER_WAY):
        return no(_NO_MORE[deed.status])
    if organisation.pk == deed.organisation_id:
        return no(_("This organisation organises the deed already."))
    decision = organisations.may_organise(person, organisation)
    return decision and may_be_with_frail_people(organisation, with_frail_people=deed.with_frail_people)


def usual_min_age(deed_type: DeedType) -> int | None:
    """The lowest age that the form offers at first."""
    return None if deed_type.fits_minors else settings.AGE_OF_CONSENT


def is_gate_near(deed: Deed, at: datetime) -> bool:
    """Whether it is time to get the check-in ready: from the day before until the report is written."""
    held = deed.status in {S.ANNOUNCED, S.UNDER_WAY, S.DONE}
    return held and deed.starts_at is not None and deed.starts_at - timedelta(days=1) <= at


def is_report_due(deed: Deed, on: date) -> bool:
    """Whether the organiser still owes a report; it is due on the day the deed ends."""
    return deed.status == S.DONE and deed.ends_at is not None and deed.ends_at.date() <= on


def chase_of(deed: Deed, at: datetime) -> tuple[str, int]:
    """Which letter asks for the report of a deed that is over, and how many days after its end it is due."""
    assert deed.ends_at is not None  # noqa: S101 -- what is done has ended
    days, kind = [stage for stage in CHASED if at >= deed.ends_at + timedelta(days=stage[0])][-1]
    return kind, days


def may_add_photos(person: Person | None, deed: Deed) -> Decision:
    """Who runs a deed that is over, and its photographer."""
    if deed.status not in Deed.HELD:
        return no(_("A deed is shown in photos when it is over."))
    return YES if has_right(person, deed, DeedRight.Kind.PHOTOGRAPHER) else may_run(person, deed)


def may_restore_photo(person: Person | None, deed: Deed, photo: Photo) -> Decision:
    """Who hid a photo shows it again, and so does a coordinator."""
    if person is not None and photo.hidden_by_id == person.pk:
        return may_manage(person, deed)
    return may_review(person, deed)


def may_be_days(campaign: Campaign, starts_on: date, ends_on: date) -> Decision:
    """A day of action lies in its campaign and lasts two weeks at most."""
    if ends_on < starts_on:
        return no(_("The last day comes before the first."))
    if ends_on - starts_on >= LONGEST_ACTION:
        return no(_("It lasts two weeks at most: longer, it is a campaign."))
    if starts_on < campaign.starts_on or ends_on > campaign.ends_on:
        return no(_("These days lie outside the campaign."))
    return YES


def may_take_part(day: ActionDay, campaign: Campaign | None, today: date) -> Decision:
    """Whether a deed can still be begun for a day of action of the campaign that the pages speak of."""
    if campaign != day.campaign:
        return no(_("This day belongs to another campaign. Choose that one on the page of all campaigns first."))
    if day.ends_on < today:
        return no(_("These days are over."))
    return may_take_deeds(campaign)


def may_fill(day: ActionDay, campaign: Campaign, starts_at: datetime) -> Decision:
    """A deed fills the days of action in which it begins."""
    if campaign.pk != day.campaign_id:
        return no(_("This day belongs to another campaign. Choose that one on the page of all campaigns first."))
    if not day.starts_on <= timezone.localdate(starts_at) <= day.ends_on:
        return no(_("This deed lies outside the days of action. Choose a day within them, or start anew without them."))
    return YES
