"""Read datasets of every format into rows that a task can use, or say which file and row is wrong."""
