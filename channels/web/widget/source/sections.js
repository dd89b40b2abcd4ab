/** One facet of an answer: its title, its items, the words of the record. */

import { el, linked, list } from "./dom.js";
import { foldButton } from "./fold.js";

const LONG = 8;
const NUMBER = /^\d+\. /;
const SHOWN_OF_LONG = 6; // So that opening a list always shows three or more.

/** Render `section` under a heading of `level` ("h3", "h4"); `compact` when it was not what the person asked for. */
export function sectionBlock(section, compact, level, t) {
  const block = el("section", { className: compact ? "facet compact" : "facet" });
  const items = list(section.items).filter(Boolean).map(String);
  if (section.title) block.append(el(level, { className: "facet-title" }, section.title));
  if (items.length === 1) block.append(el("p", { className: "prose", lang: t.langOf(items[0]) }, linked(items[0], t("new_tab"))));
  else if (items.length) block.append(...itemList(items, section, t));
  if (section.quote) block.append(quotation(String(section.quote), t));
  return block;
}

function itemList(items, section, t) {
  const parent = el(section.facet === "steps" && items.every((item) => !isHeading(item)) ? "ol" : "ul", { className: "items" });
  const numbered = parent.tagName === "OL" && items.every((item) => NUMBER.test(item)); // The list counts by itself.
  const words = (item) => linked(numbered ? item.replace(NUMBER, "") : item, t("new_tab"));
  parent.append(...items.map((item) => el("li", { className: isHeading(item) ? "case" : null, lang: t.langOf(item) }, words(item))));
  if (items.filter((item) => !isHeading(item)).length <= LONG) return [parent];
  // A heading is not left as the last line shown: its items would all be out of sight.
  const shown = isHeading(items[SHOWN_OF_LONG - 1]) ? SHOWN_OF_LONG - 1 : SHOWN_OF_LONG;
  const count = items.slice(shown).filter((item) => !isHeading(item)).length;
  return [parent, foldButton(parent, [...parent.children].slice(shown), t("more_items", { count }), t("less"))];
}

/** An item that ends in a colon names the case that the items after it belong to. */
function isHeading(item) {
  return item.trimEnd().endsWith(":");
}

function quotation(text, t) {
  return el("figure", { className: "quote" }, el("figcaption", {}, t("quote")), el("blockquote", { lang: t.langOf(text) }, linked(text, t("new_tab"))));
}
