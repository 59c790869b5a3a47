"""JSON door (placeholder until the API layer is there)."""

router = None
