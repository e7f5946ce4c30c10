"""Crash tests: processes die at named points between two durable steps, and everything must come out the same."""
