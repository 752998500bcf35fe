"""The components, by kind. Templates load them all at once with `{% load ui %}`."""
