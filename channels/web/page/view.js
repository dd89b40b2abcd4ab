/** Where the reader's eye is: the newest question goes to the top, so that its answer is read from the beginning; news go to the end. */

/**
 * Bring `turn`, the last of `log`, to the top of what is seen. On a wide screen the log scrolls; on a narrow one the page.
 * The turn is given the height of the view, or a short answer could not be that high up.
 */
export function placeAtTop(log, turn) {
  const inside = getComputedStyle(log).overflowY === "auto";
  const room = inside ? roomInLog(log) : roomInPage();
  if (turn.previousElementSibling) turn.previousElementSibling.style.minHeight = "";
  turn.style.minHeight = `${Math.max(room, 0)}px`;
  const top = turn.getBoundingClientRect().top;
  if (inside) log.scrollTo({ top: log.scrollTop + top - log.getBoundingClientRect().top - paddingTop(log) });
  else scrollTo({ top: scrollY + top - stuckHeight(".chat-head") - paddingTop(log) });
}

/** Add `turn` at the end of `log`. Who reads the end sees it; who reads further up is left where they are. */
export function placeAtEnd(log, turn) {
  const last = log.lastElementChild;
  if (last) last.style.minHeight = "";
  const edge = document.getElementById("dock").getBoundingClientRect().top;
  const atEnd = !last || last.getBoundingClientRect().bottom <= edge;
  log.append(turn);
  if (atEnd) turn.scrollIntoView({ block: "nearest" });
}

function roomInLog(log) {
  const { paddingTop: above, paddingBottom: below } = getComputedStyle(log);
  return log.clientHeight - parseFloat(above) - parseFloat(below);
}

function roomInPage() {
  const gaps = 2 * paddingTop(document.getElementById("log"));
  return innerHeight - stuckHeight(".chat-head") - stuckHeight(".dock") - gaps;
}

/** The height of a part that stays in view while the page scrolls; nothing when it scrolls away. */
function stuckHeight(selector) {
  const part = document.querySelector(selector);
  return getComputedStyle(part).position === "sticky" ? part.offsetHeight : 0;
}

function paddingTop(element) {
  return parseFloat(getComputedStyle(element).paddingTop);
}
