/** Where the reader's eye is: the newest question goes to the top, so that its answer is read from the beginning. */

const NEAR = 48;

/** Bring `node` to the top of `log`, giving its turn the height for it. */
export function placeAtTop(log, node) {
  for (const turn of log.children) turn.style.minHeight = "";
  const { paddingTop, paddingBottom } = getComputedStyle(log);
  node.style.minHeight = `${Math.max(log.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom), 0)}px`;
  log.scrollTo({ top: log.scrollTop + node.getBoundingClientRect().top - log.getBoundingClientRect().top - parseFloat(paddingTop) });
}

/** Whether the end of `log` is in sight: who reads further up is left where they are. */
export function atEnd(log) {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
}

export function toEnd(log) {
  log.scrollTop = log.scrollHeight;
}
