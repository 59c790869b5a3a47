from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "houqin.kernel.search"
    label = "search"
