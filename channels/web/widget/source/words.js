/** The sentences of the widget. The server hands them over with the script; here is none. */

import { GIVEN } from "./given.js";

/** Return `t(key, values)` for `language`: the sentence with `{name}` put in. */
export function wordsOf(language) {
  const sentences = GIVEN.words[language === "en" ? "en" : "vi"];
  return (key, values = {}) => sentences[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** How many days the server keeps what people wrote. */
export const KEPT_DAYS = GIVEN.days;
