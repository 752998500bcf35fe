"""What a report consists of, once it is told in one language."""

from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Section:
    """One section. Only what it has is shown, in this order; `numeric` are the columns that hold numbers."""

    name: str
    title: str
    kicker: str = ""
    paragraphs: list[str] = field(default_factory=list)
    figures: list[Json] = field(default_factory=list)
    line: list[Json] = field(default_factory=list)
    chart: str = ""
    chart_says: str = ""
    table: Json | None = None
    cards: list[Json] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    links: list[Json] = field(default_factory=list)
    on_own_page: bool = True
    chart_file: str = ""


@dataclass
class Telling:
    """A whole report in one language, all of it text."""

    language: str
    theme: str
    slogan: str
    place: str
    dates: str
    as_of: str
    notice: str
    permalink: str
    figure_link: str
    word: list[str]
    signed: str
    headline: Json
    sections: list[Section]
    labels: dict[str, str]

    def as_json(self) -> Json:
        return asdict(self)
