from django.contrib import admin

from estafeta.base.read_only import ReadOnlyAdmin
from estafeta.newsroom.models import Story


@admin.register(Story)
class StoryAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "territory", "published_at", "withdrawn_at"]
    list_select_related = ["territory"]
    search_fields = ["folded"]
