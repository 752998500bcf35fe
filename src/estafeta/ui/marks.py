"""The names of what is drawn in static/ui/marks.svg and icons.svg; a test keeps names and drawings alike."""

from typing import Final

MARKS: Final = frozenset(
    {
        "veterans", "children-home", "monument", "park", "playground", "concert", "contest", "exhibition",
        "festival", "sport", "auto-rally", "tree-planting", "clean-up", "blood", "elderly-help", "books",
        "first-aid", "repair", "food", "animals", "teaching", "water", "other",
    }
)  # fmt: skip

ICONS: Final = frozenset(
    {
        "menu", "close", "search", "check", "clock", "place", "people", "calendar", "arrow-right", "arrow-left",
        "warning", "info", "sun", "moon", "half", "copy", "print", "plus", "minus", "share", "phone", "mail",
        "map", "list", "filter", "download", "baton", "ticket", "pencil", "shield",
    }
)  # fmt: skip
