"""Models of any task: load them, encode and continue text with them, and save their weights."""
