// Names of the bases with their statuses: those that find room, the more important first, in few elements.

import { nameParts } from "./base_names.js";
import { make, setText } from "./dom.js";
import { subjectKey } from "./evidence_links.js";
import { around, further, put, ring, tieTo } from "./label_places.js";
import { distance, grown, Room } from "./label_room.js";
import { DOT_RADIUS } from "./mark_shapes.js";
import { markReach } from "./marks.js";
import { onWorld } from "./sight.js";

/** Gap between a mark and its label, px at 16 px type. */
const LABEL_GAP = 4;
/** Half the side of the box that stands for the place of a mark, px. */
const POINT_PX = 1;
/** What stands where nothing is said. */
const BLANK = "\u00a0";

export class BaseLabels {
  /**
   * @param {HTMLElement} layer @param {TextSizes} sizes @param {Marks} marks @param {Postures} postures
   * @param {OnOpen} onOpen
   */
  constructor(layer, sizes, marks, postures, onOpen) {
    this.layer = layer;
    this.sizes = sizes;
    this.marks = marks;
    this.data = postures.data;
    this.postures = postures;
    this.onOpen = onOpen;
    this.ghostReach = 0;
    this.symbolReach = 0;
    this.ghostWords = [];
    /** @type {BaseLabel[]} */
    this.labels = this.data.bases.map((base, index) => this.newLabel(base, index));
    this.byImportance = this.ordered();
    /** @type {BaseSign[]} */
    this.spare = [];
    /** @type {Set<BaseLabel>} those that have an element: all where bases are few, else those that are shown */
    this.bound = new Set();
    if (marks.few) for (const label of this.labels) this.bind(label);
  }

  /** @param {Base} base @param {number} index @returns {BaseLabel} */
  newLabel(base, index) {
    const { lng, lat } = this.marks.points[index];
    const world = onWorld(this.marks.map, lng, lat);
    return { base, index, world, at: world, size: null, place: null, sign: null };
  }

  /** Bases whose status differs somewhere first, then as they are listed. */
  ordered() {
    const cells = this.postures.cellsOfBases();
    const differs = cells.map((found) => new Set([...found].map((cell) => this.data.cells[cell].status)).size > 1);
    return [...this.labels].sort((a, b) => Number(differs[b.index]) - Number(differs[a.index]));
  }

  // Elements

  /** @returns {BaseSign} */
  newSign() {
    const [name, status] = [make("span", { class: "label-name" }), make("span", { class: "label-status" })];
    const was = make("span", { class: "label-was", hidden: "" }, BLANK);
    const element = make("div", { class: "label label-base", "aria-hidden": "true", hidden: "" }, name, status, was);
    const sign = { element, name, status, was, index: -1 };
    element.addEventListener("click", () => this.onOpen({ base: sign.index })); // the keyboard has the mark
    this.layer.append(element);
    return sign;
  }

  /** Gives a label an element. @param {BaseLabel} label */
  bind(label) {
    if (label.sign !== null) return false;
    const { index } = label;
    label.sign = this.spare.pop() ?? this.newSign();
    label.sign.index = index;
    label.sign.element.dataset.opens = subjectKey({ base: index });
    this.bound.add(label);
    this.write(label);
    return true;
  }

  /** Hides a label; where bases are many its element is another's then. @param {BaseLabel} label */
  hide(label) {
    label.sign.element.hidden = true;
    if (this.marks.few) return;
    this.spare.push(label.sign);
    label.sign = null;
    this.bound.delete(label);
  }

  /** Writes all that is said on a label. @param {BaseLabel} label */
  write({ base, index, sign }) {
    sign.name.replaceChildren(...nameParts(base, this.marks.names));
    sign.was.hidden = this.ghostReach === 0;
    this.say(index, this.marks.said[index] ?? "");
    if (this.posture) this.fill(this.labels[index]);
  }

  /** Shows a posture, `before` being the one it is set against: what changed is underlined. */
  show(posture, before) {
    this.posture = posture;
    this.before = before;
    for (const label of this.bound) this.fill(label);
  }

  /** @param {BaseLabel} label */
  fill({ index, sign: { element, status } }) {
    const { cells } = this.data;
    const cell = cells[this.posture.cells[index]];
    const isChanged = this.before !== null && cells[this.before.cells[index]].status !== cell.status;
    element.classList.toggle("changed", isChanged);
    element.dataset.status = cell.status;
    element.toggleAttribute("data-contested", cell.contestedBy.length > 0);
    setText(status, this.marks.wording(cell));
  }

  /** Says below a base what is compared there. @param {number} index @param {string} words */
  say(index, words) {
    const { sign } = this.labels[index];
    if (sign !== null) setText(sign.was, words || BLANK);
  }

  /** Forgets the sizes, and writes the names as they are asked for now. */
  measure() {
    for (const label of this.labels) label.size = null;
    for (const label of this.bound) this.write(label);
  }

  /** The size of a label at the widest it can become. @param {BaseLabel} label @returns {Size} */
  sizeOf(label) {
    label.size ??= this.sizes.of({ class: "label label-base", lines: this.lines(label) });
    return label.size;
  }

  /** @param {BaseLabel} label @returns {LabelLine[]} */
  lines({ base, index }) {
    const cells = [...this.postures.cellsOfBases()[index]].map((cell) => this.data.cells[cell]);
    const wordings = new Set(cells.map((cell) => this.marks.wording(cell)));
    const name = nameParts(base, this.marks.names).map((part) => (typeof part === "string" ? part : part.textContent));
    /** @type {LabelLine[]} */
    const lines = [["label-name", [name.join("")]], ["label-status", wordings]];
    return this.ghostReach > 0 ? [...lines, ["label-was", this.ghostWords]] : lines;
  }

  // Places

  /** Takes the room of the marks, and notes which bases can be named: those in sight and under no box. */
  takeMarks(room, sight) {
    this.sight = sight;
    for (const label of this.labels) label.at = sight.at(label.world);
    this.named = this.byImportance.filter(({ at }) => sight.shows(at) && room.isEmpty(pointBox(at)));
    this.points = new Room(room.frame, 0);
    for (const label of this.labels) {
      label.place = null;
      if (!sight.shows(label.at)) continue;
      room.take(grown(pointBox(label.at), this.reachOf(label)));
      this.points.take(grown(pointBox(label.at), POINT_PX));
    }
  }

  /** Radius kept free around a mark, px. @param {BaseLabel} label */
  reachOf({ base }) {
    const more = Math.max(this.ghostReach, this.symbolReach);
    if (!this.marks.few) return Math.max(DOT_RADIUS, more);
    return Math.max(markReach(this.data, base), more) * this.sight.scale;
  }

  /** How far a name is from the middle of the mark beside it, px. @param {BaseLabel} label */
  awayOf(label) {
    return this.reachOf(label) + LABEL_GAP * this.sight.scale;
  }

  /** Places names next to their marks, as many as there are elements. @param {Room} room */
  placeNear(room) {
    const next = this.marks.few ? around : ring; // of many, few are named anyway
    let left = this.data.basesNamed;
    for (const label of this.named) {
      if (left === 0) return;
      const isOwn = (place) => isNearest(this.points, label.at, place);
      const places = next(label.at, this.sizeOf(label), this.awayOf(label));
      if (this.place(label, room, room.first(places, isOwn))) left -= 1;
    }
  }

  /** Places what is left further away, with a tie, where bases are few. @param {Room} room */
  placeTied(room) {
    if (!this.marks.few) return;
    for (const label of this.named) {
      if (label.place !== null) continue;
      const places = further(label.at, this.sizeOf(label), this.awayOf(label));
      this.place(label, room, room.first(places, undefined, tieTo(label.at, this.reachOf(label))));
    }
  }

  /** Takes the place that has been found, if any. @param {BaseLabel} label @param {Room} room @param {Place} place */
  place(label, room, place) {
    label.place = place;
    if (place !== null) room.fill(place);
    return place !== null;
  }

  /** Shows what has found a place, and hides the rest. */
  settle() {
    for (const label of [...this.bound]) if (label.place === null) this.hide(label);
    let isNew = false;
    for (const label of this.named) {
      if (label.place === null) continue;
      isNew = this.bind(label) || isNew;
      put(label.sign.element, label.place);
    }
    if (this.marks.few) for (const label of this.labels) this.tip(label);
    if (isNew) this.layer.dispatchEvent(new Event("named", { bubbles: true }));
  }

  /** A mark whose name has no room says it under the pointer. @param {BaseLabel} label */
  tip({ base, index, place }) {
    this.marks.markers[index].title = place === null ? base.label : "";
  }

  /** The ties of the names that are away from their marks. @returns {Point[][]} */
  ties() {
    return this.named.flatMap(({ place }) => (place?.tie.length > 0 ? [place.tie] : []));
  }
}

/** @param {Point} point @returns {Box} */
const pointBox = ({ x, y }) => ({ left: x, top: y, right: x, bottom: y });

/** Whether no other point is so much nearer to a place that the name there would seem to be the other's. */
function isNearest(points, at, place) {
  const far = distance(at, place);
  for (const { left, top } of points.under(grown(place, far - 2 * POINT_PX))) {
    if (distance({ x: left + POINT_PX, y: top + POINT_PX }, place) < far - 2 * POINT_PX) return false;
  }
  return true;
}
