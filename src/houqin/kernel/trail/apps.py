from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "houqin.kernel.trail"
    label = "trail"
