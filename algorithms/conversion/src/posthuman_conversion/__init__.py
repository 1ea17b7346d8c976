"""Convert a model for the OpenVINO engine, in an environment of its own."""
