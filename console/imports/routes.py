"""The desk of imports (nhập liệu): spreadsheets and portal records as drafts, and what changed at the source."""

from fastapi import APIRouter

router = APIRouter(prefix="/imports")
