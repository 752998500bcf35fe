"""The one place that decides who comes to /admin/ and what its pages may load."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

# Pages outside /admin/ on which an operator may do more than others.
FOR_OPERATORS_TOO = {"people:roles", "people:give_role", "people:end_role"}
# The admin's own scripts (django-unfold: Alpine) evaluate expressions and write styles; no other page may.
ADMIN_POLICY = {"script-src": [UNSAFE_EVAL, UNSAFE_INLINE], "style-src": [UNSAFE_INLINE]}


class OperatorsDoor:
    """Lets staff in after a second factor, in this session; to everybody else /admin/ does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_admin(request):
            setattr(response, "_csp_update", ADMIN_POLICY)  # noqa: B010 -- as django-csp's own decorators do
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not _is_admin(request) and (match is None or match.view_name not in FOR_OPERATORS_TOO):
            return None  # before the session is read, so that feeds and windows stay the same for everybody
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path()) if _is_admin(request) else None
        if not request.user.is_staff:
            if _is_admin(request):
                raise Http404
            return None
        return _ask_second_factor(request)


def _is_admin(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and "admin" in match.app_names


def _ask_second_factor(request: HttpRequest) -> HttpResponse | None:
    """None when it was given in this session; else the page where it is given or set up."""
    if any(record["method"] == "mfa" for record in get_authentication_records(request, request.user)):
        return None
    if methods := get_adapter().get_reauthentication_methods(request.user):
        return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': request.get_full_path()})}")
    messages.info(request, _("Before you work here, add a second factor: an app that shows codes, or a passkey."))
    return redirect("account_mine")
