"""What everything is written in: events and their one written form, moments, comparable texts, errors."""
