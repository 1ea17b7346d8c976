"""How good a model is: scores, the metrics computed from them, and how certain those are."""
