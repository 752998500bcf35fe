"""The figure object: one shape for page, API, command, widget and quoted figure (CONTRACT.md, `GET tally`)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from estafeta.tally import rules


@dataclass(frozen=True)
class Metric:
    """One of the six. `value` is None where only the range from `low` to `high` is known.

    `grades` of A to E add up to `value` with those of D and E apart; None where evidence has no grade.
    `parts` holds what the value consists of: states of deeds, minutes measured and estimated.
    """

    metric: str
    value: int | None
    low: int | None
    high: int | None
    grades: dict[str, int] | None = None
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(rules.LABELS[self.metric])

    @property
    def definition(self) -> str:
        return str(rules.DEFINITIONS[self.metric])

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    @property
    def apart(self) -> int:
        """What grades D and E hold, which is never in the value."""
        return sum((self.grades or {}).get(grade, 0) for grade in rules.APART_GRADES)

    def as_dict(self) -> dict[str, Any]:
        return {
            "metric": self.metric,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "grades": self.grades,
            **self.parts,
        }


@dataclass(frozen=True)
class Scope:
    """What a figure speaks of, by the public names: slugs and codes."""

    campaign: str
    territory: str | None = None
    organisation: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        return {"campaign": self.campaign, "territory": self.territory, "organisation": self.organisation}


@dataclass(frozen=True)
class TallyFigure:
    """All six metrics of one scope as of one moment.

    `as_of` is the moment asked for; `recorded_until` is the moment until which everything recorded is in it. They
    differ only while somebody was writing at that very moment; asking as of `recorded_until` answers the same for ever.
    """

    metrics: tuple[Metric, ...]
    scope: Scope
    as_of: datetime
    recorded_until: datetime
    method: str = rules.METHOD_VERSION

    def __getitem__(self, name: str) -> Metric:
        for metric in self.metrics:
            if metric.metric == name:
                return metric
        raise KeyError(name)

    @property
    def people(self) -> Metric:
        return self["people"]

    @property
    def participations(self) -> Metric:
        return self["participations"]

    @property
    def spectators(self) -> Metric:
        return self["spectators"]

    @property
    def deeds(self) -> Metric:
        return self["deeds"]

    @property
    def hours(self) -> Metric:
        return self["hours"]

    @property
    def completeness(self) -> Metric:
        return self["completeness"]

    @property
    def is_empty(self) -> bool:
        return not any(metric.high or metric.apart for metric in self.metrics)

    @property
    def query(self) -> str:
        """The closed question, as the query of an address."""
        asked = {name: value for name, value in self.scope.as_dict().items() if value}
        return urlencode(asked | {"as_of": self.recorded_until.isoformat()})

    @property
    def permalink(self) -> str:
        return f"{settings.SITE_URL}/tally/?{self.query}"

    def answer(self) -> dict[str, Any]:
        """The figure without words of any language, as it is kept when it is quoted."""
        return {
            "metrics": [metric.as_dict() for metric in self.metrics],
            "scope": self.scope.as_dict(),
            "as_of": self.as_of.isoformat(),
            "recorded_until": self.recorded_until.isoformat(),
            "completeness": dict(self.completeness.parts),
            "method": self.method,
            "permalink": self.permalink,
        }

    def as_dict(self) -> dict[str, Any]:
        """The object of `GET tally`, with definitions in the reader's language."""
        answer = self.answer()
        for written, metric in zip(answer["metrics"], self.metrics, strict=True):
            written["definition"] = metric.definition
        return answer


def from_answer(answer: dict[str, Any]) -> TallyFigure:
    """The figure that `answer()` was written from."""
    shape = {"metric", "value", "low", "high", "grades", "definition"}
    return TallyFigure(
        metrics=tuple(
            Metric(
                metric=written["metric"],
                value=written["value"],
                low=written["low"],
                high=written["high"],
                grades=written["grades"],
                parts={name: value for name, value in written.items() if name not in shape},
            )
            for written in answer["metrics"]
        ),
        scope=Scope(**answer["scope"]),
        as_of=datetime.fromisoformat(answer["as_of"]),
        recorded_until=datetime.fromisoformat(answer["recorded_until"]),
        method=answer["method"],
    )
