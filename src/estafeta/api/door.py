"""The door of /api/v1/: who calls, how often, whether it was asked before, and every error as a problem document."""

import hashlib
import re
import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from estafeta.accounts import services as accounts
from estafeta.api.auth import Caller, caller_of
from estafeta.api.problems import TYPE, problem

ROOT = "/api/v1/"
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
MINUTE_S = 60
GOOD_KEY = re.compile(r"[\x21-\x7e]{1,255}")
KNOWN_LANGUAGES = {code for code, _name in settings.LANGUAGES}

Answer = Callable[[HttpRequest], HttpResponse]


class ApiDoor:
    """A middleware that minds only the API's addresses."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        caller = caller_of(request)
        if caller is None:
            return _finished(request, problem(request, 401, headers={"WWW-Authenticate": "Bearer"}))
        request.caller = caller  # type: ignore[attr-defined]  # -- read by api.auth.Bearer
        left, limit = _calls_left(request, caller)
        if left < 0:
            answer = problem(request, 429, headers={"Retry-After": str(_seconds_left())})
        else:
            answer = self._answer(request, caller)
        answer["RateLimit-Limit"] = str(limit)
        answer["RateLimit-Remaining"] = str(max(0, left))
        answer["RateLimit-Reset"] = str(_seconds_left())
        return _finished(request, answer)

    def process_view(self, request: HttpRequest, *_rest: object) -> None:
        """`?lang=` before the language of the browser."""
        if request.path_info.startswith(ROOT) and request.GET.get("lang") in KNOWN_LANGUAGES:
            translation.activate(request.GET["lang"])
            request.LANGUAGE_CODE = request.GET["lang"]

    def _answer(self, request: HttpRequest, caller: Caller) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if request.method not in WRITES or not key:
            return _as_problem(request, self.get_response(request))
        if not GOOD_KEY.fullmatch(key):
            return problem(request, 400, _("An Idempotency-Key has 1 to 255 visible ASCII characters."))
        return self._answer_once(request, caller, key)

    def _answer_once(self, request: HttpRequest, caller: Caller, key: str) -> HttpResponse:
        """Answer a write; a second call with the same key is told what the first was told."""
        asked = b"\0".join([str(request.method).encode(), request.get_full_path().encode(), request.body])
        question = hashlib.sha256(asked).hexdigest()
        kept, is_first = accounts.begin_answer(caller.mark, key, question)
        if not is_first:
            if kept.question != question:
                return problem(request, 422, _("This Idempotency-Key was used for another call."))
            if kept.status is None:
                return problem(request, 409, _("A call with this Idempotency-Key is still under way."))
            kind = TYPE if kept.status >= HTTPStatus.BAD_REQUEST else "application/json; charset=utf-8"
            told = HttpResponse(kept.body, status=kept.status, content_type=kind)
            told["Idempotent-Replayed"] = "true"
            return told
        answer = _as_problem(request, self.get_response(request))
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            accounts.drop_answer(kept)
        else:
            accounts.keep_answer(kept, answer.status_code, answer.content.decode())
        return answer


def _finished(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """ETags for what can be asked again, and open doors for pages of other sites that read."""
    answer["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(answer, ["Accept-Language", "Authorization"])
    if request.method in {"GET", "HEAD"} and answer.status_code == HTTPStatus.OK and not answer.streaming:
        if not answer.has_header("ETag"):
            answer["ETag"] = etag(answer.content)
        answer.setdefault("Cache-Control", "private, no-cache")
        known = [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]
        if answer["ETag"] in known or "*" in known:
            unchanged = HttpResponse(status=304)
            for name in ("ETag", "Cache-Control", "Vary", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"):
                if answer.has_header(name):
                    unchanged[name] = answer[name]
            return unchanged
    return answer


def etag(content: bytes) -> str:
    """A weak one: two answers under it say the same, though perhaps not in the same bytes."""
    language = (translation.get_language() or "").encode()
    return f'W/"{hashlib.sha256(language + content).hexdigest()[:32]}"'


def _as_problem(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """What Django itself answered as a page (an unknown address, a failure) in the API's shape."""
    if answer.status_code < HTTPStatus.BAD_REQUEST or answer.get("Content-Type", "").startswith(TYPE):
        return answer
    told = problem(request, answer.status_code)
    if answer.has_header("Allow"):
        told["Allow"] = answer["Allow"]
    return told


def _calls_left(request: HttpRequest, caller: Caller) -> tuple[int, int]:
    """How many calls of this kind are left in this minute, counted in each process; below 0: one too many."""
    writes = request.method in WRITES
    limit = settings.API_WRITES_A_MINUTE if writes else settings.API_READS_A_MINUTE
    key = f"api:{'w' if writes else 'r'}:{caller.mark}:{int(time.time()) // MINUTE_S}"
    cache.add(key, 0, MINUTE_S)
    try:
        used = cache.incr(key)
    except ValueError:  # it lapsed between the two
        used = 1
    return limit - used, limit


def _seconds_left() -> int:
    return MINUTE_S - int(time.time()) % MINUTE_S
