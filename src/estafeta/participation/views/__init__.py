"""Doors: where people say that they come, and where they are checked in."""
