import logging
import secrets
import smtplib
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.accounts import queries
from estafeta.accounts.models import ApiToken, KeptAnswer, User
from estafeta.base import codes, sms
from estafeta.base.errors import NotPossible
from estafeta.base.texts import clean

ANSWER_LIFE = timedelta(days=1)
LONGEST_CALL = timedelta(minutes=5)  # after it the process that was answering has died

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
    Why:    the contact before is told, so that nobody loses their login unawares.
    """
    before = {"email": login.email} if email else {"phone": login.phone}
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
    contact_before = next(iter(before.values()))
    if contact_before and contact_before != (email or phone):
        _tell("letters/contact_changed.txt", {}, **before)
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
    if not _tell("letters/sign_in_code.txt", {"code": code, "host": host}, email=email, phone=phone):
        raise NotPossible(_("The code could not be sent just now. Try again in a minute."))


def _tell(template: str, details: dict[str, str], *, email: str | None = "", phone: str | None = "") -> bool:
    """Send a few words about signing in to a contact, at once; whether they left."""
    text = render_to_string(template, details | {"by_sms": bool(phone)})
    subject, _blank, body = text.strip().partition("\n")
    try:
        if email:
            EmailMessage(subject, body.strip(), to=[email]).send()
        elif phone:
            sms.send(phone, f"{subject}\n{body.strip()}")
    except (smtplib.SMTPException, OSError, sms.NotSent) as fault:
        log.warning("words about signing in were not sent: %s", type(fault).__name__)
        return False
    return True


def new_code() -> str:
    """Six digits that nobody can foresee."""
    return codes.drawn()


def same_code(typed: str, sent: str) -> bool:
    """Whether a code was given back, however it was spaced; takes as long for a wrong one."""
    return secrets.compare_digest("".join(c for c in typed if c.isdecimal() and c.isascii()), sent)


# --- programs -----------------------------------------------------------------------------------------------------
@transaction.atomic
def issue_token(owner: User, name: str, scopes: Collection[str]) -> str:
    """Let a program act for a login.

    Returns: the token, which is shown this once: only its digest is kept.
    Raises:  NotPossible for a name that is empty or a scope that does not exist.
    """
    if not (name := clean(name, most=100)):
        raise NotPossible(_("Give the token a name, so that you know later what it is for."))
    if unknown := sorted(set(scopes) - set(ApiToken.Scope.values)):
        raise NotPossible(_("There is no scope called “%(scope)s”.") % {"scope": clean(unknown[0], most=40)})
    secret = f"estafeta_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(owner=owner, name=name, digest=queries.token_digest(secret), scopes=sorted(set(scopes)))
    return secret


def revoke_token(token: ApiToken) -> None:
    """End a token for good. Doing it twice changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def begin_answer(caller: str, key: str, question: str) -> tuple[KeptAnswer, bool]:
    """Note that a program asks under a key, or find what it was answered before.

    Returns: the answer, and whether this is the first asking; a kept one whose `status` is null is under way.
    Locks:   nothing: of two askings at once the database lets one be the first.
    """
    at = timezone.now()
    too_old = Q(kept_at__lt=at - ANSWER_LIFE) | Q(kept_at__lt=at - LONGEST_CALL, status=None)
    KeptAnswer.objects.filter(too_old, caller=caller, key=key).delete()
    return KeptAnswer.objects.get_or_create(caller=caller, key=key, defaults={"question": question, "kept_at": at})


def keep_answer(answer: KeptAnswer, status: int, body: str) -> None:
    KeptAnswer.objects.filter(pk=answer.pk).update(status=status, body=body)


def drop_answer(answer: KeptAnswer) -> None:
    """Forget an asking that came to nothing, so that it can be tried again."""
    answer.delete()


def forget_answers() -> int:
    """Delete the answers that are older than a day."""
    return KeptAnswer.objects.filter(kept_at__lt=timezone.now() - ANSWER_LIFE).delete()[0]


def end_login(user: User) -> None:
    """Delete a login with everything that signs it in: addresses, passkeys, second factors, tokens."""
    user.delete()
