"""The panel of a job (công việc chạy nền): how far it came, for every desk that asked for one."""

from fastapi import APIRouter

router = APIRouter(prefix="/jobs")
