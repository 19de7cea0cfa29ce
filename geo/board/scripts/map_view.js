// What of the map is in sight: fitted to the room it has, kept on the basemap, and told once it rests.

import { beside, wrapped } from "./coordinates.js";
import { filled, findAll, make, makeSvg, remPx } from "./dom.js";
import { Inset } from "./inset.js";
import { markReach } from "./marks.js";
import { say } from "./words.js";

/** Which way an arrow with Shift moves the map: right and down. */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** Share of the map that a step of the keyboard moves it by. */
const PAN_SHARE = 0.2;
/** Longest scale bar, in root type sizes. */
const SCALE_REM = 11;
/** How long the map rests before its view is told, ms. */
const VIEW_REST_MS = 150;
/** Decimals of a degree a view is told to: about 10 m. */
const VIEW_DIGITS = 4;
/** Room between what lies over the map and the bases of the home view, in root type sizes. */
const CLEAR_REM = 0.6;
/** What lies over the map at a place of its own; the inset goes where these and the bases leave room. */
const FIXED = "[data-over-map]:not(.inset)";

export class MapView {
  /**
   * @param {L.Map} map
   * @param {BoardData} data
   * @param {{ onRest: (view: Edges | null) => void, onHold: (held: boolean) => void }} act hears of the view in sight,
   *   see `edges`, and of whether a hand pulls at the map
   */
  constructor(map, data, { onRest, onHold }) {
    this.map = map;
    this.data = data;
    this.onRest = onRest;
    this.onHold = onHold;
    filled(map.getContainer(), { role: "main", "aria-label": say("map.title") }, []);
    this.isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.isStill) Object.assign(map.options, { zoomAnimationThreshold: 0, inertia: false });
    this.home = boundsOf(data.view);
    if (data.relief) L.imageOverlay(data.relief.url, boxOf(data.relief.window), RELIEF).addTo(map);
    this.inset = new Inset(map, data.inset, {
      isOver: () => this.hidesBases(".inset"),
      onMoved: () => map.fire("moveend"),
    });
    this.scale = L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    this.addHomeButton();
    for (const box of findAll(".leaflet-control", map.getContainer())) box.dataset.overMap = "";
  }

  addHomeButton() {
    const icon = makeSvg(
      "svg",
      { viewBox: "0 0 16 16", "aria-hidden": "true" },
      makeSvg("path", { d: "M2 2h5v2H4v3H2zM9 2h5v5h-2V4H9zM2 9h2v3h3v2H2zM12 9h2v5H9v-2h3z" }),
    );
    const button = make(
      "a",
      { href: "#", role: "button", class: "home", title: say("map.home"), "aria-label": say("map.home") },
      icon,
    );
    button.addEventListener("click", (event) => {
      event.preventDefault();
      this.goHome();
    });
    this.map.zoomControl.getContainer().append(button);
    L.DomEvent.disableClickPropagation(button);
  }

  /**
   * Fits the map to the room that head, rail and steering leave it, now and whenever that changes.
   * @param {Marks} marks
   */
  settle(marks) {
    const { map, data } = this;
    this.marks = marks;
    this.lines = linesOf(map);
    this.fitLines();
    map.on("zoomend", () => marks.fitAreas());
    map.on("zoomend moveend viewreset resize", () => sharpen(map));
    map.invalidateSize({ pan: false });
    this.fitted = data.start.view ? boundsOf(data.start.view) : this.home;
    this.bound();
    map.on("dragstart zoomstart", () => { if (!this.fitting) this.letGo(); });
    map.on("moveend", () => this.tellSoon());
    map.on("dragstart", () => this.onHold(true));
    map.on("dragend", () => this.onHold(false));
    map.on("resize", () => {
      this.fitLines();
      marks.fitAreas();
      this.bound();
    });
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
  }

  /** Keeps lines and scale bar in proportion to the type, from a laptop to a wall. */
  fitLines() {
    this.scale.options.maxWidth = SCALE_REM * remPx();
    const scale = remPx() / 16;
    for (const [layer, { weight, dashArray }] of this.lines) {
      const dashes = dashArray?.split(" ").map((length) => length * scale).join(" ");
      layer.setStyle({ weight: weight * scale, ...(dashes ? { dashArray: dashes } : {}) });
    }
  }

  /** Keeps the view on the earth, which is as wide as the map at the least zoom, and fits it anew. */
  bound() {
    const { map } = this;
    const earth = boxOf(this.data.world);
    map.setMaxBounds(null); // it would pull at the map while that is fitted
    map.setMinZoom(0); // below the least zoom there is Leaflet finds no other
    const least = map.getBoundsZoom(earth, true);
    this.fitting = true;
    if (map.getZoom() < least) map.setZoom(least, { animate: false });
    this.fitting = false;
    map.setMinZoom(least);
    if (this.isFitted()) this.fit(this.fitted);
    map.setMaxBounds(earth);
  }

  goHome() {
    this.fit(this.home);
  }

  /** Shows a box whole, and again whenever the room for it changes, until a hand moves the map. */
  fit(box) {
    this.fitting = true;
    this.map.fitBounds(box, { animate: false });
    if (box === this.home) this.clear(box);
    this.inset.place();
    this.fitting = false;
    this.fitted = box;
  }

  /** Makes room for what lies over the map where it would hide a base: at the left, below, or both. */
  clear(box) {
    const room = this.roomOver();
    for (const side of [{ left: room.left }, { bottom: room.bottom }, room]) {
      if (!this.hidesBases(FIXED)) return;
      const { left = 0, bottom = 0 } = side;
      this.map.fitBounds(box, { animate: false, paddingTopLeft: [left, 0], paddingBottomRight: [0, bottom] });
    }
  }

  /** The room at the left and below that boxes over the map take from it, px. */
  roomOver() {
    const map = this.map.getContainer().getBoundingClientRect();
    const boxes = this.boxesOver();
    const isLow = (box) => box.top > (map.top + map.bottom) / 2;
    const beyond = (sizes, most) => Math.min(Math.max(0, ...sizes) + CLEAR_REM * remPx(), most);
    const aside = boxes.filter((box) => !isLow(box)).map((box) => box.right - map.left);
    const below = boxes.filter(isLow).map((box) => map.bottom - box.top);
    return { left: beyond(aside, map.width / 4), bottom: beyond(below, map.height / 3) };
  }

  boxesOver() {
    return findAll(FIXED)
      .map((box) => box.getBoundingClientRect())
      .filter(({ width, left, right }) => width > 0 && right - left < this.map.getSize().x);
  }

  /** Whether a box over the map hides a base of the home view. @param {string} selector which boxes are meant */
  hidesBases(selector) {
    const { left, top } = this.map.getContainer().getBoundingClientRect();
    const boxes = findAll(selector).map((box) => box.getBoundingClientRect());
    return this.marks.points.some((point, index) => {
      if (!this.home.contains(point)) return false;
      const { x, y } = this.map.latLngToContainerPoint(point);
      const reach = (markReach(this.data, this.data.bases[index]) * remPx()) / 16;
      return boxes.some((box) => box.width > 0 && x + left > box.left - reach && x + left < box.right + reach
        && y + top > box.top - reach && y + top < box.bottom + reach);
    });
  }

  /** Leaves the map where a hand brings it. */
  letGo() {
    this.fitted = null;
  }

  isFitted() {
    return this.fitted !== null;
  }

  /** Moves the map by a share of its size, right and down as given. */
  pan([right, down]) {
    const { x: width, y: height } = this.map.getSize();
    this.letGo();
    this.map.panBy([right * PAN_SHARE * width, down * PAN_SHARE * height], { animate: !this.isStill });
    return true;
  }

  /** @param {Palette} palette */
  recolour(palette) {
    this.map.eachLayer((layer) => {
      const { role } = layer.options;
      if (role && layer instanceof L.GeoJSON) layer.setStyle({ color: palette[role] });
    });
  }

  /** What is in sight; null while it is the home view. @returns {Edges | null} */
  edges() {
    if (this.fitted === this.home) return null;
    const box = this.map.getBounds();
    const told = (edge) => Number(edge.toFixed(VIEW_DIGITS));
    return [told(wrapped(box.getWest())), told(box.getSouth()), told(wrapped(box.getEast())), told(box.getNorth())];
  }

  tellSoon() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.onRest(this.edges()), VIEW_REST_MS);
  }
}

/** The picture of the relief; the style sheet says how much of it is seen in each theme. */
const RELIEF = { pane: "relief", interactive: false, className: "relief" };

function boundsOf({ west, south, east, north }) {
  return L.latLngBounds([south, west], [north, east]);
}

/** The box of a view as it is told: [west, south, east, north] in degrees. */
export const boxOf = ([west, south, east, north]) => boundsOf({ west, south, east, north });

/**
 * The same for a view that is told, whose west may lie east of its east, in the longitudes of a map.
 * @param {Edges} edges @param {L.LatLngBounds} home
 */
export function boundsOnMap([west, south, east, north], home) {
  const across = (((east - west) % 360) + 360) % 360 || 360;
  const start = beside(west + across / 2, home.getCenter().lng) - across / 2;
  return boxOf([start, south, start + across, north]);
}

/** The line layers of the basemap with their weight and dashes at 16 px type. @param {L.Map} map */
function linesOf(map) {
  const lines = new Map();
  map.eachLayer((layer) => {
    if (!(layer instanceof L.GeoJSON)) return;
    const { weight, dashArray } = /** @type {L.PathOptions} */ (layer.options);
    if (weight) lines.set(layer, { weight, dashArray });
  });
  return lines;
}

/** Puts canvases on whole pixels: between them, where fractional zooms leave them, lines blur. @param {L.Map} map */
export function sharpen(map) {
  map.eachLayer((layer) => {
    if (layer instanceof L.Canvas) L.DomUtil.setPosition(layer._container, layer._bounds.min);
  });
}
