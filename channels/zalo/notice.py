"""News where no message may be sent any more: a notice of a template that Zalo approved (ZBS), which is paid for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.zalo.choices import clean
from core.clock import VIETNAM
from core.words import Language, say


def notice(template: str, data: Mapping[str, str]) -> dict[str, Any]:
    """Return a notice of the approved template with this id; `data` fills the fields it was approved with."""
    return {"template_id": template, "template_data": {key: clean(value) for key, value in data.items()}}


def on_dossier(template: str, fields: Mapping[str, str], hint: str, standing: str, seen: datetime, language: Language) -> dict[str, Any]:
    """Return the notice that something changed on a dossier.

    Args:
        template: its id.
        fields: a name the template was approved with -> what stands there: "file", "state", "day".
        hint: the end of the dossier's code, perhaps empty: no more of it is told.
        standing: as `portal.dossiers.explanation.standing`, "gone" or "old".
        seen: aware.
        language: of whoever is told.
    """
    told = {
        "file": f"…{hint}" if hint else say("notice.file", language),
        "state": say(f"notice.state_{standing}", language),
        "day": f"{seen.astimezone(VIETNAM):%d/%m/%Y}",
    }
    return notice(template, {name: told[what] for name, what in fields.items()})
