"""API v1 as one object: its routes, its errors, its description."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from estafeta.api.auth import Bearer
from estafeta.api.problems import TYPE, Problem, Refused, faults_of, problem
from estafeta.api.v1 import (
    appeals,
    attendance,
    campaigns,
    deeds,
    heroes,
    organisations,
    relay,
    sign_ups,
    stories,
    tally,
    territories,
)
from estafeta.base.errors import NotPossible

ALWAYS_POSSIBLE = {
    "400": "Not readable",
    "401": "Unknown token",
    "404": "Something named is not there",
    "422": "Something sent is not of the right form",
    "429": "Too often",
}


class Api(NinjaAPI):
    """Describes problems as what they are sent as, and those that any call can meet."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for methods in schema["paths"].values():
            for operation in methods.values():
                _describe_problems(operation)
        return schema


def _describe_problems(operation: dict[str, Any]) -> None:
    reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    for status, description in ALWAYS_POSSIBLE.items():
        answers.setdefault(status, {"description": description})
    for status, answer in answers.items():
        if int(status) >= 400:  # noqa: PLR2004 -- HTTP's line between answers and errors
            answer["content"] = {TYPE: reference}
    operation["responses"] = answers
    operation["security"] = [{}, {Bearer.__name__: []}]  # a token is never needed, and always looked at


api = Api(
    title="Estafeta",
    version="1",
    description="Campaigns of good deeds: open data, and taking part. docs/api.md tells more.",
    auth=Bearer(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
parts = (campaigns, territories, organisations, appeals, deeds, heroes, tally, relay, stories, sign_ups, attendance)
for part in parts:
    api.add_router("", part.router)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, _fault: Http404) -> HttpResponse:
    return problem(request, 404)


@api.exception_handler(NotPossible)
def not_possible(request: HttpRequest, refusal: NotPossible) -> HttpResponse:
    """A write that a rule refused conflicts with how things stand; what a question names is not there."""
    return problem(request, 404 if request.method in {"GET", "HEAD"} else 409, str(refusal.reason))


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(request, refusal.status, refusal.detail, refusal.faults)


@api.exception_handler(ValidationError)
def wrong(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return problem(request, 422, faults=faults_of(fault.errors))


@api.exception_handler(HttpError)
def failed(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return problem(request, fault.status_code)


__all__ = ["Problem", "api"]
