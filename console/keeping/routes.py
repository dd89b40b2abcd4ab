"""The desk that keeps records true (theo dõi): staleness, legal documents, the yearly plan, links, questions without an answer."""

from fastapi import APIRouter

router = APIRouter(prefix="/keeping")
