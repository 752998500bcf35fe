"""Everything that is kept of one person, gathered from every floor, for that person alone."""

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from estafeta.appeals.models import Appeal, Pledge
from estafeta.forum.models import Guest
from estafeta.heroes.models import Nomination
from estafeta.journal.models import Entry
from estafeta.journal.queries import looks_at
from estafeta.moderation.models import Flag
from estafeta.notifications.models import Letter
from estafeta.organisations.models import Membership
from estafeta.participation.models import SignUp, Teammate
from estafeta.people.models import Consent, Person, Role
from estafeta.relay.models import Baton, Bundle
from estafeta.tally.queries import entries_about

Rows = list[dict[str, Any]]


def everything_of(person: Person) -> dict[str, Rows]:
    """By a name for programs: the rows of each sort, as plain JSON values, oldest first.

    Why: a person can take their data away (PRODUCT.md, Keeping people safe). Rights of others stay theirs: of a
         letter its kind and moment are told, of an organisation its name.
    """
    return {
        "person": [_of_person(person)],
        "children": [_of_person(ward) for ward in person.wards.order_by("pk")],
        "roles": [
            {"role": role.kind, "territory": role.territory.code, "campaign": role.campaign,
             "given": role.given_at, "ended": role.ended_at}
            for role in Role.objects.filter(person=person).select_related("territory").order_by("pk")
        ],
        "memberships": [
            {"organisation": one.organisation.name, "part": one.role, "joined": one.joined_at, "left": one.left_at}
            for one in Membership.objects.filter(person=person).select_related("organisation").order_by("pk")
        ],
        "consents": [
            {"of": one.person.name, "purpose": one.purpose, "words": one.wording, "given": one.given_at,
             "ended": one.ended_at}
            for one in Consent.objects.filter(_own(person)).select_related("person").order_by("pk")
        ],
        "sign_ups": [
            {"who": one.person.name, "deed": one.shift.deed.title, "starts": one.shift.starts_at,
             "status": one.status, "seats": one.seats, "team": one.team_name, "made": one.made_at,
             "cancelled": one.cancelled_at, "others": [member.name for member in one.members.all()]}
            for one in _with_deed(SignUp.objects.filter(_own(person))).prefetch_related("members")
        ],
        "teams": [
            {"who": one.person.name, "team": one.team.name, "leads": one.team.captain_id == one.person_id,
             "joined": one.joined_at, "left": one.left_at}
            for one in Teammate.objects.filter(_own(person)).select_related("person", "team").order_by("pk")
        ],
        "participations": [
            {"who": one.person.name if one.person else "", "deed": one.deed.title, "happened": one.happened_at,
             "recorded": one.recorded_at, "grade": one.grade, "minutes": one.minutes, "number": str(one.uuid)}
            for one in entries_about(person)
        ],
        "appeals": [
            {"title": one.title, "about": one.about, "as_sent": one.about_as_sent, "for_whom": one.for_whom,
             "private": one.private_detail, "where": one.meeting_point, "status": one.status, "sent": one.sent_at}
            for one in Appeal.objects.filter(Q(asker=person) | Q(asker__guardian=person)).order_by("pk")
        ],
        "promises": [
            {"what": one.need.what, "quantity": one.quantity, "status": one.status, "made": one.made_at}
            for one in Pledge.objects.filter(person=person).select_related("need").order_by("pk")
        ],
        "bundles": [
            {"who": one.person.name, "deed": one.deed.title, "handed": one.handed_at, "size": one.size,
             "passed": one.passed}
            for one in Bundle.objects.filter(_own(person)).select_related("person", "deed").order_by("pk")
        ],
        "batons": [
            {"deed": one.deed.title, "part": "giver" if one.giver_id == person.pk else "holder", "to": one.to,
             "status": one.status, "passed": one.passed_at, "answered": one.answered_at}
            | ({"signed_as": one.signed_as, "words": one.words} if one.giver_id == person.pk else {})
            for one in Baton.objects.filter(Q(giver=person) | Q(holder=person)).select_related("deed").order_by("pk")
        ],
        "nominations": [
            {"hero": one.hero_name, "title": one.title, "story": one.story, "witnesses": one.witnesses,
             "status": one.status, "made": one.made_at}
            for one in Nomination.objects.filter(nominator=person).order_by("pk")
        ],
        "honoured": [
            {"title": one.title, "consent": one.consent, "name": one.shown_name, "status": one.status}
            for one in Nomination.objects.filter(asked=person).exclude(consent="not_asked").order_by("pk")
        ],
        "forums": [
            {"forum": one.forum.title, "answer": one.answer, "arrives": one.arrives, "notes": one.notes}
            for one in Guest.objects.filter(person=person).select_related("forum").order_by("pk")
        ],
        "flags": [
            {"reason": one.reason, "words": one.words, "made": one.made_at, "about": one.case.title}
            for one in Flag.objects.filter(reporter=person).select_related("case").order_by("pk")
        ],
        "letters": [
            {"kind": one.kind, "channel": one.channel, "state": one.state, "queued": one.queued_at,
             "sent": one.sent_at}
            for one in Letter.objects.filter(person=person).order_by("pk")
        ],
        "looks": [
            {"who": one.viewer.name, "of": one.person.name, "what": one.what, "where": one.title, "at": one.at}
            for one in looks_at(person)
        ],
        "acts": [
            {"at": one.at, "act": one.act, "thing": one.thing}
            for one in Entry.objects.filter(actor=person).order_by("pk")
        ],
    }  # fmt: skip


def consents(person: Person) -> QuerySet[Consent]:
    """Every word on the use of one's data or that of one's wards, also those taken back; the latest first."""
    return Consent.objects.filter(_own(person)).select_related("person", "given_by").order_by("-given_at", "-pk")


def names() -> dict[str, str]:
    """What each sort of rows is called on the page, in the reader's language."""
    return {
        "person": _("About me"),
        "children": _("Children whom I sign up"),
        "roles": _("Roles"),
        "memberships": _("My part in organisations"),
        "consents": _("Consents"),
        "sign_ups": _("Sign-ups"),
        "teams": _("My teams"),
        "participations": _("Participations that were counted"),
        "appeals": _("My appeals for help"),
        "promises": _("What I have promised"),
        "bundles": _("Batons put into my hands"),
        "batons": _("My batons"),
        "nominations": _("Heroes whom I nominated"),
        "honoured": _("Where my consent was asked"),
        "forums": _("Invitations to forums"),
        "flags": _("What I reported"),
        "letters": pgettext("sent to a person", "Letters"),
        "looks": _("Who looked at my data"),
        "acts": _("What I did here"),
    }


def packed(person: Person) -> bytes:
    """A ZIP with the same twice: `data.json` for programs and `data.html` for reading."""
    kept = everything_of(person)
    called = names()
    page = render_to_string(
        "web/data_file.html",
        {"sorts": [(called[sort], rows) for sort, rows in kept.items()], "person": person, "at": timezone.now()},
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("data.json", json.dumps(kept, ensure_ascii=False, indent=1, default=_in_words))
        pack.writestr("data.html", page)
    return made.getvalue()


def _of_person(person: Person) -> dict[str, Any]:
    return {
        "name": person.name, "email": person.email, "phone": person.phone, "language": person.language,
        "born": person.born_on, "territory": person.territory.code if person.territory else "",
        "met": person.met_at, "signs_in": person.user_id is not None,
    }  # fmt: skip


def _own(person: Person) -> Q:
    """What is of the person or of a child whom they sign up."""
    return Q(person=person) | Q(person__guardian=person)


def _with_deed(rows: QuerySet[SignUp]) -> QuerySet[SignUp]:
    return rows.select_related("person", "shift__deed").order_by("pk")


def _in_words(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def counted(kept: dict[str, Rows]) -> Iterable[tuple[str, int]]:
    """How many rows there are of each sort that has any."""
    called = names()
    return [(called[sort], len(rows)) for sort, rows in kept.items() if rows]


def file_name(at: datetime) -> str:
    return f"estafeta-{at:%Y-%m-%d}.zip"
