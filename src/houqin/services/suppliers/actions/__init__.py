"""What is done with suppliers: one function for a use case."""
