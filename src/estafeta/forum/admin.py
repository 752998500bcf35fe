from django.contrib import admin

from estafeta.base.read_only import ReadOnlyAdmin
from estafeta.forum.models import Forum


@admin.register(Forum)
class ForumAdmin(ReadOnlyAdmin):
    list_display = ["title", "deed", "answers_until"]
    list_select_related = ["deed"]
