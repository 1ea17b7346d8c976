"""The entry points, one per file. Each combines what the other packages offer; none imports this one."""
