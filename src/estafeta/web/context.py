"""What every page says, whoever made it."""

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from estafeta.base import resting
from estafeta.base.fields import LANGUAGES, in_language
from estafeta.campaigns.queries import by_standing, chosen_slug

KNOWN_S: Final = 30


def house(_request: HttpRequest) -> dict[str, object]:
    """`banner_text`: that nothing can be written for now; else that the campaign is the example, in part invented."""
    return {"banner_text": SimpleLazyObject(_banner), "campaign_choice": SimpleLazyObject(_choice)}


def _known() -> tuple[bool, dict[str, str]]:
    """Of the campaign shown: whether it is the example, and its theme in each language where there are several."""
    first = list(by_standing()[:2])
    if not first:
        return False, {}
    several = len(first) > 1
    themes = {code: in_language(first[0], "theme", code) for code in LANGUAGES} if several else {}
    return first[0].is_example, themes


def _kept() -> tuple[bool, dict[str, str]]:
    kept: tuple[bool, dict[str, str]] | None = cache.get_or_set(f"web.campaign:{chosen_slug()}", _known, KNOWN_S)
    return kept or (False, {})


def _choice() -> str:
    """The theme of the campaign shown, where there is more than one to choose from; else ""."""
    return _kept()[1].get((get_language() or "kk")[:2], "")


def _banner() -> str:
    if resting.current():
        return _("Only reading works for now: the installation is being looked after.")
    if not _kept()[0]:
        return ""
    return _("Example: the campaign of 2010 replayed. Everything finer than its published totals is invented.")
