/** Wires the page: topics, composer, conversation, and the two views of a phone. */

import { forgetSender } from "./api.js";
import { setUpComposer } from "./composer.js";
import { el } from "./dom.js";
import { watchNews } from "./news.js";
import { ask, noticeTurn } from "./turns.js";
import { placeAtEnd, placeAtTop } from "./view.js";

const root = document.documentElement;
const log = document.getElementById("log");
const greeting = document.getElementById("greeting");
const finger = matchMedia("(pointer: coarse)");

const composer = setUpComposer((text) => put(text, text));

function put(title, payload) {
  show("chat");
  ask({ log, title, payload, onPlaced: (turn) => placeAtTop(log, turn), onEdit: composer.fill });
}

/** Choose what a narrow screen shows: the conversation or the portal. A wide one shows both. */
function show(view) {
  if (root.dataset.view === view) return;
  root.dataset.view = view;
  scrollTo({ top: 0, behavior: "instant" });
}

function press(button) {
  const { question, payload, title } = button.dataset;
  put(question ?? title, question ?? payload);
  // On a phone, focus in the box would open the keyboard over the answer.
  if (!finger.matches) composer.focus();
  else if (!button.offsetParent) log.focus({ preventScroll: true });
}

function restart() {
  forgetSender();
  log.replaceChildren(greeting);
  log.scrollTop = 0;
  scrollTo({ top: 0, behavior: "instant" });
  if (!finger.matches) composer.focus();
}

/** A phone has the topics as a strip of chips above the box. */
function fillStrip() {
  const chips = [...document.querySelectorAll("#topics [data-question]")].map(({ dataset }) =>
    el("li", {}, el("button", { type: "button", className: "chip", "data-question": dataset.question }, dataset.short)),
  );
  document.getElementById("strip").append(...chips);
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const button = target?.closest("[data-question], [data-payload]");
  if (button) press(button);
  const view = target?.closest("[data-show]")?.dataset.show;
  if (view) {
    show(view);
    document.getElementById(view === "chat" ? "log" : "portal").focus({ preventScroll: true });
  }
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  show("chat");
  composer.focus();
});
document.getElementById("restart").addEventListener("click", restart);

fillStrip();
watchNews((message) => placeAtEnd(log, noticeTurn(message)));
