"""The acts of thanks, one file per noun."""

from estafeta.recognition.services.certificates import forget, issue, issue_diploma, issue_for_deed, revoke

__all__ = ["forget", "issue", "issue_diploma", "issue_for_deed", "revoke"]
