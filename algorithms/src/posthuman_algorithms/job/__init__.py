"""The job folder, and what every entry point needs to work in one: events, files, parameters, errors."""
