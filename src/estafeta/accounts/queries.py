import hashlib

from estafeta.accounts.models import ApiToken, User


def login_by_contact(*, email: str = "", phone: str = "") -> User | None:
    """The login that a contact, in its normal form, signs in to; None when nobody has it yet."""
    if email:
        return User.objects.filter(email=email).first()
    return User.objects.filter(phone=phone).first() if phone else None


def token_digest(secret: str) -> str:
    """Under what a token is kept. Without salt: it is 256 random bits, and is looked up by this."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def token_by_secret(secret: str) -> ApiToken | None:
    """The token that a program shows, unless it was revoked or its login closed."""
    return (
        ApiToken.objects.filter(digest=token_digest(secret), revoked_at=None, owner__is_active=True)
        .select_related("owner__person")
        .first()
    )
