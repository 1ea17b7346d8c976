"""How good a model is at something: metrics, what they are made of, and how sure they are."""
