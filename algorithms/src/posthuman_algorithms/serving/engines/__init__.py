"""Engines that continue many texts at once, and the thread that owns one."""
