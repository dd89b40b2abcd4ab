/** An Answer as a card: every part is optional, every word is data and stays text. */

import { el, link, linked, webAddress } from "./dom.js";
import { sectionBlock } from "./sections.js";
import { sourcesBlock } from "./sources.js";

const RATED = new Set(["answered", "not_found"]);

/** Render one reply of the gateway: `{text, buttons?, custom?: Answer}`. */
export function renderReply(reply) {
  const answer = reply.custom && typeof reply.custom === "object" ? reply.custom : {};
  const buttons = list(answer.buttons).length ? list(answer.buttons) : list(reply.buttons);
  const alternatives = list(answer.alternatives);
  const sections = list(answer.sections);
  const choices = alternatives.map((alternative) => ({ alternative, button: buttonFor(alternative, buttons) }));
  const used = new Set(choices.map((choice) => choice.button));
  const rest = buttons.filter((button) => button?.title && button?.payload && !used.has(button));

  const level = answer.procedure?.name ? "h4" : "h3"; // Below the procedure's name, or in its place.
  const card = el("div", { className: "message card", "data-status": answer.status ?? null });
  card.append(el("p", { className: "who" }, "Trợ lý tự động"));
  if (answer.procedure?.name) card.append(procedureHead(answer.procedure));
  if (sections.length) card.append(...paragraphs(list(answer.notes).join("\n\n")), ...sectionsOf(answer, sections, level));
  else card.append(...paragraphs(lead(String(answer.text ?? reply.text ?? ""), alternatives, buttons)));
  if (list(answer.sources).length) card.append(sourcesBlock(answer.sources, level));
  if (list(answer.links).length) card.append(linkList(answer.links));
  // What the assistant asked is answered first; procedures to go to right away stand below.
  const asks = answer.status === "clarify" && rest.length > 0;
  if (asks) card.append(followUps(rest, answer.procedure));
  const label = asks ? "Hoặc chọn thẳng một thủ tục" : sections.length ? "Mở từng thủ tục" : "Chọn thủ tục đúng với việc của bạn";
  const heading = answer.procedure ? "Nếu việc của bạn khác" : label;
  if (choices.length) card.append(choiceList(choices, heading, sections.length > 0 || asks));
  if (rest.length && !asks) card.append(followUps(rest, answer.procedure));
  if (RATED.has(answer.status)) card.append(verdict());
  return card;
}

function list(value) {
  return Array.isArray(value) ? value : [];
}

function procedureHead(procedure) {
  const code = procedure.code ? el("p", { className: "code" }, `Mã thủ tục ${procedure.code}`) : null;
  return el("div", { className: "procedure" }, el("h3", {}, procedure.name), code);
}

/** The facets asked for come in full; when none is named, the first section is what was asked. */
function sectionsOf(answer, sections, level) {
  const asked = new Set(list(answer.facets));
  const anyAsked = sections.some((section) => asked.has(section.facet));
  return sections.map((section, index) => sectionBlock(section, anyAsked ? !asked.has(section.facet) : index > 0, level));
}

function paragraphs(text) {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim())
    .map((paragraph) => el("p", { className: "prose" }, linked(paragraph.trim())));
}

/** The text without its numbered list of choices: they stand below as buttons, procedures under their whole names. */
function lead(text, alternatives, buttons) {
  const titles = new Set(buttons.map(({ title }) => title));
  const listed = (line) => /^\d+\. /.test(line) && (alternatives.length > 0 || titles.has(line.replace(/^\d+\. /, "")));
  const named = (line) => ({ name, code, difference }) => [name, code, difference].some((words) => words && line.includes(words));
  const repeats = (line) => listed(line) || alternatives.some(named(line));
  const kept = text.split("\n").filter((line, index) => index === 0 || !repeats(line));
  return kept.join("\n");
}

/** The button that chooses `alternative`; its payload carries the code as JSON. */
function buttonFor({ code }, buttons) {
  return buttons.find((button) => typeof button?.payload === "string" && button.payload.includes(`"${code}"`));
}

/** Where the text alone stands above the choices, it has said already that one is to be chosen. */
function choiceList(choices, label, labelled) {
  const items = choices.map(({ alternative, button }) => {
    const payload = button?.payload ?? `/choose_procedure${JSON.stringify({ procedure_code: alternative.code })}`;
    const difference = alternative.difference
      ? el("span", { className: "choice-difference" }, ` ${alternative.difference}`)
      : null;
    const attributes = { type: "button", className: "choice", "data-payload": payload, "data-title": button?.title ?? alternative.name };
    return el("li", {}, el("button", attributes, el("span", { className: "choice-name" }, alternative.name), difference));
  });
  return el("div", { className: "choices" }, labelled ? el("p", { className: "label" }, label) : null, el("ul", { "aria-label": label }, items));
}

/** Pages to open; a path is one of this server. */
function linkList(links) {
  const items = links.map(({ title, url }) => ({ title, address: webAddress(new URL(String(url), location.href)) }));
  const shown = items.filter(({ title, address }) => title && address).map(({ title, address }) => el("li", {}, link(address, title)));
  return el("ul", { className: "links" }, shown);
}

/** Whether it helped, in one press; the assistant asks for the reason. */
function verdict() {
  const choice = (option, title, label) =>
    el("button", { type: "button", className: "chip verdict", "data-payload": `/pick{"option":"rate:${option}"}`, "data-title": label, "aria-label": label }, title);
  return el("div", { className: "verdicts" }, choice("up", "Hữu ích", "Câu trả lời này hữu ích"), choice("down", "Chưa đúng", "Câu trả lời này chưa đúng"));
}

function followUps(buttons, procedure) {
  const label = procedure ? "Hỏi tiếp về thủ tục này" : "Bạn có thể chọn";
  const items = buttons.map(({ title, payload }) =>
    el("li", {}, el("button", { type: "button", className: "chip", "data-payload": payload, "data-title": title }, title)),
  );
  return el("div", { className: "follow-ups" }, el("p", { className: "label" }, label), el("ul", { className: "chips", "aria-label": label }, items));
}
