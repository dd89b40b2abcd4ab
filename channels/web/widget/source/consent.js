/** Before the first word: that this is a machine, what is stored, and whether one agrees. */

import { button, el } from "./dom.js";
import { KEPT_DAYS } from "./words.js";

/** The notice. Nothing is asked of the server before `agree`. */
export function consentOf(t, { agree, refuse }) {
  const points = ["machine", "stored", "never"].map((key) => el("li", {}, t(`consent_${key}`, { days: KEPT_DAYS })));
  return el("section", { className: "consent", "aria-labelledby": "consent" },
    el("h3", { id: "consent", tabindex: "-1" }, t("consent")), el("ul", {}, points),
    el("div", { className: "actions" },
      button({ className: "primary", onclick: agree }, t("agree")), button({ className: "action refuse", onclick: refuse }, t("refuse"))));
}
