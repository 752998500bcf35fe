"""Days and weeks of action: set by those who lead a campaign, filled by everybody's deeds."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import clean
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.rules import may_lead, may_take_deeds
from estafeta.deeds import rules
from estafeta.deeds.models import ActionDay, DeedType
from estafeta.journal.services import record
from estafeta.people.models import Person


@transaction.atomic
def set_action_day(
    campaign: Campaign,
    by: Person | None,
    *,
    type: DeedType,  # noqa: A002 -- the word of the glossary
    starts_on: date,
    ends_on: date,
    words: Mapping[str, str],
    day: ActionDay | None = None,
) -> ActionDay:
    """Set a day or week of action of a campaign, or change one.

    Takes:   by -- None: the operator, by a command; `words` -- name_kk .. text_en, all three names among them;
             `day` -- the one that is changed.
    Returns: the day; one of the same first day and English name, told again, is that one.
    Raises:  NotPossible when `by` does not lead the campaign, it is closed, or days or words are wrong.
    Writes:  one ActionDay, one journal Entry.
    Locks:   the Campaign row, so that two presses set one.
    """
    if by is not None:
        insist(may_lead(by, campaign))
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    insist(may_take_deeds(campaign))
    insist(rules.may_be_days(campaign, starts_on, ends_on))
    told = {
        f"{field}_{code}": clean(words.get(f"{field}_{code}", "")) for field in ("name", "text") for code in LANGUAGES
    }
    if not all(told[f"name_{code}"] for code in LANGUAGES):
        raise NotPossible(_("Write the name in three languages."))
    if any(len(told[f"name_{code}"]) > rules.LONGEST_TITLE for code in LANGUAGES):
        raise NotPossible(_("The title is too long: 120 characters at most."))
    if any(len(told[f"text_{code}"]) > rules.LONGEST_ABOUT for code in LANGUAGES):
        raise NotPossible(_("The description is too long: 10,000 characters at most."))
    same = ActionDay.objects.filter(campaign=campaign, starts_on=starts_on, name_en=told["name_en"]).first()
    if day is not None and same is not None and same != day:
        raise NotPossible(_("There is already a day of action of this name."))
    held = day or same or ActionDay(campaign=campaign, set_by=by)
    for name, value in {"type": type, "starts_on": starts_on, "ends_on": ends_on, **told}.items():
        setattr(held, name, value)
    held.save()
    record(by, "set", held, campaign=campaign.slug)
    return held
