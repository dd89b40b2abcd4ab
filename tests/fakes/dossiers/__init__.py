"""Portals of dossiers on loopback: real HTTP servers that follow the recorded contracts, and their bad days."""
