"""Marks in a text stand for figures: `{{figure:KEY people}}` is pinned, `{{live:people territory=KZ-35}}` is live."""

import re
from dataclasses import dataclass
from typing import Final

from estafeta.tally.rules import METRICS

MARK: Final = re.compile(r"\{\{\s*(?P<sort>figure|live)\s*:\s*(?P<words>[^{}\n]{1,200}?)\s*\}\}")
USUAL: Final = "participations"


@dataclass(frozen=True)
class Mark:
    """One figure that a text asks for: pinned by `key`, or live by what is asked. `fault` says what can't be read."""

    metric: str = USUAL
    key: str = ""
    territory: str = ""
    campaign: str = ""
    fault: bool = False

    @property
    def is_live(self) -> bool:
        return not self.key

    def __str__(self) -> str:
        if self.key:
            return "{{figure:" + self.key + ("" if self.metric == USUAL else f" {self.metric}") + "}}"
        asked = "".join(f" {name}={value}" for name in ("territory", "campaign") if (value := getattr(self, name)))
        return "{{live:" + self.metric + asked + "}}"


def read(sort: str, words: str) -> Mark:
    """The mark that stands between the braces."""
    first, *others = words.split()
    if sort == "figure":
        metric = others[0] if others else USUAL
        return Mark(key=first, metric=metric, fault=len(others) > 1 or metric not in METRICS)
    named = dict(other.partition("=")[::2] for other in others)
    fault = first not in METRICS or not set(named) <= {"territory", "campaign"} or not all(named.values())
    return Mark(metric=first, territory=named.get("territory", ""), campaign=named.get("campaign", ""), fault=fault)


def marks_in(text: str) -> list[Mark]:
    """Every mark of a text, in its order."""
    return [read(found["sort"], found["words"]) for found in MARK.finditer(text)]
