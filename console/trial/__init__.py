"""The desk where a question is tried (thử hỏi): as a citizen sees it, and why."""
