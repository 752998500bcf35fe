"""What is counted, and how: the six metrics, the grades of evidence, and the few judgements behind them.

Why: PRODUCT.md, "Counting"; docs/counting.md says the same to readers.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from estafeta.base.decisions import YES, Decision, no
from estafeta.deeds.rules import may_organise
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate
from estafeta.tally.models import Alarm, Fact, Grade

METHOD_VERSION = "2026.1"

METRICS = ("people", "participations", "spectators", "deeds", "hours", "completeness")
WAYS = ("territory", "day", "type", "group", "grade")
HEADLINE_GRADES = ("A", "B", "C")
APART_GRADES = ("D", "E")
GRADES = HEADLINE_GRADES + APART_GRADES
LONGEST_REASON = 200
CLOCKS_MAY_DIFFER = timedelta(seconds=5)  # between the machines of one installation

LABELS: dict[str, Promise] = {
    "people": pgettext_lazy("metric", "people"),
    "participations": pgettext_lazy("metric", "participations"),
    "spectators": pgettext_lazy("metric", "spectators"),
    "deeds": pgettext_lazy("metric", "deeds"),
    "hours": pgettext_lazy("metric", "hours"),
    "completeness": pgettext_lazy("metric", "reporting completeness"),
}

DEFINITIONS: dict[str, Promise] = {
    "people": _(
        "Everybody who took part, each counted once however many deeds they came to; exact where all gave their "
        "names, otherwise the least and the most that the counts allow."
    ),
    "participations": _(
        "One person in one deed: who came to three deeds counts three times, and a sign-up alone never counts."
    ),
    "spectators": _("Those who came to watch or listen; they are never added to those who took part."),
    "deeds": _("Good deeds that were held, each counted once in the place where it was held."),
    "hours": _(
        "Whole hours that people gave, measured and estimated kept apart; the time of spectators is not counted."
    ),
    "completeness": _("How many of the deeds held have been reported."),
}

GRADE_NAMES: dict[str, Promise] = {
    "A": _("checked in on the spot by somebody else, by ticket, code or tick, while the deed went on"),
    "B": _("on the organiser's list, and confirmed by the person, a guardian or the head of the unit"),
    "C": _("on a list that nobody confirmed, or counted by two people with a dated photo"),
    "D": _("counted by the organiser alone"),
    "E": _("said by the person themselves"),
}


def people_range(named: int, unnamed: int, peak: int) -> tuple[int, int]:
    """The least and the most people that the facts allow.

    Takes:   named -- different people with a name; unnamed -- all unnamed heads;
             peak -- the greatest number, named and unnamed, at deeds at one moment.
    Returns: (least, most); the same number twice where everybody has a name.
    Why:     nobody is in two places at once, so those at one moment are different people; and unnamed heads may all
             be new people, or all the same ones.
    """
    return max(named, peak), named + unnamed


def percent(part: int, whole: int) -> int | None:
    """`part` of `whole` in whole percent, rounded down so that 100 means all; None of nothing."""
    return part * 100 // whole if whole else None


def whole_hours(minutes: Mapping[str, int]) -> dict[str, int]:
    """Minutes by grade as whole hours by grade, so that A, B and C add up to the whole hours of all three.

    Why: rounding each alone loses up to an hour a grade, and then the mix differs from its sum.
    """
    hours, before = {}, 0
    for grade in HEADLINE_GRADES:
        until = before + minutes.get(grade, 0)
        hours[grade] = until // 60 - before // 60
        before = until
    return hours | {grade: minutes.get(grade, 0) // 60 for grade in APART_GRADES}


def may_ask_as_of(moment: datetime, now: datetime) -> Decision:
    if moment > now + CLOCKS_MAY_DIFFER:
        return no(_("This moment lies in the future. Ask for one that has passed."))
    return YES


def may_correct(fact: Fact, reason: str) -> Decision:
    """Whether a fact can be taken back. That nobody did so before is decided by the database."""
    if fact.kind == Fact.Kind.CORRECTION:
        return no(_("A correction is not corrected itself; record the right value as a new entry."))
    if not reason.strip():
        return no(_("Say why the entry is corrected: the reason is shown in the public list of corrections."))
    if len(reason) > LONGEST_REASON:
        return no(_("Say the reason in at most %(most)d characters.") % {"most": LONGEST_REASON})
    return YES


def best_grade(grade: str, other: str) -> str:
    """The better evidenced of two grades; A is the best."""
    return min(Grade(grade), Grade(other))


def may_settle_alarm(person: Person, alarm: Alarm) -> Decision:
    """A coordinator of the territory, and nobody about a deed of their own organisation."""
    if not (decision := may_coordinate(person, alarm.territory, alarm.campaign.slug)):
        return decision
    for deed in alarm.deeds.select_related("organisation"):
        if may_organise(person, deed):
            return no(_("This is about a deed of your own organisation. Another coordinator answers it."))
    return YES
