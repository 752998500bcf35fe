"""What looks wrong: each sign is a query of the floor that knows it, and one line in SIGNS below."""

from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from estafeta.appeals import queries as appeals
from estafeta.appeals.models import Appeal, Pledge, Step
from estafeta.deeds import queries as deeds
from estafeta.deeds.models import Deed
from estafeta.organisations.models import Organisation
from estafeta.participation import queries as participation
from estafeta.participation.models import CheckInEntry
from estafeta.people.models import Role
from estafeta.people.queries import roles_without_login
from estafeta.tally import queries as tally
from estafeta.tally.models import Alarm
from estafeta.web.desk.lists import Kind, Said


def _appeal(appeal: Appeal) -> Said:
    return Said(
        appeal.title,
        f"{appeal.get_status_display()} · {appeal.territory.name}",
        reverse("appeals:check", args=[appeal.slug]),
    )


def _late(deed: Deed) -> Said:
    return Said(
        deed.title, f"{deed.organisation.name} · {deed.territory.name}", reverse("deeds:manage", args=[deed.slug])
    )


def _conflict(deed: Deed) -> Said:
    return Said(
        deed.title,
        f"{deed.organisation.name} · {deed.territory.name}",
        reverse("participation:check_in", args=[deed.slug]),
    )


def _alarm(alarm: Alarm) -> Said:
    return Said(
        alarm.get_rule_display(), f"{tally.evidence_of(alarm)} · {alarm.territory.name}", reverse("tally:alarms")
    )


def _lapsed(made: Pledge) -> Said:
    appeal = made.need.appeal
    return Said(
        made.need.what, f"{appeal.title} · {appeal.territory.name}", reverse("appeals:check", args=[appeal.slug])
    )


def _unverified(body: Organisation) -> Said:
    return Said(body.name, body.territory.name, reverse("organisations:manage", args=[body.slug]))


def _role(role: Role) -> Said:
    place = f"{role.get_kind_display()} · {role.territory.name}"
    return Said(role.person.name or _("Nameless"), place, reverse("people:roles"))


def _conflicts(person: Any, _at: Any) -> Any:
    return deeds.deeds_coordinated_by(person).filter(pk__in=participation.deeds_with_conflicts())


STEPPED = Subquery(Step.objects.filter(appeal=OuterRef("pk")).order_by("-pk").values("at")[:1])
CONFLICTED = Subquery(
    CheckInEntry.objects.filter(deed=OuterRef("pk"), fate=CheckInEntry.Fate.CONFLICT, undone=False)
    .order_by().values("deed").annotate(last=Max("happened_at")).values("last")
)  # fmt: skip

# A sign known on a lower floor is added here by one line: its slug, its title, its query, since when, its words.
SIGNS = (
    Kind("stuck", gettext_lazy("Appeals that nobody moves"), appeals.stuck_appeals, Coalesce(STEPPED, "sent_at"),
         _appeal),
    Kind("late", gettext_lazy("Deeds without a report"), deeds.reports_missing, "ends_at", _late, ("remind",)),
    Kind("conflict", gettext_lazy("Check-ins that contradict each other"), _conflicts,
         Coalesce(CONFLICTED, "made_at"), _conflict),
    Kind("alarm", gettext_lazy("Entries that look wrong"), lambda person, _at: tally.alarms_waiting_for(person),
         "found_at", _alarm),
    Kind("lapsed", gettext_lazy("Promises that lapsed"), appeals.lapsed_pledges, Coalesce("settled_at", "made_at"),
         _lapsed),
    Kind("unverified", gettext_lazy("Organisations whose deeds wait until they are verified"),
         lambda person, _at: deeds.organisations_held_up(person), "registered_at", _unverified, ("verify",)),
    Kind("role", gettext_lazy("Roles whose holder never signed in"), roles_without_login, "given_at", _role),
)  # fmt: skip
