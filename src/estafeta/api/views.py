from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from estafeta.api.interface import api


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The API described for people, from the same description that programs read."""
    schema = api.get_openapi_schema()
    calls = [
        {"method": method.upper(), "path": path, **operation, "parameters": _parameters(operation)}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "api/docs.html", {"calls": calls, "schema": schema})


def _parameters(operation):
    return [
        {"name": one["name"], "what": one["schema"].get("description") or one["schema"].get("title", "")}
        for one in operation.get("parameters", ())
    ]
