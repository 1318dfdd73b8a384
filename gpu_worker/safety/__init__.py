"""Looking at finished pictures before anybody else does: age ratings from 0 (everybody) to 3 (adults)."""
