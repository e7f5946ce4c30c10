"""Findings: each delivery filed, the facts in force worked out, and every rule asked again that looked at a change."""
