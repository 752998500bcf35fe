"""Numbers as the reader's language writes them. One place, so that page, chart and letter agree."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

NARROW: Final = "\N{NO-BREAK SPACE}"
MINUTES_IN_AN_HOUR: Final = 60
THOUSAND: Final = 1_000
MILLION: Final = 1_000_000
METRES_IN_A_KILOMETRE: Final = 1_000
NEAR_KM: Final = 10
WHOLE_FROM: Final = 10

Number = int | float | Decimal


def number(value: object, places: int | None = None) -> str:
    """`value` grouped by thousands; what is not a number is shown as it is, None as a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    amount = Decimal(str(value))
    if places is None:
        places = 0 if amount == int(amount) else 1
    shown = abs(amount).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = formats.number_format(shown, decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"−{text}" if amount < 0 else text


def hours(minutes: Number | None) -> str:
    """Minutes as hours: whole from ten hours on, one place below."""
    if minutes is None:
        return "–"
    worked = Decimal(minutes) / MINUTES_IN_AN_HOUR
    return number(worked, 0 if worked >= WHOLE_FROM or worked == int(worked) else 1)


def percent(part: Number | None, whole: Number | None = 1) -> str:
    """`part` of `whole` in per cent; less than one per cent of something is never shown as nothing."""
    if part is None or not whole:
        return "–"
    share = Decimal(str(part)) / Decimal(str(whole)) * 100
    sign = f"{number(share, 0)}{NARROW}%"
    if 0 < share < 1:
        return f"<{number(1)}{NARROW}%"
    return sign


def short_number(value: Number | None) -> str:
    """A number for a narrow place, such as a tile of a map: 312, 4.2 thousand, 1.3 million."""
    if value is None:
        return "–"
    size = abs(float(value))
    if size < THOUSAND:
        return number(value)
    if size < MILLION:
        return _("%(amount)s K") % {"amount": _scaled(value, THOUSAND)}
    return _("%(amount)s M") % {"amount": _scaled(value, MILLION)}


def distance(metres: Number | None) -> str:
    if metres is None:
        return "–"
    if metres < METRES_IN_A_KILOMETRE:
        return _("%(amount)s m") % {"amount": number(round(metres / 10) * 10)}
    km = Decimal(metres) / METRES_IN_A_KILOMETRE
    return _("%(amount)s km") % {"amount": number(km, 1 if km < NEAR_KM else 0)}


def _scaled(value: Number, unit: int) -> str:
    scaled = Decimal(str(value)) / unit
    return number(scaled, 1 if abs(scaled) < WHOLE_FROM else 0)
