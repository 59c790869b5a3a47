"""Reads over suppliers; each begins with who looks."""
