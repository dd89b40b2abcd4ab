// Marks words of a text as entities: by dragging, or by the arrows. Places are counted in UTF-16, as a browser counts; the server reads them so.
const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });
const wordsOf = new Intl.Segmenter("vi", { granularity: "word" });

export class Spans {
  constructor(element, marks, changed) {
    this.element = element;
    this.text = element.textContent;
    this.marks = marks;
    this.changed = changed;
    this.words = [...wordsOf.segment(this.text)]
      .filter((one) => /\S/u.test(one.segment))
      .map((one) => ({ start: one.index, end: one.index + one.segment.length, like: one.isWordLike }));
    this.draw();
  }

  // The text is drawn anew as pieces; what a mark is called stands in its attribute, so that the letters stay those of the text.
  draw() {
    const pieces = [];
    let at = 0;
    this.marks.sort((one, other) => one.start - other.start);
    for (const mark of this.marks) {
      pieces.push(this.text.slice(at, mark.start));
      const element = document.createElement("mark");
      element.textContent = this.text.slice(mark.start, mark.end);
      element.dataset.title = mark.title;
      pieces.push(element);
      at = mark.end;
    }
    this.element.replaceChildren(...pieces, this.text.slice(at));
  }

  // Where a place of the document lies in the text.
  offset(node, at) {
    const range = document.createRange();
    range.selectNodeContents(this.element);
    range.setEnd(node, at);
    return range.toString().length;
  }

  // What is selected, widened to whole words and never through a sign; null where nothing of the text is.
  get picked() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!this.element.contains(range.startContainer) || !this.element.contains(range.endContainer)) return null;
    return this.whole(this.offset(range.startContainer, range.startOffset), this.offset(range.endContainer, range.endOffset));
  }

  whole(start, end) {
    const touched = this.words.filter((word) => word.start < end && start < word.end);
    if (!touched.length) return null;
    const first = touched[0].like ? touched[0].start : Math.max(start, touched[0].start);
    const last = touched.at(-1).like ? touched.at(-1).end : Math.min(end, touched.at(-1).end);
    const sign = (at) => graphemes.segment(this.text).containing(at);
    const left = sign(first).index;
    const right = sign(last - 1);
    return { start: left, end: right.index + right.segment.length };
  }

  select(start, end) {
    const place = (at) => {
      const walker = document.createTreeWalker(this.element, NodeFilter.SHOW_TEXT);
      let node = walker.nextNode();
      while (node && at > node.length) {
        at -= node.length;
        node = walker.nextNode();
      }
      return [node ?? this.element, node ? at : 0];
    };
    getSelection().setBaseAndExtent(...place(start), ...place(end));
  }

  // The arrows go from word to word; with Shift they take more words, or fewer.
  step(key, shift) {
    if (!this.words.length) return;
    const last = this.words.length - 1;
    const picked = this.picked;
    if (!picked) this.anchor = this.head = key === "ArrowLeft" || key === "End" ? last : 0;
    else {
      const to = { ArrowLeft: this.head - 1, ArrowRight: this.head + 1, Home: 0, End: last }[key];
      this.head = Math.min(last, Math.max(0, to));
      if (!shift) this.anchor = this.head;
    }
    const [from, till] = [Math.min(this.anchor, this.head), Math.max(this.anchor, this.head)];
    this.select(this.words[from].start, this.words[till].end);
  }

  // Where a drag ended the arrows go on.
  follow() {
    const picked = this.picked;
    if (!picked) return;
    const inside = this.words.map((word, at) => ({ ...word, at })).filter((word) => word.start < picked.end && picked.start < word.end);
    if (Math.min(this.anchor, this.head) === inside[0].at && Math.max(this.anchor, this.head) === inside.at(-1).at) return;
    this.anchor = inside[0].at;
    this.head = inside.at(-1).at;
  }

  add({ start, end }, name, title) {
    this.marks = this.marks.filter((mark) => mark.end <= start || end <= mark.start);
    this.marks.push({ start, end, name, title });
    this.redraw();
  }

  remove({ start, end }) {
    const count = this.marks.length;
    this.marks = this.marks.filter((mark) => mark.end <= start || end <= mark.start);
    if (this.marks.length === count) return false;
    this.redraw();
    return true;
  }

  redraw() {
    getSelection().removeAllRanges();
    this.draw();
    this.changed();
  }
}
