from django.db import transaction

from estafeta.people.models import Person
from estafeta.relay.models import Baton


@transaction.atomic
def forget_giver(person: Person) -> int:
    """Empty what a forgotten person wrote on batons; that one deed led to another stays, without them.

    Returns: how many batons were emptied.
    """
    return Baton.objects.filter(giver=person).exclude(signed_as="", words="").update(signed_as="", words="") + (
        Baton.objects.filter(holder=person).exclude(reason="").update(reason="")
    )
