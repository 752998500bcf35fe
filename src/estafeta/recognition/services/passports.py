"""Passports: the first use of a key is written down, so that a passport of long ago is known as ours."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.recognition import queries
from estafeta.recognition.models import Certificate, SigningKey


@transaction.atomic
def sign_passport(certificate: Certificate) -> dict[str, Any]:
    """The passport of a person's valid certificate.

    Raises: NotPossible when it was revoked, or is an organisation's.
    Writes: a SigningKey when the installation signs under this key for the first time.
    """
    if not certificate.is_valid or certificate.person_id is None:
        raise NotPossible(queries.link_is_dead())
    note_key()
    return queries.passport(certificate)


def note_key() -> SigningKey:
    """Write down the key in use, once."""
    kept, _made = SigningKey.objects.get_or_create(
        public=queries.public_key(), defaults={"first_used_at": timezone.now()}
    )
    return kept
