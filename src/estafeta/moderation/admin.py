from django.contrib import admin

from estafeta.base.read_only import ReadOnlyAdmin
from estafeta.moderation.models import Case, Hiding


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    list_display = ["opened_at", "kind", "number", "title", "territory", "outcome", "settled_at"]
    list_select_related = ["territory"]
    list_filter = ["kind", "outcome"]
    search_fields = ["title"]


@admin.register(Hiding)
class HidingAdmin(ReadOnlyAdmin):
    list_display = ["hidden_at", "kind", "number", "reason", "hidden_by", "restored_at"]
    list_select_related = ["hidden_by"]
