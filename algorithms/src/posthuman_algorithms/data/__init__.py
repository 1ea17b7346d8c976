"""Read datasets of every format into rows that a task can use, and say which file and row is wrong."""
