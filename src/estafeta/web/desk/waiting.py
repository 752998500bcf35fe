"""What waits for somebody's word or hand."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from estafeta.appeals import queries as appeals
from estafeta.appeals.models import Appeal, Need, Pledge, Step
from estafeta.deeds import queries as deeds
from estafeta.deeds.models import Deed, DeedRight, StateChange
from estafeta.heroes import queries as heroes
from estafeta.heroes.models import Nomination, Objection
from estafeta.moderation.models import Case
from estafeta.moderation.queries import cases_that_wait
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organisations_to_verify
from estafeta.participation.queries import waiting_pairs
from estafeta.people.models import Farewell, Pair
from estafeta.people.queries import farewells_visible_to
from estafeta.web.desk.lists import Kind, Said


def _appeal(appeal: Appeal) -> Said:
    return Said(
        appeal.title,
        f"{appeal.get_kind_display()} · {appeal.territory.name}",
        reverse("appeals:check", args=[appeal.slug]),
    )


def _own_appeal(appeal: Appeal) -> Said:
    return Said(appeal.title, appeal.territory.name, reverse("appeals:follow", args=[appeal.token]))


def _deed(deed: Deed) -> Said:
    return Said(
        deed.title, f"{deed.organisation.name} · {deed.territory.name}", reverse("deeds:manage", args=[deed.slug])
    )


def _report(deed: Deed) -> Said:
    return Said(
        deed.title, f"{deed.organisation.name} · {deed.territory.name}", reverse("deeds:report", args=[deed.slug])
    )


def _organisation(body: Organisation) -> Said:
    return Said(
        body.name,
        f"{body.get_kind_display()} · {body.territory.name}",
        reverse("organisations:manage", args=[body.slug]),
    )


def _pledge(made: Pledge) -> Said:
    return Said(made.need.what, made.need.appeal.title, reverse("appeals:pledges"))


def _arrived(made: Pledge) -> Said:
    appeal = made.need.appeal
    return Said(made.need.what, appeal.title, reverse("appeals:follow", args=[appeal.token]))


def _nomination(nomination: Nomination) -> Said:
    return Said(nomination.title, nomination.territory.name, reverse("heroes:check", args=[nomination.pk]))


def _sheets(_oldest: Nomination) -> Said:
    """One line for all sheets, since a list of them would tell a juror in which order they came."""
    return Said(_("Sheets wait for your marks"), "", reverse("heroes:jury"))


def _objection(objection: Objection) -> Said:
    nomination = objection.nomination
    return Said(nomination.title, nomination.territory.name, reverse("heroes:check", args=[nomination.pk]))


def _case(case: Case) -> Said:
    return Said(case.title, case.territory.name if case.territory else "", reverse("web:case", args=[case.pk]))


def _pair(pair: Pair) -> Said:
    return Said(pair.one.name, str(pair.get_why_display()), reverse("web:pairs"))


def _farewell(farewell: Farewell) -> Said:
    place = farewell.territory.name if farewell.territory else ""
    return Said(farewell.person.name or _("Nameless"), place, reverse("web:settle_farewell", args=[farewell.pk]))


def _invitation(right: DeedRight) -> Said:
    return Said(right.deed.title, str(right.get_kind_display()), reverse("deeds:right", args=[right.token]))


def _promised(person: Any, _at: datetime) -> Any:
    return appeals.pledges_of(person).filter(status=Pledge.Status.PROMISED)


ENTERED = Subquery(
    StateChange.objects.filter(deed=OuterRef("pk"), status=OuterRef("status")).order_by("-pk").values("at")[:1]
)
STEPPED = Subquery(Step.objects.filter(appeal=OuterRef("pk")).order_by("-pk").values("at")[:1])

KINDS = (
    Kind("flag", gettext_lazy("Reported things"), lambda person, _at: cases_that_wait(person), "opened_at", _case),
    Kind("appeal", gettext_lazy("Appeals to answer"), lambda person, _at: appeals.appeals_to_check(person),
         "sent_at", _appeal, ("publish", "refuse", "merge")),
    Kind("review", gettext_lazy("Deeds to read"), lambda person, _at: deeds.deeds_to_review(person),
         Coalesce(ENTERED, "made_at"), _deed, ("announce", "return")),
    Kind("organisation", gettext_lazy("Organisations to verify"), lambda person, _at: organisations_to_verify(person),
         "registered_at", _organisation, ("verify",)),
    Kind("vouch", gettext_lazy("Reports to verify"), lambda person, _at: deeds.reports_to_verify(person),
         Coalesce(ENTERED, "made_at"), _deed, ("vouch",)),
    Kind("nomination", gettext_lazy("Nominations to hand on"), lambda person, _at: heroes.to_assign(person),
         "sent_at", _nomination),
    Kind("verify", gettext_lazy("Nominations to verify"), lambda person, _at: heroes.to_check(person),
         Coalesce("assigned_at", "made_at"), _nomination),
    Kind("judge", gettext_lazy("Heroes to judge"), lambda person, _at: heroes.oldest_to_judge(person),
         Coalesce("verified_at", "made_at"), _sheets),
    Kind("verdict", gettext_lazy("Verdicts to write down"), lambda person, _at: heroes.ready_to_decide(person),
         Coalesce("verified_at", "made_at"), _nomination),
    Kind("objection", gettext_lazy("Objections to answer"), lambda person, _at: heroes.objections_to_settle(person),
         "made_at", _objection),
    Kind("report", gettext_lazy("Reports to write"), lambda person, _at: deeds.reports_due(person),
         Coalesce("ends_at", "made_at"), _report),
    Kind("permit", gettext_lazy("Permits to answer"),
         lambda person, at: _promised(person, at).filter(need__kind=Need.Kind.PERMIT), "made_at", _pledge),
    Kind("pledge", gettext_lazy("Promises to keep"),
         lambda person, at: _promised(person, at).exclude(need__kind=Need.Kind.PERMIT), "made_at", _pledge),
    Kind("arrived", gettext_lazy("Help to confirm"), lambda person, _at: appeals.pledges_to_confirm(person),
         Coalesce("settled_at", "made_at"), _arrived),
    Kind("question", gettext_lazy("Questions to me"), lambda person, _at: appeals.questions_to(person),
         Coalesce(STEPPED, "sent_at"), _own_appeal),
    Kind("word", gettext_lazy("Is it as hoped?"), lambda person, _at: appeals.last_words_of(person),
         Coalesce(STEPPED, "sent_at"), _own_appeal),
    Kind("invitation", gettext_lazy("Invitations"), deeds.invitations_to, "given_at", _invitation),
    Kind("pair", gettext_lazy("One person twice?"), lambda person, _at: waiting_pairs(person), "found_at", _pair),
    Kind("farewell", gettext_lazy("People who ask to be forgotten"), lambda person, _at: farewells_visible_to(person),
         "asked_at", _farewell),
)  # fmt: skip
