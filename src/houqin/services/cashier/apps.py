from django.apps import AppConfig


class CashierConfig(AppConfig):
    name = "houqin.services.cashier"
    label = "cashier"
