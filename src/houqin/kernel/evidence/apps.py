from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "houqin.kernel.evidence"
    label = "evidence"
