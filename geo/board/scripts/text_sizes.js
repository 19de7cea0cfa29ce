// How much room texts take in the type of the style sheet: measured by a canvas, so that the document is not laid out.

import { make } from "./dom.js";

/** What a label is made larger by, px: browsers round widths of texts as they like. */
const SLACK_PX = 1;

export class TextSizes {
  /** @param {HTMLElement} layer where the labels are */
  constructor(layer) {
    this.layer = layer;
    this.pen = make("canvas").getContext("2d");
    this.forget();
  }

  /** Reads and measures anew what is asked for: the type has another size, or the fonts are others. */
  forget() {
    /** @type {Map<string, { font: string, spacing: number, height: number, isUpper: boolean }>} */
    this.types = new Map();
    this.widths = new Map();
  }

  /**
   * The size of a label: its classes, the class of each line with every text that may be in it, and what the type is
   * multiplied by where the style sheet does not say it.
   * @param {{ class: string, lines: LabelLine[], shrink?: number }} label @returns {Size}
   */
  of(label) {
    let [width, height] = [0, 0];
    for (const [line, texts] of label.lines) {
      const type = this.type(label, line);
      height += type.height;
      for (const text of texts) width = Math.max(width, this.width(text, type));
    }
    return { width: Math.ceil(width) + SLACK_PX, height };
  }

  /** @param {string} text */
  width(text, type) {
    const key = `${type.font}|${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.pen.font = type.font;
      width = this.pen.measureText(type.isUpper ? text.toUpperCase() : text).width;
      this.widths.set(key, width);
    }
    return width + type.spacing * Math.max(0, [...text].length - 1);
  }

  /** The type of a line as the style sheet has it. @param {{ class: string, shrink?: number }} label */
  type(label, line) {
    const key = `${label.class}/${line}/${label.shrink}`;
    let type = this.types.get(key);
    if (type === undefined) {
      type = this.read(label, line);
      this.types.set(key, type);
    }
    return type;
  }

  /** @param {{ class: string, shrink?: number }} label @param {string} line */
  read({ class: names, shrink }, line) {
    const text = make("span", { class: line });
    const sample = make("div", { class: names, hidden: "" }, text);
    if (shrink !== undefined) sample.style.setProperty("--shrink", String(shrink));
    this.layer.append(sample);
    const { fontStyle, fontWeight, fontSize, fontFamily, letterSpacing, lineHeight, textTransform } =
      getComputedStyle(text);
    const type = {
      font: `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`,
      spacing: parseFloat(letterSpacing) || 0,
      height: parseFloat(lineHeight),
      isUpper: textTransform === "uppercase",
    };
    sample.remove();
    return type;
  }
}
