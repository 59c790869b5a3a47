from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "houqin.kernel.places"
    label = "places"
