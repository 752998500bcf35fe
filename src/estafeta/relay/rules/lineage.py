"""Where each deed stands in the line: a pure function of what is known, whatever the order in which it arrived."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Node:
    """A deed as the line needs it: `place` is the key of its territory, `region` of the part of the country around."""

    key: int
    announced_at: datetime
    ends_at: datetime
    region: int | None = None
    held: bool = True
    place: int | None = None


@dataclass(frozen=True)
class Arc:
    """One deed led to another at a moment."""

    parent: int
    child: int
    at: datetime


@dataclass(frozen=True)
class Answer:
    """A deed answers an appeal: a line may begin with it."""

    deed: int
    appeal: int


@dataclass
class Standing:
    """Where one deed stands: which deed it came from first, the appeal with which its line began, how far it is."""

    key: int
    parent: int | None
    appeal: int | None
    generation: int
    joined_at: datetime
    turn: float = 0.0
    brings: int = 0


def lineage(nodes: Iterable[Node], arcs: Iterable[Arc], answers: Iterable[Answer]) -> dict[int, Standing]:
    """The place of every deed that has a part in the line.

    Takes:   nodes -- public deeds that were not called off; arcs, answers -- those that stand, in any order.
    Returns: by deed. A deed hangs on the origin that came first: a baton, or the appeal that it answers when it is
             announced (a baton of the same moment goes before). A deed with neither is in the line once it led on.
    """
    known = {node.key: node for node in nodes}
    standing_arcs = [arc for arc in arcs if arc.child in known]
    into: dict[int, tuple[datetime, int]] = {}
    first_on: dict[int, datetime] = {}
    for arc in standing_arcs:
        into[arc.child] = min(into.get(arc.child, (arc.at, arc.parent)), (arc.at, arc.parent))
        first_on[arc.parent] = min(first_on.get(arc.parent, arc.at), arc.at)
    answered: dict[int, int] = {}
    for answer in answers:
        answered[answer.deed] = min(answered.get(answer.deed, answer.appeal), answer.appeal)
    placed: dict[int, Standing] = {}
    for node in sorted(known.values(), key=lambda node: (node.ends_at, node.key)):
        appeal, link = answered.get(node.key), into.get(node.key)
        parent = placed.get(link[1]) if link is not None and not _appeal_was_first(node, appeal, link[0]) else None
        if parent is not None and link is not None:
            placed[node.key] = Standing(node.key, parent.key, parent.appeal, parent.generation + 1, link[0])
            parent.brings += 1
        elif appeal is not None:
            placed[node.key] = Standing(node.key, None, appeal, 1, node.announced_at)
        elif link is not None:  # from a deed of an earlier campaign
            placed[node.key] = Standing(node.key, None, None, 1, link[0])
        elif node.key in first_on:
            placed[node.key] = Standing(node.key, None, None, 1, first_on[node.key])
    _turn(placed, {key: node.region or 0 for key, node in known.items()})
    return placed


def _appeal_was_first(node: Node, appeal: int | None, linked_at: datetime) -> bool:
    return appeal is not None and node.announced_at < linked_at


def _turn(placed: Mapping[int, Standing], regions: Mapping[int, int]) -> None:
    """Give every deed its place around the circle: leaves evenly, a stem in the middle of what grew from it."""
    under: dict[int | None, list[int]] = defaultdict(list)
    for key, one in placed.items():
        under[one.parent].append(key)
    for keys in under.values():
        keys.sort(key=lambda key: (placed[key].appeal or 0, regions[key], placed[key].joined_at, key))
    order: list[int] = []
    stack = list(reversed(under[None]))
    while stack:
        key = stack.pop()
        order.append(key)
        stack.extend(reversed(under.get(key, [])))
    leaves = [key for key in order if key not in under]
    for number, key in enumerate(leaves):
        placed[key].turn = (number + 0.5) / len(leaves)
    for key in reversed(order):
        if key in under:
            turns = [placed[child].turn for child in under[key]]
            placed[key].turn = (min(turns) + max(turns)) / 2


def way_to(placed: Mapping[int, Standing], key: int) -> list[int]:
    """The deeds from the beginning of the line to this one."""
    way = [key]
    while (parent := placed[way[-1]].parent) is not None:
        way.append(parent)
    return way[::-1]
