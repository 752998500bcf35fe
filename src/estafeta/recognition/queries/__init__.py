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

__all__ = [
    "Book", "address_of", "as_pdf", "book", "canonical", "certificate_of_code", "certificates_of",
    "certificates_visible_to", "certified", "content_of", "digest_of", "diploma_content", "paper_of",
    "paper_typed_by", "period", "shown",
]  # fmt: skip
