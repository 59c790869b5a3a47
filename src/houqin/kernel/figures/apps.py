from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "houqin.kernel.figures"
    label = "figures"
