"""Live web conversations: messages by POST, answers by server-sent events; each conversation proven by a sealed session."""
