from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "houqin.kernel.money"
    label = "money"
