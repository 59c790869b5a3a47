from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "houqin.services.seals"
    label = "seals"
