from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "houqin.kernel.lifecycle"
    label = "lifecycle"
