/** Where the script begins: one tag on any page makes one `<troly-chat>`. */

import { chatElement } from "./element.js";
import { el } from "./dom.js";

const tag = document.currentScript ?? document.querySelector('script[src$="/widget.js"]');
const base = new URL(".", tag?.src || location.href).href;

function begin() {
  if (customElements.get("troly-chat")) return; // The tag stands there twice.
  customElements.define("troly-chat", chatElement({ base, data: { ...tag?.dataset }, nonce: tag?.nonce || tag?.dataset.nonce }));
  if (!document.querySelector("troly-chat")) document.body.append(el("troly-chat"));
}

if (document.body) begin();
else document.addEventListener("DOMContentLoaded", begin);
