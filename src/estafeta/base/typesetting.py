"""Documents as PDF by typst, in the house's type. Nothing is fetched."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

# Inter comes in parts, each a family of its own (build.mjs): Latin, Cyrillic, the letters that only Kazakh has.
PREAMBLE = '#set text(font: ("Inter", "IntrC", "IntrX"), number-width: "tabular")\n'


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[settings.BROWSER_PARTS_DIR / "documents"]
    )


def pdf(template: Path, data: Any, *, title: str = "") -> bytes:
    """A document out of a typst template and what it shows.

    Takes:   template -- a .typ file of the house; data -- JSON values, which the template finds in
             `json(bytes(sys.inputs.data))`; text in it is never read as typst's own language.
    Returns: the PDF. The same template and data give the same bytes.
    """
    made = typst.Compiler(input=_source(template), font_paths=_fonts()).compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "title": title},
        timestamp=0,
        pdf_tags=False,
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


@cache
def _source(template: Path) -> bytes:
    return (PREAMBLE + template.read_text()).encode()
