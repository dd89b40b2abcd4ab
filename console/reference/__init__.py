"""The desk of words (từ ngữ): synonyms, abbreviations, golden questions, life events, wards, citizens' texts."""
