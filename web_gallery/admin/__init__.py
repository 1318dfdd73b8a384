"""What admins' pages show: gates, words, charts; the pages themselves are in ``routes.admin``."""
