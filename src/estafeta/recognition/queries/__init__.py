"""What is read, one file per noun."""

from estafeta.recognition.queries.book import Book, book, certified, paper_of, paper_typed_by
from estafeta.recognition.queries.canonical import canonical, digest_of
from estafeta.recognition.queries.certificates import (
    address_of,
    as_pdf,
    certificate_of_code,
    certificates_of,
    certificates_visible_to,
    period,
    shown,
)
from estafeta.recognition.queries.contents import content_of, diploma_content
from estafeta.recognition.queries.links import (
    link_is_dead,
    link_to_come_along,
    link_to_say_told,
    person_of_link,
    told_of_link,
    who_of,
)
from estafeta.recognition.queries.passports import keys_used, passport, public_key, status_address, status_list

__all__ = [
    "Book",
    "address_of",
    "as_pdf",
    "book",
    "canonical",
    "certificate_of_code",
    "certificates_of",
    "certificates_visible_to",
    "certified",
    "content_of",
    "digest_of",
    "diploma_content",
    "keys_used",
    "link_is_dead",
    "link_to_come_along",
    "link_to_say_told",
    "paper_of",
    "paper_typed_by",
    "passport",
    "period",
    "person_of_link",
    "public_key",
    "shown",
    "status_address",
    "status_list",
    "told_of_link",
    "who_of",
]  # fmt: skip
