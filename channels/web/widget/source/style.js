/** The style of the shadow root, by means that every Content-Security-Policy allows. */

import { el } from "./dom.js";
import { GIVEN } from "./given.js";

/**
 * Give `shadow` the style sheet and return the way to set one rule more, that of the theme. The sheets are constructed; where a browser
 * is too old for that, elements with the page's `nonce` take their place.
 */
export function styled(shadow, nonce) {
  if ("adoptedStyleSheets" in Document.prototype && "replaceSync" in CSSStyleSheet.prototype) {
    const sheets = [new CSSStyleSheet(), new CSSStyleSheet()];
    sheets[0].replaceSync(GIVEN.css);
    shadow.adoptedStyleSheets = sheets;
    return (rule) => sheets[1].replaceSync(rule);
  }
  const nodes = ["", ""].map(() => el("style", { nonce: nonce || null }));
  shadow.append(...nodes);
  nodes[0].textContent = GIVEN.css;
  return (rule) => (nodes[1].textContent = rule);
}
