// A small map of the wider region that shows where the map lies, where the map has empty room for it.

import { find, makeSvg, make } from "./dom.js";
import { say } from "./words.js";

/** Corners it is put in, the best first: their classes in the style sheet. */
const CORNERS = ["top-right", "bottom-right"];
/** Least width of a map that has room for it, in its own widths. */
const ROOM = 4.5;

export class Inset {
  /**
   * @param {L.Map} map
   * @param {BoardData["inset"]} inset
   * @param {{ isOver: () => boolean, onMoved: () => void }} act tell whether it hides a base, and hear that it takes
   *   other room than before
   */
  constructor(map, inset, { isOver, onMoved }) {
    this.map = map;
    this.isOver = isOver;
    this.onMoved = onMoved;
    this.inset = inset;
    if (inset === null) return;
    const [west, south, east, north] = inset.box;
    this.frame = makeSvg("rect", { class: "inset-frame" });
    const picture = makeSvg(
      "svg",
      { viewBox: `${west} ${-north} ${east - west} ${north - south}`, role: "img", "aria-label": say("map.inset") },
      makeSvg("path", { class: "inset-land", d: inset.path }),
      this.frame,
    );
    this.element = make("div", { class: "inset", hidden: "" }, picture);
    find(".over").append(this.element);
    map.on("moveend", () => this.mark());
  }

  /** Puts it in the first corner where it hides no base; leaves it out where there is none, or no room. */
  place() {
    if (this.inset === null) return;
    const { element } = this;
    const before = element.dataset.corner;
    element.hidden = false;
    element.dataset.overMap = "";
    const hasRoom = this.map.getSize().x > ROOM * element.offsetWidth;
    const corner = hasRoom && CORNERS.find((name) => {
      element.dataset.corner = name;
      return !this.isOver();
    });
    element.hidden = !corner;
    element.dataset.corner = corner || "";
    if (!corner) delete element.dataset.overMap;
    this.mark();
    if (before !== element.dataset.corner) this.onMoved();
  }

  /** Frames what the map shows; a map that shows more than the inset needs none. */
  mark() {
    const box = this.map.getBounds();
    const [west, south, east, north] = this.inset.box;
    const [left, right] = [Math.max(box.getWest(), west), Math.min(box.getEast(), east)];
    const [top, bottom] = [Math.min(box.getNorth(), north), Math.max(box.getSouth(), south)];
    const [width, height] = [Math.max(right - left, 0), Math.max(top - bottom, 0)];
    this.element.toggleAttribute("data-whole", width >= east - west);
    for (const [name, value] of Object.entries({ x: left, y: -top, width, height })) {
      this.frame.setAttribute(name, value.toFixed(1));
    }
  }
}
