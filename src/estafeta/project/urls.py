"""Every address of the house, by floor. Pages carry their language; programs' addresses do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from estafeta.newsroom.urls import street_patterns as newsroom_street
from estafeta.ops.urls import pages as status_pages
from estafeta.recognition.urls import street_patterns as recognition_street
from estafeta.tally.urls import street_patterns as tally_street

pages = [
    path("appeals/", include("estafeta.appeals.urls")),
    path("deeds/", include("estafeta.deeds.urls")),
    path("organisations/", include("estafeta.organisations.urls")),
    path("territories/", include("estafeta.territories.urls")),
    path("people/", include("estafeta.people.urls")),
    path("people/", include("estafeta.notifications.urls")),
    path("sign-in/", include("estafeta.accounts.urls")),
    path("", include("estafeta.moderation.urls")),
    path("relay/", include("estafeta.relay.urls")),
    path("", include("estafeta.recognition.urls")),
    path("heroes/", include("estafeta.heroes.urls")),
    path("forum/", include("estafeta.forum.urls")),
    path("", include("estafeta.newsroom.urls")),
    path("report/", include("estafeta.reports.urls")),
    path("look/", include("estafeta.ui.urls")),
    path("", include(status_pages)),
    path("", include("estafeta.participation.urls")),
    path("", include("estafeta.tally.urls")),
    path("", include("estafeta.web.urls")),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("estafeta.api.urls")),
    path("", include("estafeta.ops.urls")),
    path("", include("estafeta.photos.urls")),
    path("", include("estafeta.web.street_urls")),
    path("", include(tally_street)),
    path("", include(recognition_street)),
    path("", include(newsroom_street)),
    *i18n_patterns(*pages),
]
