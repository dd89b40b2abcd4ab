"""A round (đợt kiểm tra): every address is looked at, few hosts at once and each of them slowly; what was found is noted at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from knowledge.editorial.links import Links, Seen, host_of

_HOSTS = 4  # at once
_DOUBT = 3  # faults in a row that may be the host's; then its first page is asked

Look = Callable[[str], Awaitable[Seen]]


@dataclass
class Round:
    """One round over `named` (address -> who names it) that began at `began`; `pause` is in seconds, between two looks at a host."""

    links: Links
    look: Look
    named: Mapping[str, Sequence[str]]
    began: datetime
    pause: float
    tell: Callable[[int], None]  # so many more are done

    async def go(self, urls: Sequence[str]) -> None:
        """Look at `urls`."""
        hosts: dict[str, list[str]] = {}
        for url in urls:
            hosts.setdefault(host_of(url), []).append(url)
        few = asyncio.Semaphore(_HOSTS)
        await asyncio.gather(*(self._slowly(few, host, hosts[host]) for host in hosts))

    async def _slowly(self, few: asyncio.Semaphore, host: str, urls: list[str]) -> None:
        async with few:
            await self._host(host, urls)

    async def _host(self, host: str, urls: list[str]) -> None:
        """Look at the addresses of one host. Faults in a row are noted only where its first page shows that it answers at all."""
        doubtful: dict[str, Seen] = {}
        for place, url in enumerate(urls):
            seen = await self._looked(url, first=place == 0)
            if not seen.of_host:
                self._note({**doubtful, url: seen})
                doubtful = {}
                continue
            doubtful[url] = seen
            if len(doubtful) == _DOUBT or place == len(urls) - 1:
                if (silent := await self._silent(host, url)) is not None:
                    self.links.host_silent(host, silent, len(self._of_host(host)))
                    self.tell(len(urls) - place - 1)
                    return
                self._note(doubtful)
                doubtful = {}
        self.links.host_answers(host)

    async def _looked(self, url: str, first: bool) -> Seen:
        if not first:
            await asyncio.sleep(self.pause)
        seen = await self.look(url)
        self.tell(1)
        return seen

    async def _silent(self, host: str, url: str) -> Seen | None:
        """Return what is wrong with a whole host, or None where its first page answers."""
        await asyncio.sleep(self.pause)
        seen = await self.look(f"{urlsplit(url).scheme}://{host}/")
        return seen if seen.of_host else None

    def _note(self, found: Mapping[str, Seen]) -> None:
        for url, seen in found.items():
            self.links.note(url, self.named[url], seen, self.began)

    def _of_host(self, host: str) -> list[str]:
        return [url for url in self.named if host_of(url) == host]
