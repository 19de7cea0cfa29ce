// Military symbols for the bases on request: the style sheet swaps the pictures, the marks stay what they are.

import { byId, make, setText } from "./dom.js";
import { markReach } from "./labels.js";
import { say } from "./words.js";

/** Radius kept free around a symbol, px at 16 px type. */
const SYMBOL_REACH = 22;

export class MilitarySymbols {
  /** @param {{ data: BoardData, marks: Marks, labels: Labels }} parts */
  constructor({ data, marks, labels }) {
    this.marks = marks;
    this.labels = labels;
    this.data = data;
    this.on = false;
    /** @type {Promise<Record<string, HTMLImageElement>> | undefined} */
    this.pictures = undefined;
    this.note = make("p", { class: "rule", hidden: "" }, say("symbols.legend"));
    byId("legend").append(this.note);
  }

  toggle() {
    this.on = !this.on;
    document.body.toggleAttribute("data-symbols", this.on);
    this.note.hidden = !this.on;
    this.labels.bases.forEach((label, index) => {
      label.reach = Math.max(markReach(this.data, this.data.bases[index]), this.on ? SYMBOL_REACH : 0);
    });
    this.labels.place();
    if (!this.marks.few) this.stamp();
    setText(byId("announcer"), say(this.on ? "symbols.on" : "symbols.off"));
  }

  /** Bases on canvas are stamped with the pictures as soon as those are decoded. */
  async stamp() {
    this.pictures ??= this.decoded();
    const pictures = await this.pictures;
    this.marks.usePictures(this.on ? pictures : null);
  }

  /** The pictures of the style sheet, ready to be drawn. */
  async decoded() {
    const style = getComputedStyle(document.documentElement);
    const pictures = Object.keys(this.marks.data.statusWords).map(async (status) => {
      const picture = new Image();
      picture.src = style.getPropertyValue(`--symbol-${status}`).trim().slice(5, -2);
      await picture.decode();
      return [status, picture];
    });
    return Object.fromEntries(await Promise.all(pictures));
  }
}
