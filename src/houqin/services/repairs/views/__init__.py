"""Pages of the repairs, by who stands before them."""
