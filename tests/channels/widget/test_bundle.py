"""One script out of many modules: small, in order, with nothing of its comments, and never two of a name."""

import gzip
import json
import re
from pathlib import Path

import httpx2
import pytest

from channels.web.widget.bundle import FOLDER, bundle, smaller_css
from core.words import words

LIMIT = 25_000  # bytes, packed by gzip, all in all


def _folder(tmp_path: Path, **modules: str) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "widget.css").write_text("a { b: c; }")
    for name, text in modules.items():
        (tmp_path / "source" / f"{name}.js").write_text(text)
    return tmp_path


def test_it_is_small() -> None:
    made = bundle(90, 24)
    assert len(made.packed) <= LIMIT
    assert gzip.decompress(made.packed) == made.plain


def test_it_holds_no_import_and_no_comment() -> None:
    text = bundle(90, 24).plain.decode()
    assert not re.search(r"^(?:import|export)\b", text, re.MULTILINE)
    assert not re.search(r"^\s*(?://|/\*)", text, re.MULTILINE)


def test_the_same_sources_give_the_same_bytes_and_another_term_others() -> None:
    assert bundle(90, 24) == bundle(90, 24)
    assert len({bundle(days, hours).tag for days, hours in ((90, 24), (30, 24), (90, 1))}) == 3


def test_what_is_imported_stands_before_who_imports_it(tmp_path: Path) -> None:
    imports = 'import { a } from "./a.js";\nimport { GIVEN } from "./given.js";\n'
    folder = _folder(
        tmp_path,
        main='import { b } from "./b.js";\nimport { a } from "./a.js";\nb(a);\n',
        a="export const a = 1;\n",
        b=f"{imports}export function b(c) {{\n  // why\n  return c + a; // and so\n}}\n",
    )
    lines = bundle(1, 1, folder).plain.decode().splitlines()
    assert lines[2:-1] == ["const a = 1;", "function b(c) {", "return c + a;", "}", "b(a);"]


def test_two_of_a_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"same is declared in a\.js and in main\.js"):
        bundle(1, 1, _folder(tmp_path, main='import { a } from "./a.js";\nconst same = a;\n', a="export const a = 1;\nconst same = 2;\n"))


def test_a_circle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="circle"):
        bundle(1, 1, _folder(tmp_path, main='import { a } from "./a.js";\n', a='import "./main.js";\nexport const a = 1;\n'))


def test_every_module_is_used() -> None:
    text = "".join(path.read_text("utf-8") for path in (FOLDER / "source").glob("*.js"))
    for path in (FOLDER / "source").glob("*.js"):
        assert path.name == "main.js" or f'"./{path.name}"' in text


def test_every_sentence_is_used_and_every_used_one_exists() -> None:
    source = "".join(path.read_text("utf-8") for path in (FOLDER / "source").glob("*.js"))
    keys = {key.removeprefix("widget.") for key in words() if key.startswith("widget.")}
    composed = re.compile(r"(?:renew|data|erase)|(?:language|size|look|rate|consent)(?:_\w+)?")
    assert [key for key in keys if f'"{key}"' not in source and not composed.fullmatch(key)] == []
    assert [key for key in re.findall(r'\bt\("(\w+)"', source) if key not in keys] == []


def test_no_sentence_stands_in_the_sources() -> None:
    for path in (FOLDER / "source").glob("*.js"):
        bare = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"[àáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵ]", bare), path.name


def test_nothing_in_it_needs_a_weaker_policy() -> None:
    text = bundle(90, 24).plain.decode()
    for risky in ("eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", 'setAttribute("style"'):
        assert risky not in text


def test_a_style_sheet_loses_its_comments_and_keeps_its_sums() -> None:
    assert smaller_css("/* x */ a  b { c: calc(1px + 2px) ;  d: e; }\n\nf, g { h: i }") == "a b{c:calc(1px + 2px);d:e}f,g{h:i}"


@pytest.mark.asyncio
async def test_the_script_is_served_packed_with_its_type_to_pages_of_every_origin(client: httpx2.AsyncClient) -> None:
    response = await client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) <= LIMIT
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.content == bundle(90, 24).plain
    plain = await client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == response.content


@pytest.mark.asyncio
async def test_an_unchanged_script_is_not_sent_again(client: httpx2.AsyncClient) -> None:
    for encoding in ("gzip", "identity"):
        first = await client.get("/widget.js", headers={"Accept-Encoding": encoding})
        again = await client.get("/widget.js", headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert (await client.get("/widget.js", headers={"If-None-Match": '"other"'})).status_code == 200


@pytest.mark.asyncio
async def test_the_script_tells_how_long_this_installation_keeps_conversations(client: httpx2.AsyncClient) -> None:
    given = json.loads((await client.get("/widget.js")).text.splitlines()[1].removeprefix("const GIVEN=").removesuffix(";"))
    assert (given["days"], given["hours"]) == (90, 24)
    assert set(given["words"]) == {"vi", "en"}


@pytest.mark.asyncio
async def test_the_demonstration_pages_have_a_strict_policy(client: httpx2.AsyncClient) -> None:
    for path in ("/demo/", "/demo/index.html", "/demo/khai-sinh.html"):
        response = await client.get(path)
        assert response.status_code == 200
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "microphone=(self)" in response.headers["permissions-policy"]
        assert not re.search(r"<style|\sstyle=|<script>|\son\w+=", response.text)


@pytest.mark.asyncio
async def test_nothing_else_is_served(client: httpx2.AsyncClient) -> None:
    for path in ("none.html", "%2e%2e/routes.py", "..%2fbundle.py", "x.txt", "a" * 300 + ".html", "%00.html"):
        assert (await client.get(f"/demo/{path}")).status_code == 404, path


@pytest.mark.asyncio
async def test_demo_without_its_slash_leads_there(client: httpx2.AsyncClient) -> None:
    response = await client.get("/demo")
    assert (response.status_code, response.headers["location"]) == (308, "/demo/")
