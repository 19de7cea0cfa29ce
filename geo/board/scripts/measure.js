// Measures the way over the ground: points set by hand or taken from bases, the great circle between them.

import { metresAPixel } from "./coordinates.js";
import { byId, find, make, remPx, setText } from "./dom.js";
import { say } from "./words.js";

/** Mean radius of the earth, km (IUGG); a sphere is true to half a per cent. */
const EARTH_KM = 6371.0088;
/** Length of a piece that a drawn great circle is made of, km. */
const PIECE_KM = 20;
/** A point set this near a base is the base, px at 16 px type. */
const SNAP_PX = 14;

/** @typedef {{ point: L.LatLng, step: number, name: string }} End a place, what it is known to in km, and its name */
/** @typedef {[number, number, number]} Vector */

/** A place as a unit vector. @param {L.LatLng} place @returns {Vector} */
function vector({ lat, lng }) {
  const [phi, lambda] = [(lat * Math.PI) / 180, (lng * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

/**
 * The angle between two unit vectors, well behaved for the near and the far.
 * @param {Vector} one @param {Vector} other
 */
function angle([ax, ay, az], [bx, by, bz]) {
  const across = Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
  return Math.atan2(across, ax * bx + ay * by + az * bz);
}

function distanceKm(from, to) {
  return EARTH_KM * angle(vector(from), vector(to));
}

/** Points along the great circle from one place to another, both ends with it. */
function greatCircle(from, to) {
  const [a, b] = [vector(from), vector(to)];
  const whole = angle(a, b);
  const pieces = Math.max(1, Math.ceil((EARTH_KM * whole) / PIECE_KM));
  if (whole === 0 || pieces === 1) return [from, to];
  return Array.from({ length: pieces + 1 }, (_, index) => {
    const [near, far] = [Math.sin((1 - index / pieces) * whole), Math.sin((index / pieces) * whole)];
    const [x, y, z] = a.map((part, axis) => (near * part + far * b[axis]) / Math.sin(whole));
    return L.latLng((Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI, (Math.atan2(y, x) * 180) / Math.PI);
  });
}

/** A distance in words, no finer than `step` km. @param {number} distance @param {number} step */
function kilometres(distance, step) {
  const rounded = Math.round(distance / step) * step;
  return say(rounded > 0 ? "measure.about" : "measure.under", { km: (rounded || step).toLocaleString("en") });
}

export class Measure {
  constructor(map, marks, data, onChange) {
    this.map = map;
    this.marks = marks;
    this.data = data;
    this.onChange = onChange;
    this.active = false;
    /** @type {End[]} */
    this.ends = [];
    this.readout = make("div", { class: "measure", hidden: "", role: "group", "aria-label": say("measure.title") });
    find(".over").append(this.readout);
    const renderer = L.svg({ pane: "measure" });
    map.createPane("measure").style.zIndex = 630;
    map.getPane("measure").style.pointerEvents = "none";
    const line = { renderer, interactive: false, pane: "measure" };
    this.lines = ["measure-casing", "measure-line"].map((className) =>
      L.polyline([], { ...line, className }).addTo(map),
    );
    this.dots = L.layerGroup().addTo(map);
    map.getContainer().addEventListener("click", (event) => this.click(event), true);
    map.on("mousemove", ({ latlng }) => { if (this.active && this.ends.length > 0) this.show(this.free(latlng)); });
  }

  start() {
    if (this.active) return;
    this.active = true;
    this.map.doubleClickZoom.disable();
    document.body.classList.add("measuring");
    this.show();
    this.onChange();
  }

  end() {
    if (!this.active) return;
    this.active = false;
    this.ends = [];
    this.map.doubleClickZoom.enable();
    document.body.classList.remove("measuring");
    this.show();
    this.onChange();
  }

  /** While measuring a click sets a point and does nothing else; a click that ends a drag sets none. */
  click(event) {
    if (!this.active || event.target.closest(".leaflet-control")) return;
    event.stopImmediatePropagation();
    const mark = event.target.closest(".mark");
    if (mark) this.addBase(this.marks.markers.indexOf(mark));
    else if (!this.map.dragging.moved()) this.add(this.near(event) ?? this.free(this.map.mouseEventToLatLng(event)));
  }

  near(event) {
    const at = this.map.mouseEventToContainerPoint(event);
    const away = this.marks.points.map((point) => at.distanceTo(this.map.latLngToContainerPoint(point)));
    const least = away.reduce((best, distance, index) => (distance < away[best] ? index : best), 0);
    return away[least] <= (SNAP_PX * remPx()) / 16 ? this.ofBase(least) : null;
  }

  /** A place set by hand is known to about a pixel. */
  free(point) {
    const step = 10 ** Math.max(0, Math.round(Math.log10(metresAPixel(this.map, point.lat) / 1000)));
    return { point, step, name: "" };
  }

  /** @param {number} index */
  ofBase(index) {
    const { label, precision } = this.data.bases[index];
    return { point: this.marks.points[index], step: this.data.precisions[precision].knownKm, name: label };
  }

  /** @param {number} index */
  addBase(index) {
    this.start();
    this.add(this.ofBase(index));
  }

  add(end) {
    this.ends = [...this.ends, end];
    this.show();
    setText(byId("announcer"), this.sum(this.ends) || say("measure.first"));
  }

  /** Paints the ends and, beyond them, the way to where the pointer is. */
  show(pointer = null) {
    const ends = pointer ? [...this.ends, pointer] : this.ends;
    const way = ends.slice(1).flatMap(({ point }, index) => greatCircle(ends[index].point, point));
    for (const line of this.lines) line.setLatLngs(way);
    this.dots.clearLayers();
    this.ends.forEach(({ point }, index) => this.addDot(point, index + 1));
    this.readout.hidden = !this.active;
    this.readout.replaceChildren(
      make(
        "p",
        { class: "measure-total" },
        make("strong", {}, this.sum(ends) || say(this.ends.length > 0 ? "measure.next" : "measure.prompt")),
      ),
      make("ol", {}, ...ends.slice(1).map((end, index) => make("li", {}, this.leg(ends[index], end, index)))),
      make("p", { class: "rest" }, say("measure.how")));
  }

  addDot(point, number) {
    const icon = L.divIcon({ className: "measure-end", html: make("span", {}, String(number)), iconSize: [0, 0] });
    L.marker(point, { icon, pane: "measure", interactive: false, keyboard: false }).addTo(this.dots);
  }

  leg(from, to, index) {
    const name = (end, at) =>
      end.name || (at < this.ends.length ? say("measure.point", { number: at + 1 }) : say("measure.pointer"));
    const distance = kilometres(distanceKm(from.point, to.point), Math.max(from.step, to.step));
    return `${name(from, index)} – ${name(to, index + 1)}: ${distance}`;
  }

  sum(ends) {
    if (ends.length < 2) return "";
    const whole = ends.slice(1).reduce((sum, { point }, index) => sum + distanceKm(ends[index].point, point), 0);
    return say("measure.total", { distance: kilometres(whole, Math.max(...ends.map(({ step }) => step))) });
  }
}
