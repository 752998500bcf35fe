"""Who calls: a program with a token, or anybody. Public data need no token; a wrong one is always refused."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from estafeta.accounts.models import ApiToken
from estafeta.accounts.queries import token_by_secret, token_digest
from estafeta.api.problems import Refused
from estafeta.people.models import Person
from estafeta.people.queries import person_of


@dataclass(frozen=True)
class Caller:
    """`mark` tells callers apart for limits and kept answers: a token's digest, else the address it comes from."""

    mark: str
    token: ApiToken | None = None

    @property
    def person(self) -> Person | None:
        return person_of(self.token.owner) if self.token else None

    def insist_on(self, scope: str) -> None:
        """Raises: Refused when a token was shown that has not this scope."""
        if self.token and scope not in self.token.scopes:
            raise Refused(403, f"This token lacks the scope “{scope}”.")


def caller_of(request: HttpRequest) -> Caller | None:
    """Who calls; None when a token was shown that is not good."""
    header = request.headers.get("Authorization", "")
    if not header:
        return Caller(token_digest(f"address {request.META.get('REMOTE_ADDR', '')}"))
    scheme, _blank, secret = header.partition(" ")
    token = token_by_secret(secret.strip()) if scheme.lower() == "bearer" else None
    return Caller(token.digest, token) if token else None


class Bearer(HttpBearer):
    """Says to OpenAPI that a token may be shown. The door has looked at it before."""

    def __call__(self, request: HttpRequest) -> Any:
        return self.authenticate(request, "")

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002 -- ninja's signature
        return request.caller  # type: ignore[attr-defined]  # -- set by api.door
