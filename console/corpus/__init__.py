"""The desk of training data (dữ liệu huấn luyện): what labels change in the files, imports, and how far readers agree."""
