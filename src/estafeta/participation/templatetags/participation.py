"""Words about shifts and sign-ups, for templates: `{% load participation %}`."""

from django import template

from estafeta.participation import queries

register = template.Library()

for said in (queries.when, queries.where):
    register.filter(said.__name__, said)
register.filter("position", queries.position_of)
