from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "houqin.services.rosters"
    label = "rosters"
