import logging
import secrets
import smtplib

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.accounts import queries
from estafeta.accounts.models import User
from estafeta.base import sms
from estafeta.base.errors import NotPossible

log = logging.getLogger(__name__)


@transaction.atomic
def login_for(*, email: str = "", phone: str = "") -> User:
    """The login of a contact that was just proved by a code, made when there is none yet.

    Takes:   one contact, in its normal form.
    Returns: the same login for the same contact, also when two windows ask at once.
    """
    if known := queries.login_by_contact(email=email, phone=phone):
        return known
    fields = {"email": email} if email else {"phone": phone}
    verified_at = timezone.now() if phone else None
    login, _made = User.objects.get_or_create(
        **fields, defaults={"password": make_password(None), "phone_verified_at": verified_at}
    )
    return login


def add_contact(login: User, *, email: str = "", phone: str = "") -> User:
    """Let a contact that was just proved by a code sign in to `login`, in place of the one of its kind before.

    Raises: NotPossible when it signs in to another login.
    """
    if email:
        login.email = email
    else:
        login.phone, login.phone_verified_at = phone, timezone.now()
    try:
        with transaction.atomic():
            login.save(update_fields=["email", "phone", "phone_verified_at"])
    except IntegrityError as fault:
        login.refresh_from_db()
        raise NotPossible(
            _("This contact already signs in elsewhere. Sign out, and sign in with it to see what is there.")
        ) from fault
    return login


@transaction.atomic
def note_phone_proved(login: User, phone: str) -> None:
    """Write down that a code sent to the login's phone came back."""
    User.objects.filter(pk=login.pk, phone=phone).update(phone_verified_at=timezone.now())


@transaction.atomic
def appoint_operator(email: str) -> User:
    """Let somebody into /admin/, once they have signed in by code and set up a second factor. Twice is harmless."""
    login = login_for(email=email)
    login.is_staff = login.is_superuser = True
    login.save(update_fields=["is_staff", "is_superuser"])
    return login


def send_code(code: str, *, email: str = "", phone: str = "") -> None:
    """Send a sign-in code at once, in the reader's present language; it is never stored and never logged.

    Raises: NotPossible when the mail server or the SMS gateway fails.
    Why:    not a Letter: a code is worth something only now, and must not lie in a table.
    """
    host = settings.SITE_URL.partition("://")[2]
    text = render_to_string("letters/sign_in_code.txt", {"code": code, "host": host, "by_sms": bool(phone)})
    subject, _blank, body = text.strip().partition("\n")
    try:
        if email:
            EmailMessage(subject, body.strip(), to=[email]).send()
        else:
            sms.send(phone, f"{subject}\n{body.strip()}")
    except (smtplib.SMTPException, OSError, sms.NotSent) as fault:
        log.warning("a sign-in code was not sent: %s", type(fault).__name__)
        raise NotPossible(_("The code could not be sent just now. Try again in a minute.")) from fault


def new_code() -> str:
    """Six digits that nobody can foresee."""
    return f"{secrets.randbelow(1_000_000):06}"


def same_code(typed: str, sent: str) -> bool:
    """Whether a code was given back, however it was spaced; takes as long for a wrong one."""
    return secrets.compare_digest("".join(c for c in typed if c.isdecimal() and c.isascii()), sent)
