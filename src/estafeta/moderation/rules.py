from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.moderation.models import Case
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate

ANSWER_WITHIN = timedelta(hours=48)  # PRODUCT.md, Nobody waits in vain
LONGEST_WORDS = 2000
LONGEST_REASON = 200
QUICKEST_S = 3  # a human reads before sending
FORM_IS_GOOD_S = 24 * 60 * 60


def may_settle(person: Person | None, case: Case) -> Decision:
    """Coordinators of the thing's territory or above it; the operator."""
    if person is None:
        return no(_("You do not coordinate this territory."))
    if person.user is not None and person.user.is_superuser:
        return YES
    if case.territory is None:
        top = person.roles.filter(kind="coordinator", ended_at=None, territory__depth=0).exists()
        return YES if top else no(_("You do not coordinate this territory."))
    return may_coordinate(person, case.territory, case.campaign)
