"""A name and one contact of somebody who has no token."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from estafeta.api.problems import Fault, Refused
from estafeta.base.fields import normal_email, normal_phone


def contact_of(name: str, email: str, phone: str) -> tuple[str, str]:
    """Which contact it is and how it is written; e-mail before phone.

    Raises: Refused, naming the field, when there is no name, no contact, or none that can be one.
    """
    if not name:
        raise faulty("name", _("Say who you are."))
    try:
        if email:
            return "email", normal_email(email)
        if phone:
            return "phone", normal_phone(phone)
    except ValidationError as fault:
        raise faulty("email" if email else "phone", fault.messages[0]) from fault
    raise faulty("email", _("Leave an e-mail address or a phone number: the code is sent there."))


def faulty(where: str, what: str) -> Refused:
    return Refused(422, what, [Fault(where=where, what=what)])
