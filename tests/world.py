"""One deed with everything around it, the people who stand to it in every way, and the address of every route."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from estafeta.deeds.models import DeedRight
from estafeta.forum.models import Guest
from estafeta.moderation.models import Case
from estafeta.organisations.models import Invitation, Membership
from estafeta.participation.models import SignUp, Team
from estafeta.people.models import Farewell, Pair, Person, Role
from estafeta.recognition.models import Certificate
from estafeta.relay.models import Baton, Bundle
from estafeta.reports.services import publish
from estafeta.tally.models import Alarm
from tests import make

ROLES = ("stranger", "participant", "owner", "checker", "neighbour", "coordinator", "elsewhere")

ACTS = {
    "newsroom:act": "withdraw",
    "appeals:follow_act": "withdraw",
    "heroes:follow_act": "withdraw",
    "forum:manage_act": "invite",
}


class World:
    """One deed with everything around it, and seven people who stand to it in seven ways."""

    def __init__(self) -> None:
        self.region = make.region("Karaganda region")
        self.town = make.town(parent=self.region)
        people = {role: make.user(role.capitalize()).person for role in ROLES[1:]}
        self.body = make.organisation(owner=people["owner"], territory=self.town)
        Membership.objects.create(organisation=self.body, person=people["checker"], role=Membership.Role.CHECKER)
        self.others = make.organisation("Neighbours", owner=people["neighbour"], territory=self.town)
        self.fresh = make.organisation("Fresh", verified=False, owner=people["owner"], territory=self.town)
        Role.objects.create(person=people["coordinator"], kind="coordinator", territory=self.region)
        Role.objects.create(person=people["elsewhere"], kind="coordinator", territory=make.region("Abai region"))
        self.deed = make.deed(organisation=self.body, made_by=people["owner"])
        self.draft = make.deed("Draft", status="draft", organisation=self.body, made_by=people["owner"])
        self.review = make.deed("Review", status="review", organisation=self.fresh, made_by=people["owner"])
        self.shift = make.shift(of=self.deed, places_taken=1)
        now = timezone.now()
        self.appeal = make.appeal(territory=self.town, campaign=self.deed.campaign)
        self.asked = make.appeal("Asked", status="sent", territory=self.town, campaign=self.deed.campaign)
        self.need = make.need(of=self.appeal)
        Role.objects.create(person=people["neighbour"], kind="jury", territory=self.region)
        told = {"territory": self.town, "campaign": self.deed.campaign}
        self.nomination = make.nomination(status="sent", consent="asked", **told)
        self.judged = make.nomination("Out of the ice", status="verified", **told)
        self.hero = make.hero(nomination=make.nomination("Out of the river", status="honoured", **told))
        self.story = make.story(territory=self.town, campaign=self.deed.campaign)
        self.forum = make.forum()
        quota = make.quota(self.forum, territory=self.town)
        self.guest = Guest.objects.create(
            forum=self.forum, quota=quota, person=make.person("Guest"), token="guest-token", invited_at=now,
            companions_allowed=1,
        )  # fmt: skip
        self.farewell = Farewell.objects.create(person=make.person(), territory=self.town)
        self.place = SignUp.objects.create(
            shift=self.shift, person=make.person(), status="going", token="t" * 32, language="en", made_at=now,
            confirmed_at=now,
        )  # fmt: skip
        self.invitation = Invitation.objects.create(
            organisation=self.body, role="organiser", token="i" * 32, invited_by=people["owner"],
            lapses_at=now + timedelta(days=7),
        )  # fmt: skip
        self.case = Case.objects.create(
            kind="appeals.appeal", number=self.appeal.pk, title="A", territory=self.town, waits_at=self.town,
            waits_since=now,
        )  # fmt: skip
        self.certificate = Certificate.objects.create(
            code="0123456789ABCDEF", person=make.person("Dana"), deed=self.deed, language="en", place=1,
            content={"name": "Dana", "deeds": 1, "minutes": 60, "since": "", "until": "", "list": []}, issued_at=now,
        )  # fmt: skip
        self.right = self._right("photographer")
        self.alarm = Alarm.objects.create(
            rule="overlap", key="overlap:1:2", campaign=self.deed.campaign, territory=self.town,
            numbers={"persons": 1}, found_at=now,
        )  # fmt: skip
        self.alarm.deeds.set([self.deed, self.draft])
        self.pair = Pair.objects.create(
            one=make.person("Twice", territory=self.town), other=make.person("Twice", territory=self.town), why="place"
        )
        self.report = publish(self.deed.campaign, by=None)
        self.people = people
        self._baton(people["owner"])
        self.team = Team.objects.create(
            kind="crew", name="Crew", slug="crew", territory=self.town, captain=people["owner"], join_code="22222222"
        )

    def _baton(self, giver: Person) -> None:
        """A baton on its way, from a deed that is over."""
        now = timezone.now()
        over = make.deed(
            "Over",
            status="done",
            organisation=self.body,
            campaign=self.deed.campaign,
            starts_at=now - timedelta(days=2),
        )
        self.bundle = Bundle.objects.create(deed=over, person=giver, size=3, handed_at=now)
        self.baton = Baton.objects.create(
            bundle=self.bundle, deed=over, campaign=over.campaign, giver=giver, token="b" * 32, client_key="b",
            to="link", language="en", passed_at=now, lapses_at=now + timedelta(days=14),
        )  # fmt: skip

    def _right(self, kind: str, holder: Person | None = None) -> DeedRight:
        now = timezone.now()
        token = f"{kind}-held" if holder else kind
        return DeedRight.objects.create(
            deed=self.deed, kind=kind, invited=holder or make.person("Invited"), token=token, given_at=now,
            holder=holder, taken_at=now if holder else None,
        )  # fmt: skip

    def client(self, role: str) -> Client:
        client = Client()
        if role != "stranger":
            client.force_login(self.people[role].user)
        return client

    def address(self, name: str) -> str:
        """The address of a route; `name:draft` and the like choose another deed or organisation."""
        route, _sign, which = name.partition("#")
        deed = {"draft": self.draft, "review": self.review}.get(which, self.deed)
        body = self.fresh if which == "fresh" else self.body
        appeal = self.asked if which == "draft" else self.appeal
        if route.startswith(("appeals:", "relay:line", "web:appeal", "deeds:for_appeal", "api:one_appeal")):
            deed = appeal
        if route.startswith("newsroom:"):
            deed = self.story
        if route.startswith("forum:"):
            deed = self.forum
        if route.startswith("heroes:"):
            deed = self.hero if route in {"heroes:hero", "heroes:vote", "heroes:retell"} else self.nomination
        parts = {
            "act": ACTS.get(route, "refuse"),
            "need_id": self.need.pk,
            "bundle_id": self.bundle.pk,
            "way": "nowhere",
            "pledge_id": 0,
            "search_id": 0,
            "slug": self.slug_of(route, getattr(deed, "slug", ""), body.slug),
            "shift_id": self.shift.pk,
            "token": self.token_of(route),
            "code": self.certificate.code if route.startswith("recognition:") else self.town.code,
            "pk": self.alarm.pk if route == "tally:settle_alarm" else deed.pk,
            "id": getattr(deed, "slug", ""),
            "ward_id": 0,
            "day_id": 0,
            "farewell_id": self.farewell.pk,
            "case_id": self.case.pk,
            "pair_id": self.pair.pk,
            "role_id": Role.objects.order_by("pk")[0].pk,
            "membership": Membership.objects.order_by("pk")[0].pk,
            "right_id": self.right.pk,
            "once": "nothing",
            "key": self.key_of(route),
            "size": "small",
            "photo_id": 0,
            "name": "report-en.pdf" if route.startswith("reports:") else "what",
            "word": "deed",
            "kind": "svg",
            "part": "1" if route == "deeds:part_ways" else "pages",
            "number": self.deed.pk if route == "web:report" else "1",
            "day": "2026-05-09",
            "form": "csv",
        }
        pattern = dict(named_routes())[route]
        wanted = re.findall(r"<(?:\w+:)?(\w+)>", str(pattern))
        return reverse(route, kwargs={part: parts[part] for part in wanted})

    def slug_of(self, route: str, usual: str, body: str) -> str:
        if route in {"participation:team", "participation:leave_team", "participation:hand_over_team"}:
            return str(self.team.slug)
        if ":organisation" in route or route.startswith("organisations:") or route == "recognition:diploma":
            return body
        return str(self.deed.campaign.slug) if route.startswith("web:") and "campaign" in route else usual

    def key_of(self, route: str) -> str:
        if route == "heroes:sheet":
            return str(self.judged.sheet_key)
        return str(self.report.key) if route.startswith("reports:") else "0" * 32 if route == "photo" else "nothing"

    def token_of(self, route: str) -> str:
        if route == "forum:guest":
            return str(self.guest.token)
        if route.startswith("heroes:"):
            return str(self.nomination.consent_token if route == "heroes:consent" else self.nomination.token)
        if route == "deeds:right":
            return self.right.token
        if route.startswith("appeals:"):
            return str(self.appeal.token)
        if route.startswith("relay:"):
            return str(self.baton.token)
        return str(self.invitation.token if route == "organisations:join" else self.place.token)


def named_routes() -> Iterator[tuple[str, str]]:
    """Every named route of ours with its pattern; those of allauth and the operators' admin are tested by their own."""

    def walk(patterns: list[URLPattern | URLResolver], names: str, before: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(
                    pattern.url_patterns, f"{names}{pattern.namespace}:" if pattern.namespace else names, here
                )
            elif pattern.name:
                yield f"{names}{pattern.name}", here

    return (
        (name, pattern)
        for name, pattern in walk(get_resolver().url_patterns, "", "")
        if not name.startswith(("admin:", "account_", "mfa_")) and "/sign-in/" not in pattern
    )
