import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from estafeta.base import jobs
from estafeta.base.errors import insist
from estafeta.campaigns.models import Campaign
from estafeta.journal.services import record
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.reports import queries, rules
from estafeta.reports.models import Report
from estafeta.tally import queries as tally
from estafeta.tally.services import quote
from estafeta.territories.models import Territory

LENGTH_OF_KEY = 12


@transaction.atomic
def publish(
    campaign: Campaign,
    *,
    by: Person | None,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    as_of: datetime | None = None,
    words: Mapping[str, str] | None = None,
    signed: str = "",
) -> Report:
    """Freeze what the campaign has achieved. The same question as of the same moment is the same report.

    Takes:   by -- None for the operator at the machine; words -- the leader's, by language; as_of -- None: now.
    Raises:  NotPossible: not theirs to publish, or a moment in the future.
    Writes:  Report, the quoted Figure, a journal entry; queues the printing. A report that is there is returned.
    """
    if by is not None:
        insist(rules.may_publish(by, campaign, territory, organisation))
    if territory is not None and territory.pk == campaign.territory_id:
        territory = None
    told = queries.content(campaign, territory=territory, organisation=organisation, as_of=as_of)
    moment = datetime.fromisoformat(told["as_of"])
    question = {"campaign": campaign, "territory": territory, "organisation": organisation, "as_of": moment}
    if kept := Report.objects.filter(**question).first():
        return kept
    told["figure_key"] = quote(tally.from_answer(told["figure"])).key
    texts = {f"word_{code}": text.strip()[: rules.LONGEST_WORD] for code, text in (words or {}).items()}
    digest = hashlib.sha256(json.dumps([told, texts, signed], sort_keys=True, ensure_ascii=False).encode())
    names = [campaign.slug, territory and territory.code, organisation and organisation.slug, told["as_of"]]
    key = base64.b32encode(hashlib.sha256(json.dumps(names).encode()).digest()).decode().lower()[:LENGTH_OF_KEY]
    report, made = Report.objects.get_or_create(
        **question,
        defaults={
            "key": key,
            "content": told,
            "digest": digest.hexdigest(),
            "signed": signed.strip()[:200],
            "published_by": by,
            **texts,
        },
    )
    report.refresh_from_db()  # the database orders what is told; its documents follow that order from the first time on
    if made:
        record(by, "report.published", report, digest=report.digest)
        jobs.defer("reports.print_report", key=key)
    return report
