from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "houqin.services.suppliers"
    label = "suppliers"
