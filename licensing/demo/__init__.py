"""The history that the demo tells."""
