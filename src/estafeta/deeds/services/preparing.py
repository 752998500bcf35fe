from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from estafeta.appeals import rules as appeals
from estafeta.appeals.models import Appeal
from estafeta.base.errors import insist
from estafeta.base.texts import clean
from estafeta.campaigns.models import Campaign
from estafeta.deeds import rules
from estafeta.deeds.models import ActionDay, Deed, DeedAnswer, DeedType
from estafeta.deeds.services.announcing import draft, submit
from estafeta.deeds.services.shifts import Slot, set_shifts
from estafeta.organisations import services as organisations
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.territories.models import Territory


@transaction.atomic
def prepare(  # noqa: PLR0913 -- all that the steps of the form have told
    by: Person,
    *,
    campaign: Campaign,
    type: DeedType,  # noqa: A002 -- the word of the glossary
    territory: Territory,
    title: str,
    slots: Sequence[Slot],
    organisation: Organisation | None = None,
    group_name: str = "",
    answers: Appeal | None = None,
    action_day: ActionDay | None = None,
    came_by: str = "",
    hand_in: bool = True,
    now: datetime | None = None,
    **words: Any,
) -> Deed:
    """Write a whole deed down at once and, with `hand_in`, announce it or give it to review.

    Takes:   organisation -- None: an informal group called `group_name` is registered for `by` on the spot;
             `answers` -- the appeal that the deed is for; `action_day` -- the days of action that it fills;
             `came_by` -- as for `draft`; `words` -- those of `draft`.
    Returns: the deed; told again by the same person (two presses), the one already there.
    Raises:  NotPossible as `register`, `draft`, `set_shifts` and `submit` do; then nothing is written.
    Writes:  what those write; all or none.
    Locks:   the Person row of `by`, so that two presses announce once.
    """
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    if organisation is None:
        organisation = organisations.register(by, kind=Organisation.Kind.INFORMAL, name=group_name, territory=territory)
    first = min(slot.starts_at for slot in slots)
    deed = (
        Deed.objects.filter(made_by=by, organisation=organisation, title=clean(title), starts_at=first)
        .exclude(status=Deed.Status.CANCELLED)
        .first()
    )
    if deed is None:
        deed = draft(
            by, campaign=campaign, type=type, organisation=organisation, territory=territory, title=title,
            came_by=came_by, **words,
        )  # fmt: skip
        set_shifts(deed, by, slots, now=now)
        if action_day is not None:
            insist(rules.may_fill(action_day, campaign, first))
            deed.action_day = action_day
            deed.save(update_fields=["action_day"])
        if answers is not None:
            insist(appeals.may_be_answered(answers, campaign))
            DeedAnswer.objects.create(deed=deed, appeal=answers)
    return submit(deed, by, now=now) if hand_in and deed.status == Deed.Status.DRAFT else deed
