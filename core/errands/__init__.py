"""What bots are sent to do apart from answering: tell a person something in private, announce, take messages away."""
