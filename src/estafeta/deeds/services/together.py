from django.db import transaction

from estafeta.base.errors import insist
from estafeta.deeds import rules
from estafeta.deeds.models import Deed, DeedOrganiser
from estafeta.deeds.services.states import held
from estafeta.journal.services import record
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person


@transaction.atomic
def organise_together(deed: Deed, by: Person, organisation: Organisation) -> DeedOrganiser:
    """Bring another organisation into a deed, as one of its organisers who was given the private link.

    Returns: its part; bringing it in twice gives the first one.
    Raises:  NotPossible when `by` does not organise for it, it is the deed's own, or the deed is over.
    Writes:  one DeedOrganiser, one journal Entry.
    Locks:   the Deed row.
    """
    deed = held(deed)
    insist(rules.may_organise_together(by, deed, organisation))
    part, is_new = DeedOrganiser.objects.get_or_create(deed=deed, organisation=organisation)
    if is_new:
        record(by, "organises_together", deed, organisation=organisation.pk)
    return part


@transaction.atomic
def part_ways(deed: Deed, by: Person, organisation: Organisation) -> None:
    """End another organisation's part in a deed. Where it has none, nothing happens.

    Raises: NotPossible when `by` organises for neither.
    Writes: the DeedOrganiser, which goes; one journal Entry.
    Locks:  the Deed row.
    """
    deed = held(deed)
    insist(rules.may_organise(by, deed))
    gone, _rows = DeedOrganiser.objects.filter(deed=deed, organisation=organisation).delete()
    if gone:
        record(by, "parted_ways", deed, organisation=organisation.pk)
