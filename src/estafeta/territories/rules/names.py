"""Names as the classifier of Kazakhstan writes them, taken apart into a kind and a name.

Why: type markers stand inside the names, before or behind them, with and without their dots
     (г., қ., с.о, а.ә., Г.А., п.а., зимовка …); nobody should read or type them.
"""

import re
from dataclasses import dataclass

from estafeta.base.texts import fold, latin
from estafeta.territories.models import Territory
from estafeta.territories.rules.kinds import label

Kind = Territory.Kind


@dataclass(frozen=True)
class Named:
    kind: Territory.Kind
    name_kk: str
    name_ru: str
    bare_kk: str  # without the words of its kind: the root of the English name
    is_pickable: bool = True


_ADJECTIVE_RU = re.compile(r"(?:ая|[иыо]й)$")
_BLANKS = re.compile(r"\s+")
_OF_SOMEBODY_RU = re.compile(r"\b(?:им\.|имени\s)\s*", re.IGNORECASE)
_OF_SOMEBODY_KK = re.compile(r"\s*\bат(?:ын|ындағы)?\.?(?=\s|$)")
# Marker in Russian -> kind, the words written out. Before the name it has both dots: г.Алатау is no г.а.
_RULE_RU = (
    ("г", "а", Kind.CITY_ADMINISTRATION, "городская администрация"),
    ("с", "о", Kind.RURAL_DISTRICT, "сельский округ"),
    ("с", "а", Kind.ADMINISTRATION, "сельская администрация"),
    ("[пр]", "а", Kind.ADMINISTRATION, "поселковая администрация"),
)
_RULE_KK = (
    (r"[қг]\s?\.\s?[әа]\s?\.?", "қала әкімдігі"),
    (r"а\s?\.\s?о\s?\.?", "ауылдық округі"),
    (r"а\s?\.\s?ә\s?\.?", "ауыл әкімдігі"),
    (r"к\s?\.\s?ә\s?\.?", "кент әкімдігі"),
)
_SETTLEMENT_RU = ((r"г\.", Kind.CITY), (r"п\.|пос[её]лок\s", Kind.TOWN), (r"с\.", Kind.AUL))
_SETTLEMENT_KK = re.compile(r"^а\.\s*(?=\w)|(?:(?:\s+|(?<=\.))(?:[қќкас]|ауыл)\s?\.?)+$|(?<=ат\.)а$")
_STATION_RU, _STATION_KK = r"ст\.\s*", r"\s*ст\."
_WORDS_OF_PLACES = {
    "уч.": "участок", "рзд.": "разъезд", "отг.": "отгон", "ст.": "станция", "кр.хоз.": "крестьянское хозяйство",
    "кр.хоз": "крестьянское хозяйство", "Отд.": "отделение",
}  # fmt: skip


def classified(name_ru: str, name_kk: str, level: str) -> Named:
    """One row of the classifier.

    Takes:   level -- oblast, district, sub_district or settlement, as its file says.
    Returns: the kind, and both names with their types written out or, for settlements, taken off.
    """
    ru, kk = _tidy(name_ru), _tidy(name_kk)
    if level == "oblast":
        return _region(ru, kk)
    if re.search(r"\bрайон\b", ru, re.IGNORECASE):
        return _district(ru, kk, Kind.DISTRICT if level == "district" else Kind.CITY_DISTRICT)
    if level in {"district", "sub_district"}:
        for first, second, kind, words in _RULE_RU:
            before = re.match(rf"{first}\.{second}\.\s*", ru)
            behind = re.search(rf"\s{first}\s?\.\s?{second}\s?\.?$", ru, re.IGNORECASE)
            if found := before or behind:
                bare_ru = _OF_SOMEBODY_RU.sub("имени ", _tidy(ru.replace(found[0], "")))
                follows = behind is not None and _ADJECTIVE_RU.search(bare_ru)
                full_ru = f"{bare_ru} {words}" if follows else f"{words} {bare_ru}"
                return _unit_of_rule(bare_ru, full_ru, kk, kind, level)
    return _settlement(ru, kk)


def _tidy(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _unquoted(text: str) -> str:
    return _tidy(text.strip(' "«»“”'))


def _region(ru: str, kk: str) -> Named:
    if re.search(r"\bобласть\b", ru):
        return Named(Kind.REGION, kk, ru, re.sub(r"\s*облысы$", "", kk))
    bare_kk, bare_ru = re.sub(r"\s*қ\.$", "", kk), re.sub(r"^г\.\s*", "", ru)
    return Named(Kind.CITY_REGION, bare_kk, bare_ru, bare_kk)


def _district(ru: str, kk: str, kind: Territory.Kind) -> Named:
    ru = re.sub(r"^Район\b", "район", _OF_SOMEBODY_RU.sub("имени ", ru))
    bare = re.sub(r"\s*ауданы$", "", kk)
    kk = kk.strip()
    if (plain := _OF_SOMEBODY_KK.sub("", bare)) != bare:
        kk = f"{plain} атындағы аудан"
    return Named(kind, kk, ru, plain)


def _unit_of_rule(bare_ru: str, full_ru: str, kk: str, kind: Territory.Kind, level: str) -> Named:
    bare_kk, words_kk = kk, "ауылдық округі"
    for marker, meant in _RULE_KK:
        if found := re.search(rf"\s*{marker}$", kk, re.IGNORECASE):
            bare_kk, words_kk = _tidy(kk[: found.start()]), meant
            break
    plain_kk = _OF_SOMEBODY_KK.sub("", bare_kk)
    pickable = kind is Kind.RURAL_DISTRICT
    if kind is Kind.CITY_ADMINISTRATION and level == "district":
        return Named(kind, plain_kk, bare_ru, plain_kk, pickable)
    full_kk = f"{plain_kk} атындағы {_indefinite(words_kk)}" if plain_kk != bare_kk else f"{bare_kk} {words_kk}"
    return Named(kind, full_kk, full_ru, plain_kk, pickable)


def _indefinite(words: str) -> str:
    """Without the ending of possession, which `атындағы` does not take: ауылдық округі -> ауылдық округ."""
    return words[:-1]


def _settlement(ru: str, kk: str) -> Named:
    for marker, kind in _SETTLEMENT_RU:
        if found := re.match(rf"(?:{marker})\s*", ru, re.IGNORECASE) or re.search(rf"\s(?:{marker})$", ru):
            bare_ru = _tidy(ru.replace(found[0], "", 1))
            bare_ru = _OF_SOMEBODY_RU.sub("", bare_ru)
            bare_kk = _OF_SOMEBODY_KK.sub("", _tidy(_SETTLEMENT_KK.sub("", kk)))
            bare_kk, bare_ru = _unquoted(bare_kk), _unquoted(bare_ru)
            return Named(kind, bare_kk, bare_ru, bare_kk)
    if re.match(_STATION_RU, ru):
        bare_kk = re.sub(rf"{_STATION_KK}$", "", kk)
        return Named(Kind.PLACE, f"{bare_kk} станциясы", re.sub(_STATION_RU, "станция ", ru), bare_kk)
    for short, whole in _WORDS_OF_PLACES.items():
        if ru.startswith(short):
            ru = _tidy(f"{whole} {ru[len(short) :]}")
            break
    kk = re.sub(r"\s*уч\.$", " учаскесі", kk)
    return Named(Kind.PLACE, kk, ru, kk, is_pickable=False)


_KIND_EN = {
    Kind.REGION: "{} Region", Kind.DISTRICT: "{} District", Kind.CITY_DISTRICT: "{} District",
    Kind.RURAL_DISTRICT: "{} Rural District", Kind.ADMINISTRATION: "{} Administration",
}  # fmt: skip


def in_english(kind: str, bare: str) -> str:
    """A name in English letters, with its kind where English says it: Ұлан -> Ulan District."""
    return _KIND_EN.get(Kind(kind), "{}").format(latin(bare)) if bare else ""


_WORDS_OF_KINDS = re.compile(
    r"\s(?:облысы|ауданы|ауылдық округі|атындағы (?:аудан|ауылдық округ)|(?:қала|ауыл|кент) әкімдігі"
    r"|область|район|сельский округ|(?:городская|сельская|поселковая) администрация"
    r"|(?:Rural )?District|Region|Administration)$"
    r"|^(?:область|район|сельский округ|станция)\s(?:имени\s)?"
)


def folded(kind: str, names: dict[str, str], also: str = "") -> str:
    """All names under which a territory is searched, folded, each between two bars.

    Takes:   names -- by language; also -- former and short names, parted by `;`.
    Returns: "|jambil|jambil auili|selo jambil|": a whole name is found as |name|, a beginning as |name.
    """
    said: dict[str, None] = {}
    for language, name in names.items():
        said |= dict.fromkeys([fold(name), fold(_WORDS_OF_KINDS.sub("", name)), fold(label(kind, name, language))])
    said |= dict.fromkeys(fold(name) for name in also.split(";"))
    return "".join(["|", *(f"{name}|" for name in said if name)])
