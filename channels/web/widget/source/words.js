/** The sentences of the widget. The server hands them over with the script; here is none. */

import { GIVEN } from "./given.js";

const VIETNAMESE = /[\u0103\u0111\u01a1\u01b0\u1ea0-\u1ef9]/i;

/** Return `t(key, values)` for `language`: the sentence with `{name}` put in; `t.langOf(text)` is its language, or null for `language`. */
export function wordsOf(language) {
  const sentences = GIVEN.words[language === "en" ? "en" : "vi"];
  const t = (key, values = {}) => sentences[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  // Names and sentences of records are Vietnamese: in an English answer each says so, or a screen reader reads noise.
  t.langOf = (text) => (language === "en" && VIETNAMESE.test(text) ? "vi" : null);
  return t;
}

/** How many days the server keeps what people wrote. */
export const KEPT_DAYS = GIVEN.days;
