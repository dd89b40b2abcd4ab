/** One facet of an answer: its title, its items, the words of the record. */

import { el, linked } from "./dom.js";
import { foldButton } from "./fold.js";

const LONG = 8;
const NUMBER = /^\d+\. /;
const SHOWN_OF_LONG = 6; // So that opening a list always shows three or more.

/** Render `section` under a heading of `level` ("h3", "h4"); `compact` when it was not what the person asked for. */
export function sectionBlock(section, compact, level) {
  const block = el("section", { className: compact ? "facet compact" : "facet" });
  const items = (Array.isArray(section.items) ? section.items : []).filter(Boolean).map(String);
  if (section.title) block.append(el(level, { className: "facet-title" }, section.title));
  if (items.length === 1) block.append(el("p", { className: "prose" }, linked(items[0])));
  else if (items.length) block.append(...itemList(items, section));
  if (section.quote) block.append(quotation(section.quote));
  return block;
}

/** A list; one of more than eight items is folded behind "Xem thêm N mục". */
function itemList(items, section) {
  const list = el(section.facet === "steps" && items.every((item) => !isHeading(item)) ? "ol" : "ul", { className: "items" });
  const numbered = list.tagName === "OL" && items.every((item) => NUMBER.test(item)); // The list counts by itself.
  const words = (item) => linked(numbered ? item.replace(NUMBER, "") : item);
  list.append(...items.map((item) => el("li", { className: isHeading(item) ? "case" : null }, words(item))));
  if (items.filter((item) => !isHeading(item)).length <= LONG) return [list];
  // A heading is not left as the last line shown: its items would all be out of sight.
  const shown = isHeading(items[SHOWN_OF_LONG - 1]) ? SHOWN_OF_LONG - 1 : SHOWN_OF_LONG;
  const folded = [...list.children].slice(shown);
  const hidden = items.slice(shown).filter((item) => !isHeading(item)).length;
  return [list, foldButton(list, folded, `Xem thêm ${hidden} mục`)];
}

/** An item that ends in a colon names the case that the items after it belong to. */
function isHeading(item) {
  return item.trimEnd().endsWith(":");
}

function quotation(text) {
  return el(
    "figure",
    { className: "quote" },
    el("figcaption", {}, "Trích nguyên văn"),
    el("blockquote", {}, linked(String(text))),
  );
}
