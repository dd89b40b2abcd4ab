"""The desk that keeps records true (theo dõi): staleness, legal documents, the yearly plan, links, questions without an answer."""
