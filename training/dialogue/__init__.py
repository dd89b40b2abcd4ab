"""Dialogue models (mô hình hội thoại): what one was trained on, how well it reads, whether it may go live, and which ones did."""
