"""Pages of the rosters, by who stands before them."""
