from django.contrib import admin
from unfold.admin import ModelAdmin

from estafeta.appeals.models import Appeal


@admin.register(Appeal)
class AppealAdmin(ModelAdmin):
    """For looking. What becomes of an appeal changes only through services, which tell people and keep the journal."""

    list_display = ["title", "status", "kind", "territory", "sent_at", "replied_at"]
    list_filter = ["status", "kind"]
    list_select_related = ["territory"]
    search_fields = ["title", "slug"]
    exclude = ["token", "private_detail"]

    def has_add_permission(self, _request):
        return False

    def has_change_permission(self, _request, _obj=None):
        return False

    def has_delete_permission(self, _request, _obj=None):
        return False
