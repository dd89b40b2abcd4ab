"""Sign-in: accounts, passwords, the second factor, sessions, one-time links."""
