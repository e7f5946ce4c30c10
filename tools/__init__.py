"""What makes documents, demo data and pictures; not part of the product."""
