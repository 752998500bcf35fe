"""Were you there? Reached by the link of a letter, or from one's own page; a look changes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from estafeta.base.errors import NotPossible
from estafeta.participation import queries, rules, services


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def there(request: HttpRequest, token: str) -> HttpResponse:
    found, read = queries.to_answer_by_token(token), rules.read_token_to_answer(token)
    if found is None or read is None:
        raise Http404
    reader, asked = found
    if request.method == "GET":
        return render(request, "participation/there.html", {"asked": asked, "token": token})
    was_there = request.POST.get("there") == "yes"
    try:
        services.answer_for(reader, read[0], was_there=was_there)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        thanks = _("Thank you. Your word counts now.")
        messages.success(request, thanks if was_there else _("Thank you. A coordinator will look at the list."))
    return redirect("participation:there", token)
