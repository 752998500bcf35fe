from django.contrib import admin

from estafeta.base.read_only import ReadOnlyAdmin
from estafeta.participation.models import SignUp


@admin.register(SignUp)
class SignUpAdmin(ReadOnlyAdmin):
    list_display = ["id", "shift", "person", "seats", "status", "made_at"]
    list_select_related = ["shift__deed", "person"]
    list_filter = ["status"]
    search_fields = ["shift__deed__slug"]
    exclude = ["token"]  # a private link
