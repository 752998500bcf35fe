from django.urls import path

from estafeta.notifications import views

app_name = "notifications"
urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("letters/", views.letters, name="letters"),
]
