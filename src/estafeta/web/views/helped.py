"""What came of our help: each promise of mine and of my organisations, with what was done and its pictures."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from estafeta.appeals.models import Pledge
from estafeta.appeals.queries import last_words_about, pledges_of
from estafeta.deeds.queries import deeds_held_for
from estafeta.people.queries import person_of
from estafeta.photos.queries import photos_by_thing

PAGE: Final = 12
PICTURES: Final = 4


@never_cache
@require_safe
def helped(request: HttpRequest) -> HttpResponse:
    promised = pledges_of(person_of(request.user)).filter(status__in=Pledge.COUNTED)
    page = Paginator(promised, PAGE).get_page(request.GET.get("page"))
    appeals = {made.need.appeal_id: made.need.appeal for made in page}
    words, held = last_words_about(appeals), deeds_held_for(appeals)
    pictures = photos_by_thing([deed for deeds in held.values() for deed in deeds])
    rows = [
        {
            "pledge": made,
            "appeal": made.need.appeal,
            "words": words.get(made.need.appeal_id, ""),
            "deeds": [(deed, pictures.get(deed.pk, [])[:PICTURES]) for deed in held.get(made.need.appeal_id, [])],
        }
        for made in page
    ]
    return render(request, "web/helped.html", {"page": page, "rows": rows})
