/** What is seldom needed: a new conversation, one's data, the language, and how it looks. */

import { button, el } from "./dom.js";

const CHOICES = { language: ["vi", "en"], size: ["1", "2", "3"], look: ["auto", "light", "dark"] };

/** The menu for `preferences`, with a button for each of `orders`; `prefer(name, value)` is told what is chosen. */
export function menuOf(preferences, t, orders, prefer) {
  const acts = Object.entries(orders).map(([key, act]) => el("li", {}, button({ className: "act", onclick: act }, t(key))));
  const sets = Object.entries(CHOICES).map(([name, values]) => choice(name, values, preferences[name], t, prefer));
  const box = el("input", { type: "checkbox", onchange: () => prefer("more", box.checked) });
  box.checked = preferences.more;
  const more = el("label", { className: "option" }, box, el("span", {}, t("more")));
  return [...(acts.length ? [el("ul", { className: "acts" }, acts)] : []), ...sets, more];
}

function choice(name, values, chosen, t, prefer) {
  const options = values.map((value) => {
    const input = el("input", { type: "radio", name, value, onchange: () => prefer(name, value) });
    input.checked = value === chosen;
    // Each language is named in itself, so that whoever needs it finds it.
    const lang = name === "language" ? value : null;
    return el("label", { className: "option" }, input, el("span", { lang }, t(`${name}_${value}`)));
  });
  return el("fieldset", {}, el("legend", {}, t(name)), el("div", { className: "options" }, options));
}
