"""Doors of the newsroom: reading, editing, the press page."""

from estafeta.newsroom.views.editing import act, edit, new, preview, stories
from estafeta.newsroom.views.press import kit, press
from estafeta.newsroom.views.reading import news, news_atom, story

__all__ = ["act", "edit", "kit", "new", "news", "news_atom", "press", "preview", "stories", "story"]
