"""The repairs as JSON."""

from ninja import Router

router = Router(tags=["repairs"])
