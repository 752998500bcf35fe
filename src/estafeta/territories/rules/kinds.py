"""What a kind of territory means: which is bigger, who may pick it, how it is written beside the name."""

from estafeta.territories.models import Territory

Kind = Territory.Kind

# Bigger kinds come first where two names are equally like what was typed.
BY_SIZE = (
    Kind.COUNTRY, Kind.CITY_REGION, Kind.REGION, Kind.CITY, Kind.DISTRICT, Kind.CITY_DISTRICT, Kind.TOWN,
    Kind.AUL, Kind.RURAL_DISTRICT, Kind.CITY_ADMINISTRATION, Kind.ADMINISTRATION, Kind.PLACE,
)  # fmt: skip
REGIONS = (Kind.REGION, Kind.CITY_REGION)
SETTLEMENTS = (Kind.CITY_REGION, Kind.CITY, Kind.TOWN, Kind.AUL)
# An administration is the same place to a citizen as the town it governs; only one of the two is offered.
NOT_PICKABLE = (Kind.CITY_ADMINISTRATION, Kind.ADMINISTRATION, Kind.PLACE)

_LABELS = {
    (Kind.CITY, "kk"): "{} қаласы",
    (Kind.CITY, "ru"): "город {}",
    (Kind.CITY_REGION, "kk"): "{} қаласы",
    (Kind.CITY_REGION, "ru"): "город {}",
    (Kind.TOWN, "kk"): "{} кенті",
    (Kind.TOWN, "ru"): "посёлок {}",
    (Kind.AUL, "kk"): "{} ауылы",
    (Kind.AUL, "ru"): "село {}",
    (Kind.AUL, "en"): "{} aul",
}


def label(kind: str, name: str, language: str) -> str:
    """A name as it is said in full: Жамбыл -> Жамбыл ауылы, село Жамбыл. Units of rule bear theirs already."""
    if not name:
        return ""
    return _LABELS.get((Kind(kind), language), "{}").format(name)


def size(kind: str) -> int:
    return BY_SIZE.index(Kind(kind))
