"""What works at this moment, in words for everybody: the public page of the day on which all come at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafeta.base import resting
from estafeta.notifications.queries import waiting_since
from estafeta.ops import health

LATE_AFTER: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Part:
    """One thing that people come for. `is_well` is told in words too, never by colour alone."""

    name: str
    is_well: bool
    said: str


def parts() -> Iterator[Part]:
    """Reading, writing, letters and figures, each with a sentence. Asks the database four small questions at most."""
    database = not health.database_fault()
    yield Part(
        _("Pages"),
        database,
        _("They open.") if database else _("Some can't be opened. We are on it; try again in a few minutes."),
    )
    yield _writing(database=database)
    yield _letters() if database else Part(_("Letters and codes"), is_well=False, said=_("They wait, none is lost."))


def _writing(*, database: bool) -> Part:
    name, rest = _("Joining, asking, announcing"), resting.current()
    if rest is not None:
        until = timezone.localtime(rest.until) if rest.until else None
        said = (
            _("Paused while we look after the installation, until about {time}.").format(time=f"{until:%d.%m.%Y %H:%M}")
            if until
            else _("Paused while we look after the installation.")
        )
        return Part(name, is_well=False, said=said + " " + _("Phones at the gate keep what they count."))
    if not database:
        return Part(name, is_well=False, said=_("Not possible right now. Phones at the gate keep what they count."))
    return Part(name, is_well=True, said=_("It works."))


def _letters() -> Part:
    name = _("Letters and codes")
    try:
        since = waiting_since()
        silent = bool(health.jobs_fault())
    except DatabaseError:
        return Part(name, is_well=False, said=_("They wait, none is lost."))
    late = timezone.now() - since if since else timedelta()
    if late <= LATE_AFTER and not silent:
        return Part(name, is_well=True, said=_("They arrive on time."))
    minutes = max(1, int(late.total_seconds() // 60))
    said = ngettext("They are {number} minute late.", "They are {number} minutes late.", minutes).format(number=minutes)
    return Part(name, is_well=False, said=said + " " + _("None is lost."))
