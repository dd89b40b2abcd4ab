"""The web channel: REST, the open procedure API and the page."""
