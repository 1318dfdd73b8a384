"""The one process that holds Home Assistant's token: it does what core has allowed, and tells what it saw."""
