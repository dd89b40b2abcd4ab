"""Where a dossier (hồ sơ) stands: one port, an adapter a kind of portal, and the care that personal data needs."""
