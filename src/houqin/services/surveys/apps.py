from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "houqin.services.surveys"
    label = "surveys"
