from estafeta.accounts.models import User


def login_by_contact(*, email: str = "", phone: str = "") -> User | None:
    """The login that a contact, in its normal form, signs in to; None when nobody has it yet."""
    if email:
        return User.objects.filter(email=email).first()
    return User.objects.filter(phone=phone).first() if phone else None
