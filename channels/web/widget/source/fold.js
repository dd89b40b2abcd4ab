/** A long list shows its beginning; a button opens the rest. */

import { button, randomId } from "./dom.js";

/** Hide `folded`, children of `list`, and return the button that shows them, labelled `more` while they are hidden, else `less`. */
export function foldButton(parent, folded, more, less) {
  parent.id = `list-${randomId()}`;
  const toggle = button({ className: "more", "aria-controls": parent.id, onclick: () => show(toggle.getAttribute("aria-expanded") !== "true") });
  const show = (open) => {
    for (const item of folded) item.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? less : more;
  };
  show(false);
  return toggle;
}
