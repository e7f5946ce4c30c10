"""A transfer from authorization to receipt, told over HTTP to real processes."""
