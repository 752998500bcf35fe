"""`{% load ui %}`: every component and filter of the house. Signatures and examples: docs/look.md."""

from django import template

from estafeta.ui import numbers
from estafeta.ui.components import blocks, controls, drawings, figures, frame, tiles

register = template.Library()

for part in (frame.register, controls.register, blocks.register, figures.register, drawings.register, tiles.register):
    register.tags.update(part.tags)

for shown_as in (numbers.number, numbers.hours, numbers.percent, numbers.short_number, numbers.distance):
    register.filter(shown_as.__name__, shown_as)
