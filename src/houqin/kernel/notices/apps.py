from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "houqin.kernel.notices"
    label = "notices"
