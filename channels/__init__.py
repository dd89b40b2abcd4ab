"""The gateway: how a citizen's message comes in and how an answer goes out."""
