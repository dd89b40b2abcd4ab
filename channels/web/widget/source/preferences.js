/** How somebody wants to see it: what they chose here, else what the page says, else what their device says. */

import { readColour, themeOf } from "./colour.js";
import { local } from "./store.js";

const LOOK = "look";
const OWN_COLOUR = [27, 77, 137];
const DARK = matchMedia("(prefers-color-scheme: dark)");
const MORE = matchMedia("(prefers-contrast: more)");

/** The preferences on a page with these `options`: language, size, look ("auto", "light", "dark"), more (contrast). */
export function preferencesOf(options) {
  const asked = options.lang ?? document.documentElement.lang;
  return { language: asked?.startsWith("en") ? "en" : "vi", size: "1", look: options.theme ?? "auto", more: false, ...local.get(LOOK) };
}

/** Keep that `key` was chosen to be `value`. */
export function prefer(key, value) {
  local.set(LOOK, { ...local.get(LOOK), [key]: value });
}

/** Show `preferences` on `root`, and its colours by the rule that `theme` sets. */
export function show({ language, size, look, more }, options, root, theme) {
  const dark = look === "auto" ? DARK.matches : look === "dark";
  const strong = more || MORE.matches;
  root.lang = language;
  Object.assign(root.dataset, { size, dark, more: strong, side: options.position?.includes("left") ? "left" : "right" });
  const colours = themeOf((options.color && readColour(options.color)) || OWN_COLOUR, dark, strong);
  theme(`.root{${Object.entries(colours).map(([name, value]) => `--${name}:${value}`).join(";")}}`);
}

/** Call `tell()` when the device's own preferences change. */
export function watchDevice(tell) {
  for (const wish of [DARK, MORE]) wish.addEventListener("change", tell);
}
