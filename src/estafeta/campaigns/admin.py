from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from estafeta.campaigns.models import Campaign, Goal


class GoalInline(TabularInline):
    model = Goal
    extra = 1


@admin.register(Campaign)
class CampaignAdmin(ModelAdmin):
    list_display = ["slug", "theme", "territory", "starts_on", "ends_on", "closed_at"]
    list_select_related = ["territory"]
    search_fields = ["slug", "theme_kk", "theme_ru", "theme_en"]
    raw_id_fields = ["territory", "continues"]
    readonly_fields = ["opened_at"]
    inlines = [GoalInline]
