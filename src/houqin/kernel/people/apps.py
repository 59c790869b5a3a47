from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "houqin.kernel.people"
    label = "people"
