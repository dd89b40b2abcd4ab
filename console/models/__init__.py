"""The desk of dialogue models (mô hình hội thoại): what was trained, how it was judged, what is live."""
