from django.urls import path

from estafeta.recognition.views import book, certificates, verify

app_name = "recognition"
urlpatterns = [
    path("me/book/", book.book, name="book"),
    path("me/book/certificate/", certificates.issue, name="issue"),
    path("certificates/<str:code>/certificate.pdf", certificates.paper, name="paper"),
    path("certificates/<str:code>/revoke/", certificates.revoke, name="revoke"),
    path("deeds/<str:slug>/certificates/", certificates.of_deed, name="of_deed"),
    path("organisations/<str:slug>/diploma/", certificates.diploma, name="diploma"),
    path("verify/", verify.look, name="look"),
    path("verify/<str:code>/", verify.verify, name="verify"),
]
