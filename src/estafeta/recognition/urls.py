from django.urls import path

from estafeta.recognition.views import book, certificates, going_on, paper, passports, told, verify

app_name = "recognition"
urlpatterns = [
    path("me/book/", book.book, name="book"),
    path("me/book/certificate/", certificates.issue, name="issue"),
    path("book/paper/", paper.type_in, name="paper_book"),
    path("book/paper/<int:number>/take-back/", paper.take_back, name="take_paper_back"),
    path("certificates/<str:code>/certificate.pdf", certificates.paper, name="paper"),
    path("certificates/<str:code>/passport.json", passports.passport, name="passport"),
    path("certificates/<str:code>/revoke/", certificates.revoke, name="revoke"),
    path("deeds/<str:slug>/certificates/", certificates.of_deed, name="of_deed"),
    path("organisations/<str:slug>/diploma/", certificates.diploma, name="diploma"),
    path("going-on/<str:token>/", going_on.come_along, name="come_along"),
    path("told/<str:token>/", told.by_letter, name="told_by_letter"),
    path("deeds/<str:slug>/told/", told.of_deed, name="told"),
    path("verify/", verify.look, name="look"),
    path("verify/<str:code>/", verify.verify, name="verify"),
]

# Addresses outside languages: what programs read.
street_patterns = [
    path("verify/keys.json", passports.keys, name="passport_keys"),
    path("verify/revoked/<int:number>.json", passports.status, name="passport_status"),
]
