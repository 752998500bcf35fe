import base64
import hashlib
import json

from django.db import transaction

from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.tally.models import Figure
from estafeta.tally.queries import TallyFigure
from estafeta.territories.models import Territory

LENGTH_OF_KEY = 12


@transaction.atomic
def quote(figure: TallyFigure) -> Figure:
    """Keep a figure under a permanent link. Quoting the same question again gives the same link.

    Writes: one Figure, unless the question was quoted before.
    """
    asked = json.dumps([figure.scope.as_dict(), figure.recorded_until.timestamp(), figure.method], sort_keys=True)
    digest = hashlib.sha256(asked.encode()).digest()
    key = base64.b32encode(digest).decode().lower()[:LENGTH_OF_KEY]
    scope = figure.scope
    kept, _made = Figure.objects.get_or_create(
        question=digest.hex(),
        defaults={
            "key": key,
            "campaign": Campaign.objects.get(slug=scope.campaign),
            "territory": Territory.objects.get(code=scope.territory) if scope.territory else None,
            "organisation": Organisation.objects.get(slug=scope.organisation) if scope.organisation else None,
            "as_of": figure.recorded_until,
            "method": figure.method,
            "answer": figure.answer(),
        },
    )
    return kept
