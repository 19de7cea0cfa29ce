// Base marks: shape, fill and word tell a status, never colour alone. Few bases are DOM, many are drawn on canvas.

import { nameParts } from "./base_names.js";
import { metresAPixel } from "./coordinates.js";
import { make, remPx, themeNow } from "./dom.js";
import { opens } from "./evidence_links.js";
import { DOT_RADIUS, Sprites, fillMark, markSvg } from "./mark_shapes.js";
import { say } from "./words.js";

/** How much of a mark drawn on canvas is left while others are lit. */
const DIM_ALPHA = 0.65;
/** The outline of a base that is an area: the width of its line, px, and the opacity of its ground. */
const [OUTLINE_WIDTH, OUTLINE_FILL] = [1.5, 0.12];

/** Radius kept free around the mark of a pinpoint, and beyond the least that a soft area has, px at 16 px type. */
const [MARK_REACH, AREA_GAP] = [15, 2];

/** Radius kept free around the mark of a base, px at 16 px type. @param {BoardData} data @param {Base} base */
export const markReach = ({ precisions, softArea }, { precision }) =>
  (precisions[precision].radiusKm === 0 ? MARK_REACH : softArea.least + AREA_GAP);

/** A circle marker that stamps the sprite of its look on Leaflet's canvas. */
export const Dot = /** @type {any} */ (L.CircleMarker).extend({
  _updatePath() {
    const renderer = this._renderer;
    if (!renderer._drawing || this._empty()) return;
    const { sprites, look, lit } = this.options;
    const { x, y } = this._point;
    const pen = renderer._ctx;
    pen.globalAlpha = lit === "dim" ? DIM_ALPHA : 1;
    pen.drawImage(sprites.of(look), x - sprites.size / 2, y - sprites.size / 2, sprites.size, sprites.size);
    pen.globalAlpha = 1;
    if (lit && lit !== "dim") sprites.ringAround(pen, x, y, lit);
  },
});

/** The layer of marks on the map; `show` touches only the marks whose look changes. */
export class Marks {
  /**
   * @param {L.Map} map
   * @param {any} places the GeoJSON layer that Folium made, not on the map itself: one point per base, `i` its index
   * @param {BoardData} data
   * @param {OnOpen} onOpen
   */
  constructor(map, places, data, onOpen) {
    this.map = map;
    this.data = data;
    this.palette = data.palettes[themeNow()];
    this.onOpen = onOpen;
    this.looks = data.cells.map(({ status, contestedBy }) => `${status}|${contestedBy.length > 0 ? "contested" : ""}`);
    this.few = data.bases.length <= data.basesNamed;
    this.said = [];
    this.shown = new Int32Array(data.bases.length).fill(-1);
    this.points = new Array(data.bases.length);
    places.eachLayer((layer) => { this.points[layer.feature.properties.i] = layer.getLatLng(); });
    this.names = "en";
    this.areas = [];
    this.outlines = [];
    /** @type {any[]} buttons where there are few bases, else dots */
    this.markers = this.few ? this.buttons() : this.dots();
  }

  buttons() {
    return this.data.bases.map((base, index) => {
      const button = make(
        "button",
        { type: "button", class: "mark", "data-base": base.id, "data-precision": base.precision },
        markSvg(this.data.marks),
      );
      const icon = L.divIcon({ className: "mark-anchor", html: button, iconSize: [0, 0] });
      const marker = L.marker(this.points[index], { icon, pane: "marks", keyboard: false }).addTo(this.map);
      marker.getElement().removeAttribute("tabindex");
      opens(button, { base: index }, this.onOpen);
      this.addArea(base, this.points[index]);
      return button;
    });
  }

  /** A place known only as a city is a soft area of that size, not a pinpoint. */
  addArea(base, point) {
    if (base.outline) this.addOutline(base.outline);
    const radiusKm = this.data.precisions[base.precision].radiusKm;
    if (radiusKm === 0) return;
    const { fill, edge, width, dash } = this.data.softArea;
    const scale = remPx() / 16;
    const dashes = { weight: width * scale, dashArray: `${dash * scale} ${dash * scale}` };
    const line = { color: this.palette.gone, opacity: edge, fillOpacity: fill, ...dashes };
    const circle = L.circle(point, { ...line, radius: 1000 * radiusKm, pane: "areas", interactive: false });
    this.areas.push({ circle: circle.addTo(this.map), radiusKm });
  }

  /** Draws the outline of a base that is an area, thin and solid. @param {[number, number][][]} rings */
  addOutline(rings) {
    const look = { color: this.palette.gone, weight: OUTLINE_WIDTH, fillOpacity: OUTLINE_FILL };
    const places = rings.map((ring) => ring.map(([lon, lat]) => L.latLng(lat, lon)));
    const shape = L.polygon(places, { ...look, fillRule: "evenodd", pane: "areas", interactive: false });
    this.outlines.push(shape.addTo(this.map));
  }

  /** Keeps every area in its true size, but never so small that its mark hides it. */
  fitAreas() {
    const leastPx = (this.data.softArea.least * remPx()) / 16;
    for (const { circle, radiusKm } of this.areas) {
      const least = leastPx * metresAPixel(this.map, circle.getLatLng().lat);
      circle.setRadius(Math.max(1000 * radiusKm, least));
    }
  }

  dots() {
    const sprites = new Sprites(this.data.marks, this.palette);
    const renderer = L.canvas({ pane: "marks", padding: 0 });
    this.sprites = sprites;
    const options = { sprites, renderer, pane: "marks", radius: DOT_RADIUS, look: "not_stated|" };
    const layer = L.featureGroup(this.points.map((point) => new Dot(point, options))).addTo(this.map);
    const markers = layer.getLayers();
    const indices = new Map(markers.map((marker, index) => [marker, index]));
    layer.on("click", ({ propagatedFrom }) => this.onOpen({ base: indices.get(propagatedFrom) }));
    layer.bindTooltip((marker) => this.tip(indices.get(marker)), { sticky: true });
    this.data.bases.forEach((base, index) => this.addArea(base, this.points[index]));
    return markers;
  }

  /** Shows a posture; returns the indices of the bases whose mark looks different now (all of them the first time). */
  show({ cells }) {
    const moved = [];
    for (let index = 0; index < cells.length; index += 1) {
      const [before, now] = [this.shown[index], cells[index]];
      if (before === now) continue;
      this.shown[index] = now;
      if (before >= 0 && this.looks[before] === this.looks[now]) continue;
      this.paint(index, this.data.cells[now], this.looks[now]);
      moved.push(index);
    }
    return moved;
  }

  /** Draws bases on canvas with pictures of the statuses instead of the board's own marks; null brings those back. */
  usePictures(pictures) {
    this.sprites.pictures = pictures;
    this.sprites.drawn.clear();
    for (const marker of this.markers) marker.redraw();
  }

  /** @param {number} index @param {Cell} cell @param {string} look */
  paint(index, cell, look) {
    if (!this.few) {
      this.markers[index].setStyle({ look });
      return;
    }
    const button = this.markers[index];
    button.dataset.status = cell.status;
    fillMark(button.firstChild, this.data.marks, cell.status);
    button.toggleAttribute("data-contested", cell.contestedBy.length > 0);
    this.nameMark(index);
  }

  /**
   * Says beside what stands at a base what is compared there; nothing when the words are empty.
   * @param {number} index @param {string} words
   */
  tell(index, words) {
    if ((this.said[index] ?? "") === words) return;
    this.said[index] = words;
    if (this.few) this.nameMark(index);
  }

  /** @param {number} index */
  nameMark(index) {
    this.markers[index].setAttribute(
      "aria-label",
      say("marks.label", { name: this.data.bases[index].name, status: this.words(index) }),
    );
  }

  /** @param {number} index */
  words(index) {
    const said = this.said[index] ? ` · ${this.said[index]}` : "";
    return `${this.wording(this.data.cells[this.shown[index]])}${said}`;
  }

  /** Lights bases drawn on canvas by their role (by index), dims the others; null lights and dims none. */
  light(roles) {
    if (this.few) return;
    this.markers.forEach((marker, index) => {
      const lit = roles === null ? undefined : roles.get(index) ?? "dim";
      if (marker.options.lit !== lit) marker.setStyle({ lit });
    });
  }

  /** @param {number} index */
  tip(index) {
    return make("span", {}, ...nameParts(this.data.bases[index], this.names), `: ${this.words(index)}`);
  }

  /** @param {Cell} cell */
  wording(cell) {
    const word = this.data.statusWords[cell.status];
    return cell.contestedBy.length > 0 ? say("status.contested", { status: word }) : word;
  }

  /**
   * Takes the colours of another theme for what is painted on canvas; the style sheet colours the rest.
   * @param {Palette} palette
   */
  recolour(palette) {
    this.palette = palette;
    for (const { circle } of this.areas) circle.setStyle({ color: palette.gone });
    for (const outline of this.outlines) outline.setStyle({ color: palette.gone });
    if (this.few) return;
    this.sprites.recolour(palette);
    for (const marker of this.markers) marker.redraw();
  }

  /** Draws the eye to what changed, once. */
  emphasise(indices) {
    if (!this.few) return;
    const moved = indices.map((index) => this.markers[index]);
    for (const button of moved) button.classList.remove("changed");
    if (moved.length > 0) void moved[0].offsetWidth; // or the animation would not begin anew
    for (const button of moved) button.classList.add("changed");
  }
}
