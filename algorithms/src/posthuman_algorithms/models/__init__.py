"""Load, read with, continue with and save models of any task."""
