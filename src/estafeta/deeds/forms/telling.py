"""A deed that is being told: what was typed in its steps, kept in the session until it is announced."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.datastructures import MultiValueDict

from estafeta.appeals.models import Appeal
from estafeta.appeals.queries import need_states
from estafeta.campaigns.models import Campaign
from estafeta.deeds import rules
from estafeta.deeds.forms.steps import STEPS, USUAL_HOUR, StepForm
from estafeta.deeds.models import ActionDay, Deed
from estafeta.deeds.services import Slot
from estafeta.organisations.queries import organised_by
from estafeta.people.models import Person
from estafeta.territories.models import Territory

Answers = dict[str, dict[str, list[str]]]
BUTTONS = {"csrfmiddlewaretoken", "add", "search"}


def typed(data: MultiValueDict[str, str]) -> dict[str, list[str]]:
    """What was typed into one step, as the session can keep it."""
    return {name: data.getlist(name) for name in data if name not in BUTTONS}


def told_by(answers: Answers, person: Person, campaign: Campaign, *, until: str = "") -> tuple[dict[str, Any], str]:
    """Read the answers step by step, up to the step `until`.

    Returns: the cleaned values of the steps read, and the first step whose answer is missing or wrong, else "".
    """
    told: dict[str, Any] = {"person": person, "campaign": campaign}
    for step in STEPS:
        if step == until:
            break
        if step not in answers:
            return told, step
        form = form_of(step, answers, told)
        if not form.is_valid():
            return told, step
        told |= form.cleaned_data
    return told, ""


def form_of(step: str, answers: Answers, told: Mapping[str, Any]) -> StepForm:
    """The form of a step as it was left."""
    data = MultiValueDict(answers[step]) if step in answers else None
    near = answers.get("near", {}).get("territory", [""])[0]
    initial = {"territory": near or usual_place(told)} if step == "where" and data is None else {}
    return STEPS[step](data, told=told, initial=initial)


def usual_place(told: Mapping[str, Any]) -> Territory | None:
    """Where this person's deeds are likely to be: where their first organisation is at home."""
    first = organised_by(told["person"]).filter(memberships__person=told["person"]).order_by("memberships__pk").first()
    return first.territory if first else told["person"].territory


def answers_from(appeal: Appeal) -> Answers:
    """What an appeal already says, as the steps of a deed would have been typed: its words, place and needs."""
    needs = [f"{state.need.what}: {state.need.quantity} {state.need.unit}".strip() for state in need_states(appeal)]
    about = "\n".join(filter(None, [appeal.about, "", *needs])).strip()
    what = {"title": [appeal.title], "about": [about], "language": [appeal.language]}
    if appeal.kind == Appeal.Kind.HOME:
        what["with_frail_people"] = ["on"]
    where = {"territory": [appeal.territory.code], "meeting_point": [appeal.meeting_point]}
    if appeal.lat is not None:
        where["point"] = [f"{appeal.lat}, {appeal.lon}"]
    return {"appeal": {"slug": [appeal.slug]}, "what": what, "where": where}


def answers_for_day(day: ActionDay, language: str, today: date) -> Answers:
    """What a day of action already says, as the steps would have been typed: kind, words, its first day ahead."""
    kind, code = day.type, language[:2]
    what = {"title": [day.name[: rules.LONGEST_TITLE]], "about": [day.text], "language": [code], "bring": [kind.bring]}
    if (age := rules.usual_min_age(kind)) is not None:
        what["min_age"] = [str(age)]
    if kind.slug in rules.WITH_FRAIL_PEOPLE:
        what["with_frail_people"] = ["on"]
    on = max(day.starts_on, today + timedelta(days=1)) if day.ends_on > today else today
    begins = datetime.combine(on, time(USUAL_HOUR))
    ends = begins + timedelta(minutes=min(kind.usual_minutes, 13 * 60))
    when = {"rows": ["1"], "shift_0": [""], "day_0": [on.isoformat()], "from_0": [f"{begins:%H:%M}"]}
    when["to_0"] = [f"{ends:%H:%M}"]
    return {"action_day": {"pk": [str(day.pk)]}, "type": {"type": [kind.slug]}, "what": what, "when": when}


def told_of(deed: Deed, person: Person) -> dict[str, Any]:
    """What a deed that is there already says, in the words of the steps."""
    words = {field: getattr(deed, field) for field in (
        "campaign", "type", "title", "about", "language", "bring", "min_age", "max_age", "with_frail_people",
        "territory", "meeting_point", "lon", "lat",
    )}  # fmt: skip
    return words | {"person": person, "suits": list(deed.suits.all()), "slots": slots_of(deed)}


def slots_of(deed: Deed) -> list[Slot]:
    return [Slot(shift.starts_at, shift.ends_at, shift.capacity, shift.pk) for shift in deed.shifts.all()]
