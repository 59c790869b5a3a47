"""What the pages show of the figures, worded. A number never stands without how many it rests on."""
