"""Adds the open data of a report up again and compares it with the published figures.

    python recompute.py FOLDER

FOLDER holds figures.csv and the by_*.csv of one report. Needs Python 3.9 or newer and nothing else. Ends with 0 only
if everything agrees. Counts that are withheld (empty cells) are never needed: the sums of rows are published.
"""

import csv
import sys
from pathlib import Path

HEADLINE, APART = ("grade_a", "grade_b", "grade_c"), ("grade_d", "grade_e")


def rows(path: Path) -> "list[dict[str, str]]":
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> int:
    return int(text) if text else 0


def differences(folder: Path) -> "list[str]":
    """Sentences that say what does not agree; none if all does."""
    figures = {row["metric"]: row for row in rows(folder / "figures.csv")}
    found = []

    def compare(what: str, published: int, computed: int) -> None:
        if published != computed:
            found.append(f"{what}: published {published}, computed {computed}")

    taking_part, people = figures["participations"], figures["people"]
    for path in sorted(folder.glob("by_*.csv")):
        table = rows(path)
        compare(
            f"{path.name}, participations",
            number(taking_part["value"]),
            sum(number(row["participations"]) for row in table),
        )
        minutes = sum(number(row["measured_minutes"]) + number(row["estimated_minutes"]) for row in table)
        compare(f"{path.name}, hours", number(figures["hours"]["value"]), minutes // 60)
        if all(row["spectators"] for row in table):
            compare(
                f"{path.name}, spectators",
                number(figures["spectators"]["value"]),
                sum(number(row["spectators"]) for row in table),
            )
        if all(row["deeds"] for row in table) and table:
            compare(
                f"{path.name}, deeds", number(figures["deeds"]["value"]), sum(number(row["deeds"]) for row in table)
            )
        for row in table:
            graded = [row[grade] for grade in HEADLINE]
            if all(graded):
                compare(f"{path.name}, {row['key']}", number(row["participations"]), sum(map(number, graded)))
    compare(
        "participations by grade", number(taking_part["value"]), sum(number(taking_part[grade]) for grade in HEADLINE)
    )
    compare("people by grade", number(people["named"]), sum(number(people[grade]) for grade in HEADLINE))
    compare("the most people", number(people["high"]), number(people["named"]) + number(people["unnamed"]))
    if number(people["low"]) < number(people["named"]):
        found.append("the least people are fewer than those with a name")
    share = figures["completeness"]
    if number(share["held"]):
        compare("completeness", number(share["value"]), number(share["reported"]) * 100 // number(share["held"]))
    compare("deeds held", number(figures["deeds"]["value"]), number(share["held"]))
    return found


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    found = differences(Path(sys.argv[1]))
    print("\n".join(found) or "Everything agrees with the published figures.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
