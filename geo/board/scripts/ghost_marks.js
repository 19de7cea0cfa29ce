// The posture compared with, as faint, larger marks behind those of now: only where the status differs, with a word.

import { make } from "./dom.js";
import { DOT_RADIUS, fillMark, markSvg } from "./mark_shapes.js";
import { Dot } from "./marks.js";

/** How much larger than its mark a ghost is, so that it is seen around it; as the style sheet has it. */
const GHOST_SCALE = 1.7;
const GHOST_PANE = "ghosts";
const GHOST_ALPHA = 0.65;
/** Radius kept free around a mark with its ghost, px at 16 px type. */
const GHOST_REACH = 24;

/** A dot of the ghosts: stamped behind that of now, or nowhere. */
const GhostDot = Dot.extend({
  _updatePath() {
    const renderer = this._renderer;
    const { sprites, look } = this.options;
    if (!look || !renderer._drawing || this._empty()) return;
    const { x, y } = this._point;
    const size = GHOST_SCALE * sprites.size;
    renderer._ctx.globalAlpha = GHOST_ALPHA;
    renderer._ctx.drawImage(sprites.of(look), x - size / 2, y - size / 2, size, size);
    renderer._ctx.globalAlpha = 1;
  },
});

export class GhostMarks {
  /** @param {L.Map} map @param {Marks} marks @param {Labels} labels */
  constructor(map, marks, labels) {
    this.map = map;
    this.marks = marks;
    this.labels = labels;
    /** @type {string[]} */
    this.shown = [];
    /** @type {any[] | undefined} */
    this.markers = undefined;
  }

  /** Turns the ghosts on with every word they may say, or off with none. @param {string[]} words */
  turn(words) {
    const on = words.length > 0;
    if (!on && !this.on) return;
    this.on = on;
    this.labels.ghost(on ? this.reach() : 0, words);
    if (on) this.markers ??= this.draw();
    else this.clear();
  }

  reach() {
    return this.marks.few ? GHOST_REACH : GHOST_SCALE * DOT_RADIUS;
  }

  draw() {
    const pane = this.map.createPane(GHOST_PANE);
    pane.style.zIndex = String(Number(this.map.getPane("marks").style.zIndex) - 1);
    pane.style.pointerEvents = "none";
    return this.marks.few ? this.marks.points.map((point) => this.element(point)) : this.dots();
  }

  element(point) {
    const ghost = make("span", { class: "ghost", hidden: "", "aria-hidden": "true" }, markSvg(this.marks.data.marks));
    const icon = L.divIcon({ className: "mark-anchor", html: ghost, iconSize: [0, 0] });
    L.marker(point, { icon, pane: GHOST_PANE, interactive: false, keyboard: false }).addTo(this.map);
    return ghost;
  }

  dots() {
    const { sprites } = this.marks.markers[0].options;
    const options = {
      sprites,
      renderer: L.canvas({ pane: GHOST_PANE, padding: 0 }),
      pane: GHOST_PANE,
      interactive: false,
      radius: GHOST_SCALE * DOT_RADIUS,
      look: "",
    };
    return this.marks.points.map((point) => new GhostDot(point, options).addTo(this.map));
  }

  /** Shows where another posture differs, and says what stood there. */
  show({ cells }, other, worded) {
    const { data } = this.marks;
    this.markers.forEach((_, index) => {
      const [now, was] = [data.cells[cells[index]], data.cells[other.cells[index]]];
      const differs = now.status !== was.status;
      this.paint(index, differs ? this.marks.looks[other.cells[index]] : "", was);
      this.tell(index, differs ? worded(this.marks.wording(was)) : "");
    });
  }

  /** @param {number} index @param {string} look empty for none @param {Cell} [cell] */
  paint(index, look, cell) {
    if (this.shown[index] === look) return;
    this.shown[index] = look;
    const marker = this.markers[index];
    if (!this.marks.few) {
      marker.setStyle({ look });
      return;
    }
    marker.hidden = look === "";
    if (look === "") return;
    fillMark(marker.firstChild, this.marks.data.marks, cell.status);
    marker.dataset.status = cell.status;
    marker.toggleAttribute("data-contested", cell.contestedBy.length > 0);
  }

  /** @param {number} index @param {string} words */
  tell(index, words) {
    this.marks.tell(index, words);
    this.labels.say(index, words);
  }

  /** Stamps the dots anew after their pictures have changed colour. */
  redraw() {
    if (!this.marks.few) this.markers?.forEach((marker) => marker.redraw());
  }

  clear() {
    if (!this.markers) return;
    this.markers.forEach((_, index) => {
      this.paint(index, "");
      this.tell(index, "");
    });
  }
}
