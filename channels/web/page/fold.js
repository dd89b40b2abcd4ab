/** A long list shows its beginning; a button opens the rest. */

import { el, randomId } from "./dom.js";

/** Hide `folded`, children of `list`, and return the button that shows them, labelled `more` while they are hidden. */
export function foldButton(list, folded, more) {
  list.id = `list-${randomId()}`;
  const button = el("button", { type: "button", className: "more", "aria-controls": list.id }, more);
  const show = (open) => {
    for (const item of folded) item.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "Thu gọn" : more;
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  show(false);
  return button;
}
