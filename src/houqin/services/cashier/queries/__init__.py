"""Reads: one's own wallet, the books of the accountant, the desk; each begins with who looks."""
