"""The desk of procedures (thủ tục): the list, one record, its writing, its review and its versions."""

from fastapi import APIRouter

router = APIRouter(prefix="/procedures")
