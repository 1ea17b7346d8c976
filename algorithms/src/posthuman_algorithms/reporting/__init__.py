"""What an evaluation says: report, table, pictures, and what stands beside the models."""
