"""The gallery's addresses, one noun a file."""
