/** An Answer as a card: every part is optional, every word is data and stays text. Presses carry `data-payload` and `data-title`. */

import { button, el, icon, link, linked, list, webAddress } from "./dom.js";
import { sectionBlock } from "./sections.js";
import { sourcesBlock } from "./sources.js";
import { toolsOf } from "./tools.js";
import { wordsOf } from "./words.js";

const CHECKLIST = /\/checklists\/[^/]/;

/** Render the answer of `message`. `base` is the gateway's address, for links that are paths of it. */
export function renderCard(message, base, deeds) {
  const answer = message.answer && typeof message.answer === "object" ? message.answer : {};
  const language = answer.language === "en" ? "en" : "vi";
  const t = wordsOf(language);
  const parts = { answer, language, t, level: answer.procedure?.name ? "h4" : "h3", ...choicesOf(answer) };
  return el(
    "article",
    { className: "card", lang: language, "data-answer": message.id, "data-status": answer.status, "aria-label": t("assistant") },
    el("p", { className: "who" }, message.in_reply_to ? t("assistant") : t("news", { time: momentOf(message.at, language) })),
    answer.procedure?.name ? procedureHead(answer.procedure, t) : null,
    body(parts),
    list(answer.sources).length ? sourcesBlock(answer.sources, parts.level, language, t) : null,
    linksOf(answer, base, t),
    buttonsOf(parts),
    toolsOf(answer, t, deeds),
  );
}

/** What is read to who cannot see: the answer's own words, which say everything. */
export function spokenWords(answer) {
  return String(answer?.text ?? "").replace(/https?:\/\/\S+/g, "").trim();
}

function choicesOf(answer) {
  const buttons = list(answer.buttons).filter((one) => one?.title && one?.payload);
  const alternatives = list(answer.alternatives);
  const choices = alternatives.map((alternative) => {
    const found = buttons.find(({ payload }) => String(payload).includes(`"${alternative.code}"`));
    return { alternative, found };
  });
  const used = new Set(choices.map(({ found }) => found));
  return { alternatives, buttons, choices, rest: buttons.filter((one) => !used.has(one)) };
}

function procedureHead({ name, code }, t) {
  return el("div", { className: "procedure" }, el("h3", { lang: t.langOf(name) }, name), code ? el("p", { className: "code" }, t("code", { code })) : null);
}

function body({ answer, t, level, alternatives, buttons }) {
  const sections = list(answer.sections);
  if (!sections.length) return paragraphs(lead(String(answer.text ?? ""), alternatives, buttons), t);
  const asked = new Set(list(answer.facets));
  const anyAsked = sections.some(({ facet }) => asked.has(facet));
  // The facets asked for come in full; when none is named, the first section is what was asked.
  const compact = ({ facet }, index) => (anyAsked ? !asked.has(facet) : index > 0);
  const blocks = sections.map((section, index) => sectionBlock(section, compact(section, index), level, t));
  return [...paragraphs(list(answer.notes).join("\n\n"), t), ...blocks];
}

/** Paragraphs, with a list where lines begin with a dash. */
function paragraphs(text, t) {
  const blocks = [];
  for (const line of text.split("\n")) {
    const last = blocks[blocks.length - 1];
    const item = line.startsWith("- ");
    const words = linked(item ? line.slice(2) : line, t("new_tab"));
    if (!line.trim()) blocks.push(null);
    else if (last?.tagName === (item ? "UL" : "P")) last.append(...(item ? [el("li", {}, words)] : ["\n", ...words]));
    else blocks.push(item ? el("ul", { className: "items" }, el("li", {}, words)) : el("p", { className: "prose" }, words));
  }
  return blocks;
}

/** The text without its numbered list of choices: they stand below as buttons, procedures under their whole names. */
function lead(text, alternatives, buttons) {
  const titles = new Set(buttons.map(({ title }) => title));
  const listed = (line) => /^\d+\. /.test(line) && (alternatives.length > 0 || titles.has(line.replace(/^\d+\. /, "")));
  const named = (line) => ({ name, code, difference }) => [name, code, difference].some((words) => words && line.includes(words));
  const kept = text.split("\n").filter((line, index) => index === 0 || !(listed(line) || alternatives.some(named(line))));
  return kept.join("\n");
}

/** Pages to open; a path is one of the gateway. A checklist is one to print. */
function linksOf(answer, base, t) {
  const items = list(answer.links).map(({ title, url }) => ({ title, address: webAddress(String(url), base) }));
  const shown = items.filter(({ title, address }) => title && address);
  if (!shown.length) return null;
  const line = ({ title, address }) =>
    el("li", { className: CHECKLIST.test(address.pathname) ? "print" : null },
      CHECKLIST.test(address.pathname) ? icon("print") : null, link(address, title, t("new_tab")));
  return el("ul", { className: "links" }, shown.map(line));
}

/** What the assistant asked is answered first; procedures to go to right away stand below. */
function buttonsOf({ answer, t, choices, rest }) {
  const asks = answer.status === "clarify" && rest.length > 0;
  const sections = list(answer.sections).length > 0;
  const own = asks ? t("or_choose") : t(sections ? "open_each" : "choose");
  const offered = choices.length ? choiceList(choices, answer.procedure ? t("if_other") : own, t) : null;
  const more = rest.length ? followUps(rest, t(answer.procedure ? "follow_up" : "you_may"), t) : null;
  return asks ? [more, offered] : [offered, more];
}

function choiceList(choices, label, t) {
  const items = choices.map(({ alternative, found }) => {
    const payload = found?.payload ?? `/choose_procedure${JSON.stringify({ procedure_code: alternative.code })}`;
    const title = found?.title ?? alternative.name;
    const difference = alternative.difference ? el("span", { className: "choice-difference" }, ` ${alternative.difference}`) : null;
    return el("li", {}, press("choice", payload, title, t, el("span", { className: "choice-name", lang: t.langOf(alternative.name) }, alternative.name), difference));
  });
  return group("choices", label, items);
}

function followUps(buttons, label, t) {
  return group("follow-ups", label, buttons.map(({ title, payload }) => el("li", {}, press("chip", payload, title, t, title))));
}

function group(className, label, items) {
  return el("div", { className }, el("p", { className: "label", "aria-hidden": "true" }, label), el("ul", { "aria-label": label }, items));
}

/** A choice. It stays where it is, and readable, once it was made; a tick says that it was. */
export function press(className, payload, title, t, ...words) {
  const chosen = el("span", { className: "chosen", hidden: true }, icon("done"), el("span", { className: "sr" }, ` ${t("chosen")}`));
  return button({ className, "data-payload": payload, "data-title": title }, ...words, chosen);
}

/** The city's time of an ISO moment; nothing for what is no moment. */
function momentOf(at, language) {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return "";
  const form = { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric", year: "numeric" };
  return moment.toLocaleString(language === "en" ? "en-GB" : "vi-VN", form);
}
