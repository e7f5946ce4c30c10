"""The HTML pages: templates, their style, and what they say in words and pictures."""
