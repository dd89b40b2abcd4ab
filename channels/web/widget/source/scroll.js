/** Where the reader's eye is: the newest question goes to the top, so that its answer is read from the beginning. */

const NEAR = 48;

/** What scrolls: the log, or on a page enlarged four times the whole panel around it. */
function scrollerOf(log) {
  return getComputedStyle(log).overflowY === "visible" ? log.parentElement : log;
}

/** Bring `node` to the top of `log`, giving its turn the height for it. */
export function placeAtTop(log, node) {
  release(node.parentElement);
  const scroller = scrollerOf(log);
  const { paddingTop, paddingBottom } = getComputedStyle(log);
  const gap = parseFloat(paddingTop);
  node.style.minHeight = `${Math.max(scroller.clientHeight - gap - parseFloat(paddingBottom), 0)}px`;
  scroller.scrollTo({ top: scroller.scrollTop + node.getBoundingClientRect().top - scroller.getBoundingClientRect().top - gap });
}

/** Give back the height that a turn of `thread` was given. */
export function release(thread) {
  for (const turn of thread.children) turn.style.minHeight = "";
}

/** Whether the end of `log` is in sight: who reads further up is left where they are. */
export function atEnd(log) {
  const { scrollHeight, scrollTop, clientHeight } = scrollerOf(log);
  return scrollHeight - scrollTop - clientHeight < NEAR;
}

export function toEnd(log) {
  const scroller = scrollerOf(log);
  scroller.scrollTop = scroller.scrollHeight;
}
