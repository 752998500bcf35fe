"""Other people's tables come in, ours go out."""

from estafeta.exchange.services.bringing import bring, meaning, undo
from estafeta.exchange.services.reports import Order, Report

__all__ = ["Order", "Report", "bring", "meaning", "undo"]
