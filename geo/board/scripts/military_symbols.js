// Military symbols for the bases on request: the style sheet swaps the pictures, the marks stay what they are.

import { byId, make, setText } from "./dom.js";
import { DOT_RADIUS } from "./mark_shapes.js";
import { say } from "./words.js";

/** Radius kept free around a symbol, px at 16 px type; around one on canvas, px. */
const [SYMBOL_REACH, STAMP_REACH] = [22, DOT_RADIUS + 4];

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
    const reach = this.marks.few ? SYMBOL_REACH : STAMP_REACH;
    this.labels.symbols(this.on ? reach : 0);
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
