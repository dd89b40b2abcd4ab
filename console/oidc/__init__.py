"""Signing in with the organisation's own accounts: OpenID Connect, code flow with PKCE."""
