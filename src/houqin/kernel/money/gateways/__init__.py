"""Outside payments: one port, an adapter for each provider."""
