from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "houqin.kernel.web"
    label = "web"
