/** Where the answer comes from, how fresh it is, and the way to read it there. */

import { el, link, plainDate, webAddress } from "./dom.js";
import { foldButton } from "./fold.js";

const SHOWN = 3;

/** Render `sources` under a heading of `level`; the record itself comes first, many legal documents after it are folded. */
export function sourcesBlock(sources, level, language, t) {
  const lines = sources.map((source) => el("li", {}, sourceLine(source, t), datesLine(source, language, t)));
  const parent = el("ul", {}, lines);
  const folded = lines.slice(SHOWN);
  const toggle = folded.length > 1 ? foldButton(parent, folded, t("more_sources", { count: folded.length }), t("less")) : null;
  return el("section", { className: "sources" }, el(level, { className: "facet-title" }, t("sources")), parent, toggle);
}

/** One source as plain words, to copy. */
export function sourceWords({ title, number, url }, t) {
  return [nameOf({ title, number }, t), webAddress(url)?.href].filter(Boolean).join(": ");
}

function nameOf({ title, number }, t) {
  return [title, number && !String(title ?? "").includes(number) ? t("number", { number }) : null].filter(Boolean).join(", ");
}

function sourceLine(source, t) {
  const name = nameOf(source, t);
  const address = webAddress(source.url);
  return el("p", { className: "source-name", lang: t.langOf(name) }, address ? link(address, name || address.hostname, t("new_tab")) : name);
}

function datesLine({ updated, checked }, language, t) {
  const date = (key, iso) => (iso ? t(key, { date: plainDate(iso, language) }) : null);
  const words = [date("updated", updated), date("checked", checked)].filter(Boolean).join(", ");
  return words ? el("p", { className: "source-dates" }, words.charAt(0).toUpperCase() + words.slice(1)) : null;
}
