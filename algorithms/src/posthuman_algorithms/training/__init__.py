"""Train a model step by step, so that a kill costs little and a referee can re-run any segment."""
