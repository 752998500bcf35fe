"""For operators to look things up. The tree is written by imports alone, which keep paths and folded names true."""

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from estafeta.territories.models import Population, Territory


class PopulationInline(TabularInline):
    model = Population
    extra = 0
    can_delete = False
    readonly_fields = ["year", "people", "source"]

    def has_add_permission(self, _request, _obj=None):
        return False


@admin.register(Territory)
class TerritoryAdmin(ModelAdmin):
    list_display = ["code", "name_kk", "name_ru", "name_en", "kind", "parent", "is_pickable", "valid_until"]
    list_filter = ["kind", "is_pickable"]
    list_select_related = ["parent"]
    search_fields = ["code", "national_code", "name_kk", "name_ru", "name_en"]
    show_full_result_count = False
    inlines = [PopulationInline]

    def has_add_permission(self, _request):
        return False

    def has_change_permission(self, _request, _obj=None):
        return False

    def has_delete_permission(self, _request, _obj=None):
        return False
