from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from estafeta.base.images import TYPE
from estafeta.photos.queries import open_photo

YEAR: Final = 365 * 24 * 60 * 60


@login_not_required
@require_safe
def photo(request: HttpRequest, key: str, size: str) -> HttpResponse:
    """One size of a photo. A browser may keep it for ever; a shared cache may not, since it can be hidden any day."""
    look = request.GET.get("look", "")
    found = open_photo(key, look)
    if found is None or not default_storage.exists(found.file(size)):
        raise Http404
    with default_storage.open(found.file(size)) as file:
        answer = HttpResponse(file.read(), content_type=TYPE)
    if look:
        patch_cache_control(answer, private=True, no_store=True)
    else:
        patch_cache_control(answer, private=True, max_age=YEAR, immutable=True)
    return answer
