"""Whatever is sent, nothing fails, and every answer is one that the API's own description knows."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estafeta.api.interface import api
from estafeta.project.wsgi import application
from estafeta.tally import queries, services
from tests import make

MODES = schemathesis.GenerationMode
CALLS = [
    (path, method, mode)
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items()
    for method, operation in methods.items()
    for mode in MODES
    # A call that takes nothing but a name in its address can't be asked wrongly.
    if mode is MODES.POSITIVE or any(one["in"] == "query" for one in operation["parameters"]) or method == "post"
]


@pytest.fixture
def described(monkeypatch):
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # each call ends a request; the test is not over
    shift = make.shift(of=make.deed(slug="park"))
    services.record(shift.deed, "attendance", grade="A", happened_at=shift.starts_at, person=make.person())
    services.quote(queries.figure(shift.deed.campaign))
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.parametrize(("path", "method", "mode"), CALLS)
def test_every_call_gets_an_answer_that_is_described(described, path, method, mode):
    call = described[f"/api/v1{path}"][method.upper()]

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def try_it(data):
        case = data.draw(call.as_strategy(generation_mode=mode))
        case.call_and_validate(headers={"Accept-Encoding": "identity"})  # its client unpacks nothing

    try_it()
