"""The desk of releases (phát hành): what is live, what would go out, an edit's effect, publishing and the way back."""
