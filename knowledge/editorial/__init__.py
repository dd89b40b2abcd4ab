"""The editorial room (biên tập): drafts, review by a second person, publishing, and what keeps records true."""
