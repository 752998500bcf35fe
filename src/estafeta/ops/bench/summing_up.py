"""The final report of the whole country, from its facts to its documents, beside the telling alone."""

import time
from collections.abc import Callable
from typing import TypeVar

from estafeta.deeds.services import load_types
from estafeta.ops.bench.rows import Row
from estafeta.ops.bench.world import scratch_database
from estafeta.ops.example.services import load_example
from estafeta.ops.preparing import refresh_statistics
from estafeta.reports import services
from estafeta.reports.services.printing import telling_of
from estafeta.territories.services import load_builtin

Made = TypeVar("Made")


def report() -> list[Row]:
    """Frozen from the facts, then every document of one language; reached and limit are reports a second."""
    with scratch_database():
        load_builtin()
        load_types()
        loaded = load_example()
        refresh_statistics()
        made, frozen_s = _timed(lambda: services.publish(loaded.campaign, by=None))
        next(services.documents(made, "en"))  # the type and the renderer are loaded once
        documents, printed_s = _timed(lambda: dict(services.documents(made, "kk")))
        _told, telling_s = _timed(lambda: telling_of(made, "kk"))
        row = Row(
            f"national report, {loaded.facts} facts, one language, all documents",
            1 / (frozen_s + printed_s),
            "telling it, nothing set",
            1 / telling_s,
            p50_ms=1000 * printed_s,
            p99_ms=1000 * (frozen_s + printed_s),
        )
        row.promises = {
            "a PDF came": documents["report-kk.pdf"].startswith(b"%PDF-"),
            "a second time the same bytes": dict(services.documents(made, "kk")) == documents,
        }
        return [row]


def _timed(make: Callable[[], Made]) -> tuple[Made, float]:
    begun = time.perf_counter()
    made = make()
    return made, time.perf_counter() - begun
