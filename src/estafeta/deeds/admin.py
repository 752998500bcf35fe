from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from estafeta.deeds.models import Deed, DeedType, Shift, SocialGroup


@admin.register(DeedType)
class DeedTypeAdmin(ModelAdmin):
    list_display = ["slug", "name_kk", "name_ru", "name_en", "fits_minors", "position"]


@admin.register(SocialGroup)
class SocialGroupAdmin(ModelAdmin):
    list_display = ["slug", "name_kk", "name_ru", "name_en", "position"]


class ShiftInline(TabularInline):
    model = Shift
    extra = 0
    can_delete = False
    readonly_fields = ["starts_at", "ends_at", "capacity", "places_taken"]


@admin.register(Deed)
class DeedAdmin(ModelAdmin):
    """For looking. States, places and times change only through services, which tell people and keep the journal."""

    list_display = ["title", "status", "type", "organisation", "territory", "starts_at"]
    list_filter = ["status", "type"]
    list_select_related = ["type", "organisation", "territory"]
    search_fields = ["title", "slug"]
    raw_id_fields = ["campaign", "organisation", "territory", "made_by", "copied_from"]
    readonly_fields = [
        "slug", "status", "starts_at", "ends_at", "folded", "made_by", "made_at", "announced_at", "cancelled_at",
        "cancel_reason", "copied_from", "import_batch",
    ]  # fmt: skip
    inlines = [ShiftInline]

    def has_add_permission(self, _request):
        return False

    def has_delete_permission(self, _request, _obj=None):
        return False
