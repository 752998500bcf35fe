"""How a letter leaves the house: one function a channel. A fault says what went wrong and never to whom."""

import hashlib
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from estafeta.base import sms
from estafeta.notifications.models import Letter


class NotSent(Exception):  # noqa: N818 -- reads as the sentence it is
    """A channel refused; `for_good` when trying again can't help."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


def send(letter: Letter) -> None:
    """Hand a letter to its channel.

    Raises: NotSent.
    """
    if letter.channel == Letter.Channel.EMAIL:
        _send_email(letter)
    else:
        _send_sms(letter)


def _send_email(letter: Letter) -> None:
    """Its Message-ID is made of its key, so that a mail server drops a second copy."""
    if not letter.person.email:
        raise NotSent("the reader has no e-mail address any more", for_good=True)
    host = settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    name = hashlib.sha256(f"{settings.SECRET_KEY}{letter.key}".encode()).hexdigest()[:32]
    message = EmailMessage(
        letter.subject,
        letter.body,
        to=[letter.person.email],
        headers={"Message-ID": f"<{name}@{host}>", "Content-Language": letter.person.language},
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as fault:
        raise NotSent("the mail server refused the address", for_good=True) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise NotSent(f"the mail server can't be reached or refused: {type(fault).__name__}") from fault


def _send_sms(letter: Letter) -> None:
    if not letter.person.phone:
        raise NotSent("the reader has no phone any more", for_good=True)
    text = f"{letter.subject}\n{letter.body}" if letter.body else letter.subject
    try:
        sms.send(letter.person.phone, text)
    except sms.NotSent as fault:
        raise NotSent(str(fault)) from fault
