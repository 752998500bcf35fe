from django.contrib import admin

from estafeta.base.read_only import ReadOnlyAdmin
from estafeta.journal.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "act", "thing"]
    list_select_related = ["actor"]
    search_fields = ["act", "thing"]
