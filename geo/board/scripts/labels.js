// Names on the map, placed so that none covers another, a mark, or a box that lies over the map.

import { byId, findAll, make, remPx, setText } from "./dom.js";
import { opens, subjectKey } from "./evidence_links.js";
import { cautionOf } from "./firmness.js";
import { DOT_RADIUS } from "./mark_shapes.js";
import { say } from "./words.js";

/** Gap between a mark and its label, and between labels, px at 16 px type. */
const LABEL_GAP = 4;
/** Room kept free around a box over the map and along the map's edge, px at 16 px type. */
const BOX_GAP = 10;
/** Radius kept free around the mark of a pinpoint, and beyond the least that a soft area has, px at 16 px type. */
const [MARK_REACH, AREA_GAP] = [15, 2];

/** Radius kept free around the mark of a base, px at 16 px type. @param {BoardData} data @param {Base} base */
export const markReach = ({ precisions, softArea }, { precision }) =>
  (precisions[precision].radiusKm === 0 ? MARK_REACH : softArea.least + AREA_GAP);

const overlap = (a, b) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

const boxAt = (left, top, { width, height }) => ({ left, top, right: left + width, bottom: top + height });

/** Positions around a point, best first: beside it, above and below it, then the corners. */
function around({ x, y }, size, reach) {
  const [left, right] = [x - reach - size.width, x + reach];
  const [above, below, middle] = [y - reach - size.height, y + reach, y - size.height / 2];
  const centre = x - size.width / 2;
  const places = [
    [right, middle, "left"],
    [left, middle, "right"],
    [centre, above, "center"],
    [centre, below, "center"],
  ];
  const corners = [
    [right, above, "left"],
    [left, above, "right"],
    [right, below, "left"],
    [left, below, "right"],
  ];
  return [...places, ...corners].map(([x0, y0, align]) => ({ ...boxAt(x0, y0, size), align }));
}

/** The position with its middle on a point. */
function centredOn({ x, y }, size) {
  return { ...boxAt(x - size.width / 2, y - size.height / 2, size), align: "center" };
}

/** A force's figure as its country carries it. */
function figureText({ short }, quantity) {
  const caution = cautionOf(quantity);
  return `${short} ${quantity.label}${caution ? ` · ${say(`caution.${caution}`)}` : ""}`;
}

/**
 * Copies of an element, one for each text, which stands in all its lines: they are laid out side by side, at once.
 * @param {HTMLElement} element @param {HTMLElement[]} lines @param {string[]} texts
 */
function trialsOf(element, lines, texts) {
  for (const line of lines) line.textContent ||= "\u00a0";
  const copies = texts.map((text) => {
    const copy = /** @type {HTMLElement} */ (element.cloneNode(true));
    for (const line of lines) copy.children[[...element.children].indexOf(line)].textContent = text;
    return copy;
  });
  return { element, copies };
}

export class Labels {
  constructor(map, marks, postures, onOpen, layer = byId("labels")) {
    const { data } = postures;
    this.onOpen = onOpen;
    this.postures = postures;
    this.map = map;
    this.marks = marks;
    this.data = data;
    this.layer = layer;
    this.ghostReach = 0;
    this.ghostWords = [];
    this.bases = marks.few ? data.bases.map((base, index) => this.baseLabel(base, index)) : [];
    this.countries = data.countries.map((country) => this.countryLabel(country));
    this.byNeed = [...this.countries].sort((a, b) => Number(b.needed) - Number(a.needed));
    this.towns = data.towns.map((town) => this.townLabel(town));
    this.measure();
    this.layer.addEventListener("wheel", (event) => map.getContainer().dispatchEvent(new WheelEvent("wheel", event)), {
      passive: true,
    });
    map.on("zoomstart", () => this.layer.classList.add("moving"));
    map.on("zoomend moveend", () => this.place());
    map.on("resize", () => { this.measure(); this.place(); });
    map.on("move", () => this.follow());
  }

  /** @param {Base} base @param {number} index */
  baseLabel(base, index) {
    const status = make("span", { class: "label-status" });
    const was = make("span", { class: "label-was", hidden: "" }, "\u00a0");
    const element = make("div", { class: "label label-base", "aria-hidden": "true" },
      make("span", { class: "label-name" }, base.label), status, was);
    element.dataset.opens = subjectKey({ base: index }); // by mouse; the keyboard has the mark
    element.addEventListener("click", () => this.onOpen({ base: index }));
    return { element, status, was, point: this.marks.points[index], reach: markReach(this.data, base), needed: true };
  }

  /** @param {Country} country */
  countryLabel(country) {
    const figures = this.data.forces
      .filter((force) => force.country === country.iso3)
      .map((force) => ({
        force,
        line: opens(make("button", { type: "button", class: "label-figure" }), { force: force.id }, this.onOpen),
      }));
    const element = make(
      "div",
      { class: `label label-country${country.focus ? " focus" : ""}` },
      make("span", { class: "label-name" }, country.name),
      ...figures.map(({ line }) => line),
    );
    const points = country.places.map(([lon, lat]) => L.latLng(lat, lon));
    return { element, figures, point: points[0], points, needed: country.needed };
  }

  /** @param {Town} town */
  townLabel(town) {
    const element = make("div", { class: "label label-town", "aria-hidden": "true" }, make("span", {}, town.name));
    const dot = make("i", { class: "town-dot" });
    this.layer.append(dot);
    return { element, dot, point: L.latLng(town.lat, town.lon), needed: false };
  }

  /** Measures every label at the widest it can become, so that no phase moves it. */
  measure() {
    for (const { element } of this.labels()) {
      element.hidden = false;
      element.style.minWidth = "";
      if (element.parentNode !== this.layer) this.layer.append(element); // a move would cost a figure its focus
    }
    const trials = [...this.bases.map((label, index) => this.baseTrials(label, index)),
      ...this.countries.map((label) => this.countryTrials(label))];
    this.layer.append(...trials.flatMap(({ copies }) => copies));
    const widths = trials.map(({ copies }) => Math.max(0, ...copies.map((copy) => copy.offsetWidth)));
    trials.forEach(({ element, copies }, index) => {
      for (const copy of copies) copy.remove();
      if (widths[index] > 0) element.style.minWidth = `${widths[index]}px`;
    });
    for (const label of this.labels()) {
      label.size = { width: label.element.offsetWidth, height: label.element.offsetHeight };
    }
  }

  /** Copies of a base's label, one for each text that may stand in it. @param {any} label @param {number} index */
  baseTrials({ element, status, was }, index) {
    return trialsOf(element, [status, was], [...this.wordings(index), ...this.ghostWords]);
  }

  countryTrials({ element, figures }) {
    const texts = figures.flatMap(({ force }) => this.figures(force).map((quantity) => figureText(force, quantity)));
    return trialsOf(element, figures.map(({ line }) => line), [...new Set(texts)]);
  }

  /** Every status a base takes in words, over all phases and readings. @param {number} index */
  wordings(index) {
    const cells = this.postures.all().map((posture) => posture.cells[index]);
    return [...new Set(cells)].map((cell) => this.marks.wording(this.data.cells[cell]));
  }

  /** Every quantity a force has, over all phases and readings. */
  figures({ id }) {
    return this.postures.all().map(({ forces }) => forces[id]);
  }

  labels() {
    return [...this.bases, ...this.countries, ...this.towns];
  }

  /** Shows a posture, `before` being the one a step earlier (null at the first phase): what changed is underlined. */
  show({ cells, forces }, before) {
    this.bases.forEach(({ element, status }, index) => {
      const cell = this.data.cells[cells[index]];
      element.classList.toggle(
        "changed",
        before !== null && this.data.cells[before.cells[index]].status !== cell.status,
      );
      element.dataset.status = cell.status;
      element.toggleAttribute("data-contested", cell.contestedBy.length > 0);
      setText(status, this.marks.wording(cell));
    });
    for (const { figures } of this.countries) {
      for (const { force, line } of figures) {
        const quantity = forces[force.id];
        setText(line, figureText(force, quantity));
        line.dataset.kind = quantity.kind;
        line.classList.toggle("changed", before !== null && before.forces[force.id].label !== quantity.label);
        line.toggleAttribute("data-caution", cautionOf(quantity) !== "");
      }
    }
  }

  /** Keeps room for ghosts beside the marks, this far out, and for a word on each; 0 for none. */
  ghost(reach, words) {
    this.ghostReach = reach;
    this.ghostWords = words;
    for (const { was } of this.bases) was.hidden = reach === 0;
    this.measure();
  }

  /** Says below a base what is compared there. @param {number} index @param {string} words */
  say(index, words) {
    if (this.bases.length > 0) setText(this.bases[index].was, words || "\u00a0");
  }

  reachOf({ reach }) {
    return Math.max(reach, this.ghostReach);
  }

  /** Places every label anew; called when the map's view changes, never when the phase does. */
  place() {
    const scale = remPx() / 16;
    const { x: width, y: height } = this.map.getSize();
    const gap = this.gap = BOX_GAP * scale;
    this.frame = { left: gap, top: gap, right: width - gap, bottom: height - gap };
    this.taken = [...this.boxesOverMap(gap), ...this.markBoxes(scale)];
    this.dots = this.marks.few ? [] : this.marks.points.map((point) => this.map.latLngToContainerPoint(point));
    for (const label of this.bases) {
      this.settle(label, around(this.at(label), label.size, (this.reachOf(label) + LABEL_GAP) * scale));
    }
    for (const label of this.byNeed) this.settle(label, this.insideOf(label));
    for (const label of this.towns) this.settleTown(label, scale);
    this.origin = this.map.latLngToContainerPoint([0, 0]);
    this.layer.style.transform = "";
    this.layer.classList.remove("moving");
  }

  /** Between two placings the labels move with the map. */
  follow() {
    if (!this.origin) return;
    const { x, y } = this.map.latLngToContainerPoint([0, 0]).subtract(this.origin);
    this.layer.style.transform = `translate(${x}px, ${y}px)`;
  }

  /** Positions inside a country, the best first. */
  insideOf({ points, size }) {
    return points.map((point) => centredOn(this.map.latLngToContainerPoint(point), size));
  }

  at({ point }) {
    return this.map.latLngToContainerPoint(point);
  }

  /** @param {number} gap */
  boxesOverMap(gap) {
    const { left, top } = this.map.getContainer().getBoundingClientRect();
    return findAll("[data-over-map]").map((box) => {
      const found = box.getBoundingClientRect();
      return boxAt(found.left - left - gap, found.top - top - gap,
        { width: found.width + 2 * gap, height: found.height + 2 * gap });
    });
  }

  /** @param {number} scale */
  markBoxes(scale) {
    return this.bases.map((label) => {
      const reach = this.reachOf(label) * scale;
      const { x, y } = this.at(label);
      return boxAt(x - reach, y - reach, { width: 2 * reach, height: 2 * reach });
    });
  }

  /** Takes the first free place; a label that is needed takes the least bad one, another is left out. */
  settle(label, places) {
    const costs = places.map(
      (place) => this.cost(place) + (label.needed ? 0 : this.dotsUnder(place) + this.touches(label, place)),
    );
    const least = Math.min(...costs);
    const place = places[costs.indexOf(least)];
    const shown = least === 0 || (label.needed && this.isInside(this.at(label)));
    label.element.hidden = !shown;
    if (!shown) return false;
    label.element.style.translate = `${Math.round(place.left)}px ${Math.round(place.top)}px`;
    label.element.style.textAlign = place.align;
    this.taken.push(place);
    return true;
  }

  settleTown(label, scale) {
    const { x, y } = this.at(label);
    const dot = boxAt(x - 4 * scale, y - 4 * scale, { width: 8 * scale, height: 8 * scale });
    const free = this.isInside({ x, y }) && this.cost(dot) === 0;
    const shown = free && this.settle(label, around({ x, y }, label.size, 7 * scale).slice(0, 4));
    label.element.hidden = label.dot.hidden = !shown;
    if (!shown) return;
    label.dot.style.translate = `${x}px ${y}px`;
    this.taken.push(dot);
  }

  /** Whether the name of a country further off would run into what stands beside it: 1 or 0. */
  touches({ points }, { left, top, right, bottom }) {
    const { gap } = this;
    const wide = { left: left - gap, top, right: right + gap, bottom };
    return Number(points !== undefined && this.taken.some((box) => overlap(wide, box) > 0));
  }

  isInside({ x, y }) {
    return x >= this.frame.left && y >= this.frame.top && x <= this.frame.right && y <= this.frame.bottom;
  }

  /** Whether a base drawn on canvas lies under a place: 1 or 0. */
  dotsUnder({ left, top, right, bottom }) {
    return Number(this.dots.some(({ x, y }) => x > left - DOT_RADIUS && x < right + DOT_RADIUS
      && y > top - DOT_RADIUS && y < bottom + DOT_RADIUS));
  }

  /** Area in px² that a place shares with what is taken or with the outside of the map. */
  cost(place) {
    const inside = overlap(place, this.frame);
    const area = (place.right - place.left) * (place.bottom - place.top);
    const sharing = this.taken.reduce((sum, box) => sum + overlap(place, box), 0);
    return sharing + (area - inside > 0.5 ? 4 * (area - inside) : 0);
  }
}
