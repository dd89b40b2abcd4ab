"""The desk of labels (gán nhãn): the inbox, labelling by the keyboard, groups, second readers, one's own labels."""

from fastapi import APIRouter

from console.labels import groups, labelling, listing, own, second

router = APIRouter()
for part in (listing, labelling, groups, second, own):
    router.include_router(part.router)
