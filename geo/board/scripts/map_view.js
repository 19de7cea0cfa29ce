// What of the map is in sight: fitted to the room it has, kept on the basemap, and told once it rests.

import { filled, findAll, make, makeSvg, remPx } from "./dom.js";
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

  /** Keeps the view on the basemap, beyond whose edge the map would show sea where there is land, and fits it anew. */
  bound() {
    const { map } = this;
    const [west, south, east, north] = this.data.box;
    const box = L.latLngBounds([south, west], [north, east]);
    map.setMaxBounds(null); // it would pull at the map while that is fitted
    map.setMinZoom(0); // below the least zoom there is Leaflet finds no other
    const least = map.getBoundsZoom(box, true);
    this.fitting = true;
    if (map.getZoom() < least) map.setZoom(least, { animate: false });
    this.fitting = false;
    map.setMinZoom(least);
    if (this.isFitted()) this.fit(this.fitted);
    map.setMaxBounds(box);
  }

  goHome() {
    this.fit(this.home);
  }

  /** Shows a box whole, and again whenever the room for it changes, until a hand moves the map. */
  fit(box) {
    this.fitting = true;
    this.map.fitBounds(box, { animate: false });
    this.fitting = false;
    this.fitted = box;
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
    return [told(box.getWest()), told(box.getSouth()), told(box.getEast()), told(box.getNorth())];
  }

  tellSoon() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.onRest(this.edges()), VIEW_REST_MS);
  }
}

function boundsOf({ west, south, east, north }) {
  return L.latLngBounds([south, west], [north, east]);
}

/** The box of a view as it is told: [west, south, east, north] in degrees. */
export const boxOf = ([west, south, east, north]) => boundsOf({ west, south, east, north });

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
