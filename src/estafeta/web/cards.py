"""A deed as a card of a list: everything said in words, so that the template only sets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafeta.deeds.models import Deed
from estafeta.deeds.queries import OPEN, Places, places_of
from estafeta.ui.numbers import number
from estafeta.web import moments, places


@dataclass(frozen=True)
class Card:
    """`state` is empty while a deed can be joined; `state_kind` names the tone of its badge."""

    deed: Deed
    href: str
    when: str
    where: str
    places: str
    state: str
    state_kind: str


def cards(deeds: Sequence[Deed], *, now: datetime | None = None) -> list[Card]:
    """Cards of deeds read by `deeds.queries.page` or `for_cards`. Two queries, whatever their number."""
    now = now or timezone.now()
    left = places_of(deeds, now=now)
    higher = places.above(deed.territory for deed in deeds)
    return [
        _card(deed, left.get(deed.pk), places.address(deed.territory, higher[deed.territory_id]), now) for deed in deeds
    ]


def _card(deed: Deed, left: Places | None, where: str, now: datetime) -> Card:
    state, kind = state_of(deed, left, now=now)
    return Card(
        deed=deed,
        href=deed.get_absolute_url(),
        when=moments.span(deed.starts_at, deed.ends_at, deed.territory.time_zone),
        where=where,
        places=places_in_words(left) if deed.status in OPEN else "",
        state=state,
        state_kind=kind,
    )


def state_of(deed: Deed, left: Places | None, *, now: datetime) -> tuple[str, str]:
    """What keeps one from joining a deed, in a word, and the tone of the word; ("", "") where nothing does."""
    if deed.status == Deed.Status.CANCELLED:
        return _("called off"), "cancelled"
    if deed.status in Deed.HELD or (deed.ends_at and deed.ends_at < now):
        return _("done"), "done"
    if left is not None and left.left == 0:
        return _("no places left"), "full"
    if deed.status == Deed.Status.UNDER_WAY or (deed.starts_at and deed.starts_at <= now):
        return _("under way"), "under_way"
    return "", ""


def places_in_words(left: Places | None) -> str:
    if left is None:
        return ""
    if left.left is None:
        return _("Everybody is welcome")
    if not left.left:
        return _("You can join the waiting list")
    return ngettext("%(shown)s place left", "%(shown)s places left", left.left) % {"shown": number(left.left)}
