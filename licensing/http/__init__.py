"""HTTP: the JSON API, the pages, and who may call them."""
