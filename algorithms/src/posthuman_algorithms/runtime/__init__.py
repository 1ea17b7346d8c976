"""How a process computes the same bits each time: offline, seeded, and started without needless imports."""
