"""Standard benchmarks, as EleutherAI's harness defines them."""
