"""A yes, or a no that can speak."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Decision:
    """The answer of a rule: true when allowed; `reason` is a sentence for the reader otherwise."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(allowed=True)


def no(reason: str | Promise) -> Decision:
    return Decision(allowed=False, reason=reason)
