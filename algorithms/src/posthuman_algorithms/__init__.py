"""Train, evaluate and use Hugging Face transformers inside a job folder.

The package knows one thing of the world: the job folder (``README.md``). It never opens a connection, never
unpickles a file and never runs code that came with a model.
"""
