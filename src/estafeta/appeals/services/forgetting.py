import secrets

from django.db import transaction

from estafeta.appeals import rules
from estafeta.appeals.models import Appeal, Pledge
from estafeta.appeals.services.asking import withdraw
from estafeta.appeals.services.pledges import withdraw_pledge
from estafeta.people.models import Person


def forget_asker(person: Person) -> None:
    """Leave of somebody's appeals what everybody may read; what was never public goes, and its text with it.

    Writes: what `withdraw` and `withdraw_pledge` write, then the Appeals. Their private links end.
    """
    for made in Pledge.objects.filter(person=person, organisation=None, status=Pledge.Status.PROMISED).order_by("pk"):
        withdraw_pledge(made, person)
    for appeal in Appeal.objects.filter(asker=person).order_by("pk"):
        if appeal.status in rules.WAITING:
            withdraw(appeal, by=person)
        _empty(appeal)


@transaction.atomic
def _empty(appeal: Appeal) -> None:
    """Locks the Appeal row."""
    appeal = Appeal.objects.select_for_update(no_key=True).get(pk=appeal.pk)
    appeal.private_detail = appeal.title_as_sent = appeal.about_as_sent = ""
    appeal.token = secrets.token_urlsafe(32)
    if appeal.published_at is None:
        appeal.title, appeal.slug = "…", f"x-{secrets.token_hex(8)}"
        appeal.about = appeal.for_whom = appeal.meeting_point = appeal.folded = ""
        appeal.lon = appeal.lat = None
    appeal.save()
