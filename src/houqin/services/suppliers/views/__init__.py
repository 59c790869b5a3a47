"""Pages of the suppliers."""
