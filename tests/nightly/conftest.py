"""The stage of the engine's own tests."""

from houqin.kernel.lifecycle.tests.conftest import stage

__all__ = ["stage"]
