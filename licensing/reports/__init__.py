"""What is asked of findings as a whole: filters, files to take along, what another law would find."""
