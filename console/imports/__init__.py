"""The desk of imports (nhập liệu): spreadsheets and portal records as drafts, and what changed at the source."""
