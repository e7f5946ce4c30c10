"""The history that the demo loads, and the story it tells after it; all of it invented."""
