from django.contrib import admin
from django.db import models
from unfold.admin import ModelAdmin, TabularInline

from estafeta.organisations.models import Membership, Organisation


class MembershipInline(TabularInline):
    model = Membership
    extra = 0
    raw_id_fields = ["person"]
    readonly_fields = ["joined_at"]


@admin.register(Organisation)
class OrganisationAdmin(ModelAdmin):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["name", "kind", "territory", "registration_number", "verified_at"]
    list_filter = ["kind"]
    list_select_related = ["territory"]
    search_fields = ["name", "registration_number"]
    raw_id_fields = ["territory", "verified_by"]
    readonly_fields = ["slug", "folded_name", "registered_at", "verified_at", "verified_by", "verified_note"]
    inlines = [MembershipInline]
