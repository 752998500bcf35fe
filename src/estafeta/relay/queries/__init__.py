"""What can be read of batons and of the line."""

from estafeta.relay.queries.batons import (
    Kin,
    Mine,
    baton_of_link,
    batons_at,
    batons_for,
    batons_given,
    bundles_of,
    bundles_with_left,
    kin_of,
    my_batons,
)
from estafeta.relay.queries.course import (
    Asked,
    Brought,
    Course,
    Dot,
    Way,
    course,
    line_at,
    lines_begun,
    listed,
    longest_chain,
    places_of,
    tree,
    ways_of,
)
from estafeta.relay.queries.lines import answers_of, arcs_of, is_above, nodes_of, passings_of, region_keys

__all__ = [
    "Asked", "Brought", "Course", "Dot", "Kin", "Mine", "Way", "answers_of", "arcs_of", "baton_of_link", "batons_at",
    "batons_for", "batons_given", "bundles_of", "bundles_with_left", "course", "is_above", "kin_of", "line_at",
    "lines_begun",
    "listed", "longest_chain", "my_batons", "nodes_of", "passings_of", "places_of", "region_keys", "tree", "ways_of",
]  # fmt: skip
