from django.contrib import admin

from estafeta.base.read_only import ReadOnlyAdmin
from estafeta.heroes.models import Hero, Nomination


@admin.register(Nomination)
class NominationAdmin(ReadOnlyAdmin):
    """For looking. What becomes of a nomination changes only through services."""

    list_display = ["pk", "status", "territory", "sent_at", "decided_at"]
    list_filter = ["status"]
    list_select_related = ["territory"]
    exclude = ["token", "consent_token", "sheet_key", "code_digest"]


@admin.register(Hero)
class HeroAdmin(ReadOnlyAdmin):
    list_display = ["shown_name", "campaign", "territory", "honoured_at", "hidden_at"]
    list_select_related = ["campaign", "territory"]
    search_fields = ["name", "slug"]
