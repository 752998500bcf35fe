"""Refuses what would write while the installation rests, in the reader's language, and loses nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from estafeta.api.door import ROOT
from estafeta.api.problems import problem
from estafeta.base import resting

READS = {"GET", "HEAD", "OPTIONS"}


class ReadOnlyDoor:
    """Middleware. Reading goes on; a form, a phone at the gate and a program are told to come again, and when.

    It stands before everything that touches the database, so the page speaks all three languages at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READS:
            return self.get_response(request)
        rest = resting.current()
        if rest is None:
            return self.get_response(request)
        if request.path_info.startswith(ROOT):
            with translation.override(translation.get_language_from_request(request)):
                answer = problem(request, 503, _("Only reading works for now: the installation is being looked after."))
        else:
            answer = HttpResponse(render_to_string("resting.html", {"until": rest.until}), status=503)
        answer["Retry-After"] = str(rest.retry_after_s)
        answer["Cache-Control"] = "no-store"
        return answer
