"""Facebook Messenger: webhooks in, messages out, and the Page's profile."""
