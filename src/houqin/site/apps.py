from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The roof: settings, addresses, the `houqin` command."""

    name = "houqin.site"
    label = "site"
