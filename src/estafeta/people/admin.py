from django.contrib import admin
from unfold.admin import TabularInline

from estafeta.base.read_only import ReadOnlyAdmin
from estafeta.base.texts import fold_name
from estafeta.people.models import Consent, Person, Role


class RoleInline(TabularInline):
    model = Role
    fk_name = "person"
    extra = 0
    can_delete = False
    fields = readonly_fields = ["kind", "territory", "campaign", "given_at", "given_by", "ended_at", "ended_by"]


class ConsentInline(TabularInline):
    model = Consent
    fk_name = "person"
    extra = 0
    can_delete = False
    fields = readonly_fields = ["purpose", "given_by", "given_at", "ended_at", "wording"]


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    list_display = ["id", "name", "email", "phone", "language", "territory", "met_at"]
    list_select_related = ["territory"]
    search_fields = ["name", "folded_name", "email", "phone"]
    fields = [
        "name", "email", "phone", "language", "born_on", "guardian", "territory", "user", "met_at", "forgotten_at",
    ]  # fmt: skip
    inlines = [RoleInline, ConsentInline]

    def get_search_results(self, request, queryset, search_term):
        """Contacts as they stand, names however they are spelled."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if folded := fold_name(search_term):
            found = found | queryset.filter(folded_name__contains=folded)
        return found, may_repeat


@admin.register(Role)
class RoleAdmin(ReadOnlyAdmin):
    """For looking; roles are given at /people/roles/, where an operator appoints the first coordinator."""

    list_display = ["person", "kind", "territory", "campaign", "given_at", "given_by", "ended_at", "ended_by"]
    list_select_related = ["person", "territory", "given_by", "ended_by"]
    list_filter = ["kind"]
    search_fields = ["person__name", "territory__code"]
