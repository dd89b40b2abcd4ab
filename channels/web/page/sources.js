/** Where the answer comes from, how fresh it is, and the way to read it there. */

import { el, link, vietnameseDate, webAddress } from "./dom.js";
import { foldButton } from "./fold.js";

const SHOWN = 3;

/** Render `sources` under a heading of `level`; the record itself comes first, many legal documents after it are folded. */
export function sourcesBlock(sources, level) {
  const list = el("ul", {}, sources.map((source) => el("li", {}, sourceLine(source), datesLine(source))));
  const folded = [...list.children].slice(SHOWN);
  const button = folded.length > 1 ? foldButton(list, folded, `Xem thêm ${folded.length} nguồn`) : null;
  return el("section", { className: "sources" }, el(level, { className: "facet-title" }, "Nguồn"), list, button);
}

function sourceLine({ title, number, url }) {
  const name = [title, number && !String(title ?? "").includes(number) ? `số ${number}` : null].filter(Boolean).join(", ");
  const address = webAddress(url);
  return el("p", { className: "source-name" }, address ? link(address, name || address.hostname) : name);
}

function datesLine({ updated, checked }) {
  const dates = [
    updated ? `cập nhật ngày ${vietnameseDate(updated)}` : null,
    checked ? `kiểm tra ngày ${vietnameseDate(checked)}` : null,
  ].filter(Boolean);
  return dates.length ? el("p", { className: "source-dates" }, capital(dates.join(", "))) : null;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
