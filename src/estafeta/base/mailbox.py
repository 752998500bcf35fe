"""Letters of an installation without a mail server: kept in a folder, so that a code can be read on the spot."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

MOST_KEPT = 200


@dataclass(frozen=True)
class Kept:
    """A message as it would have left: `channel` is "email" or "sms"."""

    channel: str
    to: str
    subject: str
    body: str
    at: str

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


def keep(channel: str, to: str, subject: str, body: str) -> None:
    """Write a message into the folder, and forget the oldest beyond 200."""
    folder = Path(settings.MAILBOX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    now = timezone.now()
    message = Kept(channel, to, subject, body, now.isoformat())
    path = folder / f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.json"
    path.write_text(json.dumps(asdict(message), ensure_ascii=False), encoding="utf-8")
    for old in sorted(folder.glob("*.json"))[:-MOST_KEPT]:
        old.unlink(missing_ok=True)


def kept() -> list[Kept]:
    """What lies in the folder, the newest first."""
    folder = Path(settings.MAILBOX_DIR)
    found = []
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            found.append(Kept(**json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, TypeError):
            continue
    return found


class Backend(BaseEmailBackend):
    """Django's way out for e-mail, into the folder."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.recipients():
                keep("email", address, str(message.subject), str(message.body))
        return len(email_messages)
