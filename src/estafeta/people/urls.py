from django.urls import path

from estafeta.people import views

app_name = "people"
urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("me/", views.profile, name="profile"),
    path("me/contact/", views.add_contact, name="add_contact"),
    path("me/contact/code/", views.prove_contact, name="prove_contact"),
    path("roles/", views.roles, name="roles"),
    path("roles/new/", views.give_role, name="give_role"),
    path("roles/<int:role_id>/end/", views.end_role, name="end_role"),
]
