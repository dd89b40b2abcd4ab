"""A dossier in words (hồ sơ của tôi tới đâu rồi?): the whole story for its owner, and short notices when it changed."""

from portal.dossiers.explanation.notice import fingerprint, gone, news, standing
from portal.dossiers.explanation.story import explained

__all__ = ["explained", "fingerprint", "gone", "news", "standing"]
