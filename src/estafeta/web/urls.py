from django.urls import path

from estafeta.web.views import appeals, data, deed, deeds, desk, home, me, moderation, organisations, territories

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/<str:slug>/", appeals.appeal, name="appeal"),
    path("deeds/", deeds.deeds, name="deeds"),
    path("deeds/map/", deeds.deeds_map, name="deeds_map"),
    path("deeds/<str:slug>/", deed.deed, name="deed"),
    path("deeds/<str:slug>/poster/", deed.poster, name="deed_poster"),
    path("deeds/<str:slug>/calendar.ics", deed.calendar, name="deed_calendar"),
    path("me/", me.me, name="me"),
    path("me/data/", data.data, name="data"),
    path("me/data/data.zip", data.data_file, name="data_file"),
    path("me/data/children/<int:ward_id>/end-consent/", data.end_consent, name="end_consent"),
    path("me/data/forget/", data.forget, name="forget"),
    path("me/data/stay/", data.stay_here, name="stay"),
    path("flags/<slug:word>/<int:number>/", moderation.report, name="report"),
    path("desk/cases/", moderation.cases, name="cases"),
    path("desk/cases/<int:case_id>/", moderation.case, name="case"),
    path("desk/cases/<int:case_id>/settle/", moderation.settle, name="settle_case"),
    path("desk/farewells/<int:farewell_id>/", data.settle_farewell, name="settle_farewell"),
    path("desk/", desk.desk, name="desk"),
    path("desk/wrong/", desk.wrong, name="wrong"),
    path("desk/silence/", desk.silence, name="silence"),
    path("desk/bulk/", desk.bulk_preview, name="bulk_preview"),
    path("desk/bulk/act/", desk.bulk_act, name="bulk_act"),
    path("desk/bulk/done/<slug:once>/", desk.bulk_done, name="bulk_done"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<str:slug>/", organisations.organisation, name="organisation"),
    path("territories/", territories.territories, name="territories"),
    path("territories/<str:code>/", territories.territory, name="territory"),
]
