"""Whether rows can hang in the tree: no circles, no missing parents, no codes of another country."""

from collections import deque

from django.utils.translation import gettext as _

from estafeta.territories.models import Territory
from estafeta.territories.rules.tree import LONGEST_PATH
from estafeta.territories.services.table_rows import Read

MOST_NAMED = 20  # codes named in one sentence


def take_out_what_cannot_hang(
    reads: dict[str, Read], known: dict[str, Territory], refused_rows: dict[str, int]
) -> list[tuple[int, str]]:
    """Rows that would break the tree are taken out of `reads`.

    Takes:   known -- the tree as it stands; refused_rows -- rows refused before, by code, to be able to name them.
    Returns: (row, sentence) of each one taken out.
    """
    tree = _Tree(reads, known, refused_rows)
    while wrong := tree.without_parent() or tree.in_a_circle() or tree.misplaced():
        tree.take_out(wrong)
    return tree.taken_out


class _Tree:
    """The tree as it would be: the rows' parents before those of today."""

    def __init__(self, reads: dict[str, Read], known: dict[str, Territory], refused_rows: dict[str, int]) -> None:
        self.reads, self.known, self.rows = reads, known, refused_rows
        self.taken_out: list[tuple[int, str]] = []
        self.foreign: set[str] = set()
        steps = {code: one.path.rstrip("/").split("/") for code, one in known.items()}
        self.parent_today = {code: way[-2] if len(way) > 1 else "" for code, way in steps.items()}
        self.country_today = {code: way[0] for code, way in steps.items()}

    def parent(self, code: str) -> str:
        return self.reads[code].draft.parent or "" if code in self.reads else self.parent_today.get(code, "")

    def is_there(self, code: str) -> bool:
        return code in self.reads or code in self.known

    def take_out(self, wrong: dict[str, str]) -> None:
        """Each with its sentence; what is new in this table, or of another country, takes along what hangs on it."""
        beneath: dict[str, list[str]] = {}
        for code in self.reads:
            beneath.setdefault(self.parent(code), []).append(code)
        waiting = deque(wrong)
        while waiting:
            code = waiting.popleft()
            read = self.reads.pop(code, None)
            if read is None:
                continue
            self.rows[code] = read.row
            self.taken_out.append((read.row, wrong[code]))
            if code not in self.known or code in self.foreign:
                for child in beneath.get(code, []):
                    wrong.setdefault(child, self._was_refused(code))
                    waiting.append(child)

    def _was_refused(self, code: str) -> str:
        return _("What it lies in, %(code)s, was refused (row %(row)s).") % {"code": code, "row": self.rows[code]}

    def without_parent(self) -> dict[str, str]:
        wrong = {}
        for code in self.reads:
            parent = self.parent(code)
            if parent == code:
                wrong[code] = _("%(code)s is its own parent.") % {"code": code}
            elif parent in self.rows and not self.is_there(parent):
                wrong[code] = self._was_refused(parent)
            elif parent and not self.is_there(parent):
                wrong[code] = _("There is no territory %(code)s for it to lie in.") % {"code": parent[:40]}
        return wrong

    def in_a_circle(self) -> dict[str, str]:
        wrong: dict[str, str] = {}
        done: set[str] = set()
        for start in self.reads:
            way: dict[str, None] = {}
            code = start
            while code and code not in done and code not in way:
                way[code] = None
                code = self.parent(code)
            if code in way:
                circle = list(way)[list(way).index(code) :]
                told = " → ".join([*circle[:MOST_NAMED], code])
                wrong |= {one: _("%(way)s: a circle.") % {"way": told} for one in circle if one in self.reads}
            done.update(way)
        return wrong

    def misplaced(self) -> dict[str, str]:
        """Of another country already, or too deep. Circles must be out."""
        wrong: dict[str, str] = {}
        paths: dict[str, str] = {"": ""}
        for start in self.reads:
            way, code = [], start
            while code not in paths:
                way.append(code)
                code = self.parent(code)
            for step in reversed(way):
                paths[step] = f"{paths[self.parent(step)]}{step}/"
            country = paths[start].split("/", 1)[0]
            if self.country_today.get(start, country) != country:
                self.foreign.add(start)
                wrong[start] = _(
                    "The code %(code)s belongs to %(country)s already. Give these codes a prefix: --prefix XX-."
                ) % {"code": start, "country": self.country_today[start]}
            elif len(paths[start]) > LONGEST_PATH:
                wrong[start] = _("It lies too deep: %(way)s is longer than %(most)s signs.") % {
                    "way": paths[start][:80] + "…", "most": LONGEST_PATH}  # fmt: skip
        return wrong
