"""Pages of the surveys: rating, one's own score, the numbers, the terms."""
