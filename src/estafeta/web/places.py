"""Where something is, said so that one Zhambyl is not taken for another of the thirty-five."""

from collections.abc import Iterable, Sequence

from estafeta.territories.models import Territory

SAID_ABOVE = ("region", "city_region", "district", "city_administration")  # a rural district says nothing to a visitor


def above(territories: Iterable[Territory]) -> dict[int, list[Territory]]:
    """By territory: those above it, the widest first. One query, whatever their number."""
    wanted = {one.pk: one.path.split("/")[:-2] for one in territories}
    codes = {code for path in wanted.values() for code in path}
    found = Territory.objects.filter(code__in=codes).only("code", "kind", "path", "name_kk", "name_ru", "name_en")
    by_code = {one.code: one for one in found} if codes else {}
    return {pk: [by_code[code] for code in path if code in by_code] for pk, path in wanted.items()}


def trail(way: Sequence[Territory]) -> list[tuple[str, str]]:
    """(name, address of its page) from the widest to the nearest; a town stands once, not once more for its rule."""
    nearer = [*(one.name for one in way[1:]), ""]
    return [(one.name, one.get_absolute_url()) for one, name in zip(way, nearer, strict=True) if one.name != name]


def address(territory: Territory, higher: Iterable[Territory]) -> str:
    """`Temirtau, Karaganda region`: the place, then what lies around it."""
    around = [one.name for one in higher if one.kind in SAID_ABOVE and one.name != territory.name]
    return ", ".join([territory.name, *reversed(around)])
