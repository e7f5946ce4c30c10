"""Findings: deliveries indexed, the facts in force worked out, every rule asked again that looked at a change."""
