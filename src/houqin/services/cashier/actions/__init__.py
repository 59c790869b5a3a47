"""What the desk and the accountant do; each use case one function, each deed one entry of the ledger."""
