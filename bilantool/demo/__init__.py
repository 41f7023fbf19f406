"""The demonstration: a fictional cabinet set down, and one bilan taken to its end on the spot."""
