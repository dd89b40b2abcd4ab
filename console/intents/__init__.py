"""The desk of intents (ý định), entities, synonyms and lookups: what stands, and changes that two people make."""
