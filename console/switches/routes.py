"""The desk of switches (vận hành): what is off, the notice of the day, hours and days off, settings of a unit."""

from fastapi import APIRouter

router = APIRouter(prefix="/switches")
