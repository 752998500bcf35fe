"""A word where Django answers with an empty page."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string


class RefusalPages:
    """Middleware: who opens an address that takes only forms reads what to do, instead of nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        bare = isinstance(response, HttpResponseNotAllowed) and not response.content
        if bare and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.accepts("text/html"):
            response.content = render_to_string("405.html", request=request)
        return response
