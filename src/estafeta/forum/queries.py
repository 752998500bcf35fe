from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import formats, translation
from django.utils.translation import gettext as _

from estafeta.base.fields import in_language
from estafeta.base.qr import qr_svg
from estafeta.base.typesetting import pdf
from estafeta.forum.models import Forum, Guest, Quota, Seat, Session
from estafeta.heroes.models import Hero
from estafeta.participation.models import SignUp
from estafeta.participation.rules import ticket_text
from estafeta.people.models import Person, Role
from estafeta.people.queries import coordinated_paths, paths_above

TEMPLATES = Path(__file__).resolve().parent / "templates" / "forum"


def forums() -> QuerySet[Forum]:
    """All forums, which are public; the latest first."""
    return Forum.objects.select_related("deed__campaign__territory", "deed__territory").order_by("-deed__starts_at")


def forums_run_by(person: Person | None) -> QuerySet[Forum]:
    """Forums of the campaigns whose whole territory a person coordinates."""
    if person is None:
        return Forum.objects.none()
    seen = Q(pk__in=[])
    for role in person.roles.filter(kind=Role.Kind.COORDINATOR, ended_at=None).select_related("territory"):
        above = Q(deed__campaign__territory__path__startswith=role.territory.path)
        seen |= above & Q(deed__campaign__slug=role.campaign) if role.campaign else above
    return forums().filter(seen)


def forums_invited_to_by(person: Person | None) -> QuerySet[Forum]:
    """Forums with a quota that a person may fill, and those that they run."""
    run = forums_run_by(person).values("pk")
    quotas = Quota.objects.filter(_within(person, "territory__path")).values("forum")
    return forums().filter(Q(pk__in=run) | Q(pk__in=quotas))


def quotas_of(forum: Forum, person: Person | None) -> QuerySet[Quota]:
    """The quotas that a person may fill."""
    return (
        forum.quotas.filter(_within(person, "territory__path")).select_related("territory").order_by("territory__path")
    )


def guests_of(forum: Forum, person: Person | None) -> QuerySet[Guest]:
    """The guests of the quotas that a person may fill, by region and name."""
    return (
        forum.guests.filter(_within(person, "quota__territory__path"))
        .select_related("person", "quota__territory", "sign_up", "hero")
        .order_by("quota__territory__path", "person__name", "pk")
    )


def guest_of_link(token: str) -> Guest | None:
    return (
        Guest.objects.filter(token=token)
        .select_related(
            "forum__deed__territory", "forum__deed__campaign", "person", "sign_up", "quota__territory", "hero"
        )
        .first()
    )


def programme(forum: Forum) -> QuerySet[Session]:
    return forum.sessions.select_related("room").order_by("starts_at", "pk")


def companions_of(guest: Guest) -> list[str]:
    """The names of those who come along, as the guest gave them."""
    if guest.sign_up is None or not guest.sign_up.is_active:
        return []
    return list(guest.sign_up.members.order_by("pk").values_list("name", flat=True))


def seats_of(guest: Guest) -> list[Seat]:
    return list(guest.given_seats.order_by("row", "number"))


def coming(forum: Forum) -> list[Guest]:
    """Who comes and has a place: heroes first, then by region, in the order of invitation."""
    found = forum.guests.filter(answer=Guest.Answer.COMING, sign_up__status=SignUp.Status.GOING)
    rows = found.select_related("person", "sign_up", "quota__territory", "hero").prefetch_related("sign_up__members")
    return sorted(
        rows, key=lambda guest: (guest.hero_id is None, guest.quota.territory.path, guest.answered_at, guest.pk)
    )


def party_of(guest: Guest) -> list[str]:
    """The names of a guest and of everybody who comes along; a companion without a name is the guest's companion."""
    assert guest.sign_up is not None  # noqa: S101 -- who comes has a place
    named = [member.name for member in guest.sign_up.members.all()]
    missing = guest.sign_up.seats - 1 - len(named)
    return [guest.person.name, *named, *([_("Companion of %(name)s") % {"name": guest.person.name}] * missing)]


@dataclass(frozen=True)
class Numbers:
    """How a forum's invitations stand."""

    invited: int
    coming: int
    waiting: int
    declined: int
    silent: int


def numbers(guests: Iterable[Guest]) -> Numbers:
    """Takes: guests -- with their sign-ups; seats of companions are not counted here."""
    rows = [guest for guest in guests if guest.answer != Guest.Answer.WITHDRAWN]
    yes = [guest for guest in rows if guest.answer == Guest.Answer.COMING and guest.sign_up]
    return Numbers(
        invited=len(rows),
        coming=sum(guest.sign_up.status == SignUp.Status.GOING for guest in yes if guest.sign_up),
        waiting=sum(guest.sign_up.status == SignUp.Status.WAITING for guest in yes if guest.sign_up),
        declined=sum(guest.answer == Guest.Answer.DECLINED for guest in rows),
        silent=sum(guest.answer == Guest.Answer.NONE for guest in rows),
    )


def heroes_to_invite(forum: Forum) -> list[tuple[Hero, Quota]]:
    """Honoured ones of the campaign who are reachable and not invited yet, each with the quota of their region."""
    invited = forum.guests.exclude(answer=Guest.Answer.WITHDRAWN).values("hero")
    found = Hero.objects.filter(campaign=forum.deed.campaign, hidden_at=None, nomination__asked__isnull=False)
    quotas = {quota.territory.path: quota for quota in forum.quotas.select_related("territory")}
    pairs = []
    for hero in found.exclude(pk__in=invited.filter(hero__isnull=False)).select_related(
        "nomination__asked", "territory"
    ):
        nearest = [quotas[path] for path in reversed(paths_above(hero.territory)) if path in quotas]
        if nearest:
            pairs.append((hero, nearest[0]))
    return pairs


def badges_pdf(forum: Forum) -> bytes:
    """A badge for everybody who comes, eight a page; a guest's carries the ticket that the gate scans."""
    pages = []
    for guest in coming(forum):
        with translation.override(guest.person.language):
            for at, name in enumerate(party_of(guest)):
                kind = _("civic hero") if guest.hero_id and not at else _("guest") if not at else _("companion")
                code = str(qr_svg(ticket_text(guest.sign_up))) if guest.sign_up and not at else ""
                is_hero = bool(guest.hero_id and not at)
                pages.append({
                    "forum": forum.title, "name": name, "kind": kind, "from": guest.quota.territory.name, "qr": code,
                    "seat": _seat_text(guest, at), "gold": is_hero,
                })  # fmt: skip
    return pdf(TEMPLATES / "badges.typ", pages, title=forum.title)


def diplomas_pdf(forum: Forum) -> bytes:
    """A diploma for every hero of the campaign, a page each, in the language of who answers for them.

    Why: a minor's is handed over in person and never public; so it bears the name.
    """
    heroes = Hero.objects.filter(campaign=forum.deed.campaign, hidden_at=None).select_related(
        "nomination__asked", "nomination__nominator", "territory", "campaign"
    )
    pages = []
    for hero in heroes.order_by("territory__path", "pk"):
        told = hero.nomination
        language = told.asked.language if told.asked else told.language
        with translation.override(language):
            pages.append({
                "language": language, "of": in_language(hero.campaign, "theme"), "head": _("Diploma"),
                "given": _("of a civic hero, given to"), "name": told.shown_name or told.hero_name,
                "for": in_language(hero, "title"), "where": hero.territory.name,
                "posthumous": _("posthumously") if hero.is_posthumous else "",
                "at": f"{forum.title}, {forum.deed.territory.name}, "
                + _day(forum),
                "address": "" if hero.is_minor else f"{settings.SITE_URL}{hero.get_absolute_url()}",
            })  # fmt: skip
    return pdf(TEMPLATES / "diplomas.typ", pages, title=forum.title)


def _day(forum: Forum) -> str:
    """The day on which it begins, where it takes place."""
    if forum.deed.starts_at is None:
        return ""
    there = forum.deed.starts_at.astimezone(ZoneInfo(forum.deed.territory.time_zone))
    return str(formats.date_format(there, "DATE_FORMAT"))


def hall(forum: Forum) -> list[tuple[int, list[Seat]]]:
    """The seats that are given, by row."""
    rows: dict[int, list[Seat]] = {}
    for seat in forum.seats.select_related("guest__quota__territory").order_by("row", "number"):
        rows.setdefault(seat.row, []).append(seat)
    return list(rows.items())


def _seat_text(guest: Guest, at: int) -> str:
    seats = list(guest.given_seats.all())
    if at >= len(seats):
        return ""
    return _("row %(row)s, seat %(number)s") % {"row": seats[at].row, "number": seats[at].number}


def _within(person: Person | None, column: str) -> Q:
    found: Q = Q(pk__in=[])
    for path in coordinated_paths(person):
        found |= Q(**{f"{column}__startswith": path})
    return found


def details(forum: Forum) -> dict[str, Any]:
    """A forum's words in three languages, for its form."""
    return {f"{field}_{code}": getattr(forum, f"{field}_{code}") for field in ("title", "about", "travel", "after")
            for code in ("kk", "ru", "en")}  # fmt: skip
