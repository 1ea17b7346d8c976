"""An evaluation's report, table and plots, and what its models are compared with."""
