from django.apps import AppConfig


class WorktimeConfig(AppConfig):
    name = "houqin.kernel.worktime"
    label = "worktime"
