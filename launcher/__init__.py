"""The one command: sets the house up, starts its processes, shows them, stops and checks them."""
