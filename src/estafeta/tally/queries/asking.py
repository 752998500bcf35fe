"""Questions as they are typed: in an address, in a call of the API, in a command. One reading, one set of sentences."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import shown_campaign
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organisations_visible_to
from estafeta.tally import rules
from estafeta.territories.models import Territory

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LONGEST = 200
# A plus sign in an address arrives as a blank: 2026-05-09T12:00:00 05:00.
LOST_PLUS = re.compile(r" (\d\d:?\d\d)$")


@dataclass(frozen=True)
class Asked:
    """What `figure` and `by` want to know, out of text."""

    campaign: Campaign
    territory: Territory | None
    organisation: Organisation | None
    as_of: datetime | None

    @property
    def named(self) -> dict[str, Any]:
        return {"territory": self.territory, "organisation": self.organisation, "as_of": self.as_of}


def asked(*, campaign: str = "", territory: str = "", organisation: str = "", as_of: str = "") -> Asked:
    """Raises: NotPossible with a sentence that names the faulty part."""
    meant = shown_campaign(_short(campaign))
    if meant is None:
        if campaign:
            raise NotPossible(_("There is no campaign called “%(name)s”.") % {"name": _short(campaign)})
        raise NotPossible(_("No campaign has begun yet."))
    place = _territory(territory)
    return Asked(
        campaign=meant,
        territory=place,
        organisation=_organisation(organisation),
        as_of=moment_in(as_of, ZoneInfo((place or meant.territory).time_zone)),
    )


def moment_in(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment that a text means; a day means its end, or now if it has not ended; without a zone it is `zone`'s.

    Returns: None for an empty text.
    Raises:  NotPossible for what is no moment, or lies before 1900 or in the future.
    """
    written = LOST_PLUS.sub(r"+\1", _short(text))
    if not written:
        return None
    now = datetime.now(tz=UTC)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
            day = date.fromisoformat(written)
            end = datetime.combine(day, time.max, zone)
            moment = now if day == now.astimezone(zone).date() else end
        else:
            moment = datetime.fromisoformat(written)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise NotPossible(
            _("“%(text)s” is not a moment. Write it like 2026-05-09 or 2026-05-09T18:30.") % {"text": written}
        ) from fault
    if moment < EARLIEST:
        raise NotPossible(_("No campaign was counted before 1900. Ask for a later moment."))
    insist(rules.may_ask_as_of(moment, now))
    return moment.astimezone(zone)


def _territory(code: str) -> Territory | None:
    if not (code := _short(code)):
        return None
    if found := Territory.objects.filter(code=code).first():
        return found
    raise NotPossible(_("There is no territory with the code “%(code)s”.") % {"code": code})


def _organisation(slug: str) -> Organisation | None:
    if not (slug := _short(slug)):
        return None
    if found := organisations_visible_to(None).filter(slug=slug).first():
        return found
    raise NotPossible(_("There is no organisation called “%(name)s”.") % {"name": slug})


def _short(text: str) -> str:
    return clean(text, most=LONGEST)
