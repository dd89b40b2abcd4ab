"""The desk of words (từ ngữ): synonyms, abbreviations, golden questions, life events, wards, citizens' texts."""

from fastapi import APIRouter

router = APIRouter(prefix="/reference")
