/** One colour makes the theme: every other is derived from it, and every pair of text and ground keeps its contrast. */

const AA = 4.5;
const AAA = 7;
const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];
const LIGHT_GROUND = [236, 239, 245]; // the darkest ground that text stands on while it is light
const DARK_GROUND = [45, 56, 74]; // the lightest while it is dark

/** Read what CSS calls a colour as `[red, green, blue]`; null for what it does not know or what is see-through. */
export function readColour(value) {
  const probe = document.createElement("i");
  probe.style.color = value;
  if (!probe.style.color) return null;
  document.documentElement.append(probe);
  const read = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(getComputedStyle(probe).color);
  probe.remove();
  return read ? read.slice(1).map(Number) : null;
}

/** The contrast of two colours as WCAG 2 measures it: 1 to 21. */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The custom properties of the theme for `accent`; `dark` and `more` say how it is looked at. */
export function themeOf(accent, dark, more) {
  const on = contrast(accent, WHITE) >= (more ? AAA : AA) || contrast(accent, WHITE) >= contrast(accent, BLACK) ? WHITE : BLACK;
  const wanted = more ? AAA : AA;
  const fill = until(accent, on === WHITE ? BLACK : WHITE, (colour) => contrast(colour, on) >= wanted);
  const ink = until(accent, dark ? WHITE : BLACK, (colour) => contrast(colour, dark ? DARK_GROUND : LIGHT_GROUND) >= wanted);
  return { fill: css(fill), "fill-hover": css(mix(fill, on === WHITE ? BLACK : WHITE, 0.18)), on: css(on), ink: css(ink) };
}

function luminance(colour) {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function until(colour, towards, enough) {
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = mix(colour, towards, share);
    if (enough(mixed)) return mixed;
  }
  return towards;
}

function mix(colour, other, share) {
  return colour.map((part, index) => Math.round(part + (other[index] - part) * share));
}

function css(colour) {
  return `rgb(${colour.join(" ")})`;
}
