"""The one error that a door may show."""

from django.utils.functional import Promise

from estafeta.base.decisions import Decision


class NotPossible(Exception):  # noqa: N818 -- reads as the sentence it is
    """An act was refused; `reason` is a translated sentence for the reader."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


def insist(decision: Decision) -> None:
    """Raises NotPossible with the decision's reason when it is a no."""
    if not decision:
        raise NotPossible(decision.reason)
