from django.apps import AppConfig


class RepairsConfig(AppConfig):
    name = "houqin.services.repairs"
    label = "repairs"
