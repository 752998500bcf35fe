from django.contrib import admin

from estafeta.base.read_only import ReadOnlyAdmin
from estafeta.photos.models import Photo


@admin.register(Photo)
class PhotoAdmin(ReadOnlyAdmin):
    list_display = ["uploaded_at", "thing", "when", "uploaded_by", "hidden_at"]
    list_select_related = ["uploaded_by"]
    search_fields = ["thing", "alt", "credit"]
