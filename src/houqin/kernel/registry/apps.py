from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "houqin.kernel.registry"
    label = "registry"
