"""One status vocabulary for all services: five tones, each always shown with its word."""

from typing import Literal

Tone = Literal["amber", "blue", "violet", "green", "red", "gray"]
