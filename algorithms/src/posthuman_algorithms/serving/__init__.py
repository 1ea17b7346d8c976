"""Serve a model on a Unix socket as OpenAI's API does: the entry point ``serve``."""
