"""Words by which other people's tables call a kind of territory."""

from estafeta.base.texts import fold
from estafeta.territories.models import Territory

Kind = Territory.Kind
_SAID = {
    Kind.COUNTRY: "country, state, страна, государство, республика, ел, мемлекет, адм0, adm0",
    Kind.REGION: "region, province, oblast, voivodeship, область, облусу, облус, облыс, край, вилоят, adm1, land",
    Kind.CITY_REGION: "city region, federal city, city of republican significance, город республиканского значения, "
    "city of national significance, республикалык маанидеги шаар, республикалық маңызы бар қала",
    Kind.DISTRICT: "district, rayon, raion, county, район, аудан, туман, adm2, powiat, kreis",
    Kind.CITY_ADMINISTRATION: "city administration, городская администрация, қала әкімдігі, мэрия",
    Kind.CITY_DISTRICT: "city district, urban district, borough, район города, городской район, шаардык район, "
    "қаладағы аудан",
    Kind.RURAL_DISTRICT: "rural district, rural community, aiyl aimagy, aiyl okmotu, ayil okmotu, айыл өкмөтү, "
    "айыл аймагы, айылный аймак, айыльный аймак, сельский округ, сельсовет, ауылдық округ, hromada, gmina, adm3",
    Kind.ADMINISTRATION: "settlement administration, поселковая администрация, сельская администрация",
    Kind.CITY: "city, town of regional significance, город, шаар, қала, stadt, miasto",
    Kind.TOWN: "town, urban-type settlement, settlement, посёлок, поселок, поселок городского типа, пгт, шаарча, "
    "кент, urban settlement",
    Kind.AUL: "aul, village, hamlet, село, деревня, аул, ауыл, айыл, кыштак, қишлоқ, dorf",
    Kind.PLACE: "place, locality, место, урочище, мекен, other",
}
_KINDS = {fold(word): kind for kind, words in _SAID.items() for word in (kind.value, *words.split(","))}
BY_DEPTH = (Kind.COUNTRY, Kind.REGION, Kind.DISTRICT, Kind.AUL)


def kind_said(word: str, own_words: dict[str, str]) -> Territory.Kind | None:
    """What kind a word means; `own_words` (folded word -> kind) come first. None when it is not known."""
    folded = fold(word)
    if folded in own_words:
        return Kind(own_words[folded])
    return _KINDS.get(folded)
