/**
 * What is remembered on this device. Where storage is switched off, it lives as long as the page.
 * `local` is shared by all pages of the site; `tab` dies with the tab: private things stay there.
 * Each message written has a key of its own, so that two tabs never overwrite each other's.
 */

const PREFIX = "troly.widget.";

class Shelf {
  constructor(open) {
    this.memory = new Map();
    try {
      this.storage = open();
      this.storage.setItem(`${PREFIX}try`, "1");
      this.storage.removeItem(`${PREFIX}try`);
    } catch {
      this.storage = null;
    }
  }

  get(key, fallback = null) {
    try {
      const text = this.storage ? this.storage.getItem(PREFIX + key) : this.memory.get(key);
      return text ? JSON.parse(text) : fallback;
    } catch {
      return fallback; // Somebody else wrote there.
    }
  }

  set(key, value) {
    try {
      if (this.storage) this.storage.setItem(PREFIX + key, JSON.stringify(value));
      else this.memory.set(key, JSON.stringify(value));
    } catch {
      this.memory.set(key, JSON.stringify(value)); // It is full: the page goes on all the same.
    }
  }

  remove(key) {
    this.memory.delete(key);
    try {
      this.storage?.removeItem(PREFIX + key);
    } catch {
      // Nothing was kept.
    }
  }

  keys(start) {
    const stored = this.storage ? Object.keys(this.storage).filter((key) => key.startsWith(PREFIX)) : [];
    return [...stored.map((key) => key.slice(PREFIX.length)), ...this.memory.keys()].filter((key) => key.startsWith(start));
  }
}

export const local = new Shelf(() => localStorage);
export const tab = new Shelf(() => sessionStorage);

/** Call `tell(key)` when another tab of this site changes something of ours; `null` when it cleared everything. */
export function watch(tell) {
  addEventListener("storage", ({ key }) => {
    if (key === null) tell(null);
    else if (key.startsWith(PREFIX)) tell(key.slice(PREFIX.length));
  });
}
