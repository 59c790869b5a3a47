"""Measurements: ratios in one run, A B A B, never asserted. `script/bench` prints them."""
