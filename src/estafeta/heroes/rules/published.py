"""The funnel from nominated to honoured, with small numbers kept back so that nobody can be told from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LEAST_SHOWN: Final = 5  # smaller cells are kept back, as in the open data


@dataclass(frozen=True)
class Row:
    """One region's way through the funnel; None is kept back. Who is honoured is public anyway."""

    name: str
    nominated: int | None
    verified: int | None
    honoured: int


def kept_back(rows: Sequence[Row]) -> list[Row]:
    """The rows without cells that tell of fewer than five people, and without as many more as no total gives away.

    Why: a small cell tells, and so does a small difference: those who were not verified, those who were not honoured.
         One hidden cell of a column is its total less the others, so a second one, the smallest, is hidden too.
    """
    cells = [(row.nominated or 0, row.verified or 0) for row in rows]
    hidden = [
        list(_tells(nominated, verified, row.honoured)) for (nominated, verified), row in zip(cells, rows, strict=True)
    ]
    for column in range(2):
        while _gives_away([cell[column] for cell, kept in zip(cells, hidden, strict=True) if kept[column]]):
            shown = [at for at, kept in enumerate(hidden) if not kept[column] and cells[at][column]]
            if not shown:
                break
            hidden[min(shown, key=lambda at: (cells[at][column], at))][column] = True
    return [
        Row(row.name, None if kept[0] else row.nominated, None if kept[1] else row.verified, row.honoured)
        for row, kept in zip(rows, hidden, strict=True)
    ]


def total_shown(count: int) -> int | None:
    """A total, or None while it is small itself."""
    return None if _is_small(count) else count


def _tells(nominated: int, verified: int, honoured: int) -> tuple[bool, bool]:
    hides_verified = _is_small(verified) or _is_small(verified - honoured) or _is_small(nominated - verified)
    return _is_small(nominated) or _is_small(nominated - honoured), hides_verified


def _gives_away(told: Sequence[int]) -> bool:
    return len(told) == 1 or 0 < sum(told) < LEAST_SHOWN


def _is_small(count: int) -> bool:
    return 0 < count < LEAST_SHOWN
