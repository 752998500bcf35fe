app_name = "heroes"
urlpatterns: list = []
