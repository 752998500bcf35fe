from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from estafeta.base import jobs
from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import clean
from estafeta.campaigns import rules
from estafeta.campaigns.models import Campaign, Goal
from estafeta.journal.services import record
from estafeta.people.models import Person, Role
from estafeta.people.services import give_role
from estafeta.territories.models import Territory

WORDS = ("theme", "slogan", "about")
COME_ALONG = (Role.Kind.COORDINATOR, Role.Kind.EDITOR)  # a jury is called anew


@transaction.atomic
def open_campaign(  # noqa: PLR0913 -- what a campaign cannot be without
    by: Person | None,
    *,
    slug: str,
    territory: Territory,
    starts_on: date,
    ends_on: date,
    words: Mapping[str, Mapping[str, str]],
    goals: Mapping[str, int] | None = None,
    continues: Campaign | None = None,
    is_example: bool = False,
) -> Campaign:
    """Open a campaign under one theme.

    Takes:   by -- None: the operator, by a command; `words` -- {"theme": {"kk": .., "ru": ..}, "slogan": .., ..},
             the theme in one of them at least; `goals` -- targets by metric.
    Returns: the campaign; the slug of one that is there gives that one, unchanged.
    Raises:  NotPossible when `by` does not coordinate the territory, or the days or words are wrong.
    Writes:  one Campaign, its Goals, one journal Entry; all or none.
    """
    insist(rules.may_open(by, territory, continues))
    if already := Campaign.objects.filter(slug=slug).first():
        return already
    if slug != slugify(slug) or not 1 <= len(slug) <= rules.LONGEST_SLUG:
        raise NotPossible(_("The address of a campaign is made of Latin letters, digits and hyphens."))
    insist(rules.may_last(starts_on, ends_on))
    columns = {
        f"{field}_{language}": clean(words.get(field, {}).get(language, ""))
        for field in WORDS
        for language in LANGUAGES
    }
    insist(rules.may_be_named(columns))
    made = Campaign.objects.create(
        slug=slug,
        territory=territory,
        starts_on=starts_on,
        ends_on=ends_on,
        continues=continues,
        is_example=is_example,
        **columns,
    )
    record(by, "opened", made)
    for metric, target in (goals or {}).items():
        set_goal(made, by if continues is None else None, metric=metric, target=target)
    return made


@transaction.atomic
def continue_campaign(
    old: Campaign,
    by: Person | None,
    *,
    slug: str,
    starts_on: date,
    ends_on: date,
    words: Mapping[str, Mapping[str, str]],
    goals: Mapping[str, int] | None = None,
) -> Campaign:
    """Carry the relay on under another theme: the same territory, organisations and coordinators come along.

    Returns: the next campaign; told again with the same address, the one already there.
    Raises:  NotPossible when `by` does not lead the old one, the address is another campaign's, or what
             `open_campaign` refuses.
    Writes:  what `open_campaign` writes, a Role for everybody who holds one in the old campaign alone, one job that
             writes to those who agreed to letters about it.
    """
    if by is not None:
        insist(rules.may_lead(by, old))
    there = Campaign.objects.filter(slug=slug).first()
    if there is not None and there.continues_id != old.pk:
        raise NotPossible(_("Another campaign has this address. Choose another one."))
    made = open_campaign(
        by, slug=slug, territory=old.territory, starts_on=starts_on, ends_on=ends_on, words=words, goals=goals,
        continues=old, is_example=old.is_example,
    )  # fmt: skip
    held = Role.objects.filter(campaign=old.slug, ended_at=None).select_related("person", "territory")
    for role in held.filter(kind__in=COME_ALONG, person__forgotten_at=None).order_by("pk"):
        give_role(role.person, role.kind, role.territory, by=None, campaign=made.slug)
    if there is None:
        jobs.defer("recognition.tell_of_next", campaign_id=made.pk)
    return made


@transaction.atomic
def set_goal(campaign: Campaign, by: Person | None, *, metric: str, target: int) -> Goal:
    """Say what a campaign hopes to reach in one metric of the tally.

    Raises: NotPossible when `by` does not coordinate the campaign's territory, or the target is no number above 0.
    Writes: one Goal, one journal Entry; nothing when it stands so already.
    """
    insist(rules.may_open(by, campaign.territory))
    if metric not in rules.METRICS or not 1 <= target <= rules.GREATEST_TARGET:
        raise NotPossible(_("A goal is a metric of the tally and a number above 0."))
    held = Goal.objects.select_for_update().filter(campaign=campaign, metric=metric).first()
    if held and held.target == target:
        return held
    goal, _is_new = Goal.objects.update_or_create(campaign=campaign, metric=metric, defaults={"target": target})
    record(by, "set_goal", campaign, metric=metric, target=target)
    return goal


@transaction.atomic
def close_campaign(campaign: Campaign, by: Person | None, *, now: datetime | None = None) -> Campaign:
    """Close a campaign: no deed is announced in it from now on. Its figures stay.

    Returns: the campaign; one that is closed stays so.
    Raises:  NotPossible when `by` does not coordinate its territory.
    Writes:  the Campaign, one journal Entry.
    Locks:   the Campaign row.
    """
    if by is not None:
        insist(rules.may_lead(by, campaign))
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if held.closed_at is not None:
        return held
    held.closed_at = now or timezone.now()
    held.save(update_fields=["closed_at"])
    record(by, "closed", held)
    return held
