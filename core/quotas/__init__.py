"""Quotas: credits a day by role, on an append-only ledger."""
