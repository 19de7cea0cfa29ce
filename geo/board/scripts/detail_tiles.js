// The detail basemap: tiles supplied by whoever runs the page, handed in by it, drawn between land and statuses.

import { make, find, setText, themeNow } from "./dom.js";
import { say } from "./words.js";

/** Side of a tile as drawn, px: twice the 256 px it is shown at, for fine screens. */
const TILE_PX = 512;
const DETAIL_PANE = "detail";
/** Where the board's own borders are drawn while there is detail: above it, so that borders have one voice. */
const BORDERS_PANE = "borders";
const DETAIL_PANES = { [DETAIL_PANE]: 250, [BORDERS_PANE]: 300 };
/** Lines of the basemap, by the role of their colour, that stay above the detail. */
const LINES_ABOVE = ["border", "outline", "line"];
/** How much of a raster tile is left over the board's land, and how much colour is taken from it: it recedes. */
const RASTER_ALPHA = 0.35;
const RASTER_GREY = 0.6;
/** How dark a raster tile may get in the light theme, how light in the dark one: marks keep 3:1 on it. */
const RASTER_LIMITS = { light: ["lighten", "#acacac"], dark: ["darken", "#6b6b6b"] };

/** Draws tiles on canvas; it asks the detail for their pictures, and can be added to as many maps as there are. */
const DetailLayer = /** @type {any} */ (L.GridLayer).extend({
  initialize(detail) {
    const { zoomMin, zoomMax, box } = detail.offered;
    const bounds = box
      ? {
          bounds: [
            [box[1], box[0]],
            [box[3], box[2]],
          ],
        }
      : {};
    L.setOptions(this, {
      pane: DETAIL_PANE,
      minZoom: zoomMin,
      maxNativeZoom: zoomMax,
      noWrap: true,
      keepBuffer: 1,
      updateWhenZooming: false,
      ...bounds,
    });
    this.detail = detail;
    this.on("tileunload", ({ tile }) => detail.leave(tile.dataset.key));
  },

  createTile(coords, done) {
    const canvas = make("canvas", { width: TILE_PX, height: TILE_PX });
    canvas.dataset.key = this.detail.keyOf(coords);
    this.detail.take(canvas.dataset.key).then((picture) => {
      if (picture !== null) this.detail.paint(canvas.getContext("2d"), coords, picture);
      done(null, canvas);
    });
    return canvas;
  },

  /** A pixel wider than its place: at zooms between two levels, tiles would else leave a seam. */
  _initTile(tile) {
    L.GridLayer.prototype._initTile.call(this, tile);
    const { x, y } = this.getTileSize();
    Object.assign(tile.style, { width: `${x + 1}px`, height: `${y + 1}px` });
  },
});

export class DetailTiles {
  /**
   * @param {L.Map} map
   * @param {Record<string, Palette>} palettes by theme
   * @param {{ secondMap: () => SecondMap | undefined, send: Send, onOffer: (isOffered: boolean) => void }} act
   */
  constructor(map, palettes, act) {
    this.map = map;
    this.palettes = palettes;
    this.act = act;
    this.zoomMax = map.options.maxZoom;
    this.offered = null;
    this.isOn = true;
    this.layers = new Map();
    this.pictures = new Map();
    this.rings = new Map();
    this.credit = make("span", { class: "detail-credit", hidden: "" });
    find("[data-slot=credit]").after(" ", this.credit);
  }

  // What there is

  /** Takes tiles that the page offers, null for none; what was offered before goes. */
  offer(offered) {
    if (offered === null && this.offered === null) return;
    for (const map of [...this.layers.keys()]) this.removeFrom(map);
    this.offered = offered;
    this.act.onOffer(offered !== null);
    this.map.setMaxZoom(Math.max(this.zoomMax, offered?.zoomMax ?? 0));
    if (offered !== null) this.liftBorders();
    for (const map of this.maps()) this.addTo(map);
    this.showCredit();
  }

  maps() {
    const second = this.act.secondMap();
    return second ? [this.map, second.map] : [this.map];
  }

  /** Draws the detail on a map, if it is offered and on; a second map has the zooms of the first. @param {L.Map} map */
  addTo(map) {
    if (this.offered === null) return;
    map.options.maxZoom = this.map.options.maxZoom;
    preparePanes(map, `detail-${kindOf(this.offered)}`);
    if (this.isOn) this.layers.set(map, new DetailLayer(this).addTo(map));
  }

  /** @param {L.Map} map */
  removeFrom(map) {
    this.layers.get(map).remove();
    this.layers.delete(map);
  }

  /** Draws the board's own borders above the detail; the second map takes its shapes from the first. */
  liftBorders() {
    for (const map of this.maps()) preparePanes(map, `detail-${kindOf(this.offered)}`);
    this.map.eachLayer((layer) => {
      if (layer instanceof L.GeoJSON && LINES_ABOVE.includes(layer.options.role)) lift(layer, this.map);
    });
    this.act.secondMap()?.dress();
  }

  // The switch

  /** @param {boolean} isOn */
  turn(isOn) {
    this.isOn = isOn;
    if (isOn) for (const map of this.maps()) this.addTo(map);
    else for (const map of [...this.layers.keys()]) this.removeFrom(map);
    this.showCredit();
  }

  /** Shows whom the tiles are by while they are shown, and tells the style sheet what they are. */
  showCredit() {
    const isShown = this.offered !== null && this.isOn;
    document.body.dataset.detail = isShown ? kindOf(this.offered) : "";
    this.credit.hidden = !isShown;
    setText(this.credit, isShown ? say("detail.credit", { credit: this.offered.credit }) : "");
  }

  /** Draws anew in the colours of another theme; a layer that redraws itself forgets where it is between two levels. */
  recolour() {
    for (const map of [...this.layers.keys()]) {
      this.removeFrom(map);
      this.addTo(map);
    }
  }

  // Pictures, asked for once for all maps, kept while a tile of any is in sight

  keyOf({ x, y, z }) {
    return `${this.offered.isVector ? themeNow() : "light"}/${z}/${x}/${y}`;
  }

  /** @param {string} key */
  take(key) {
    if (!this.pictures.has(key)) {
      /** @type {(picture: ImageBitmap | null) => void} */
      let resolve;
      const here = new Promise((found) => { resolve = found; });
      this.pictures.set(key, { users: 0, here, resolve });
      this.ask("board:tile:ask", key);
    }
    const picture = this.pictures.get(key);
    picture.users += 1;
    return picture.here;
  }

  /** @param {string} key */
  leave(key) {
    const picture = this.pictures.get(key);
    if (!picture) return;
    picture.users -= 1;
    if (picture.users > 0) return;
    this.pictures.delete(key);
    this.ask("board:tile:drop", key);
    picture.here.then((bitmap) => bitmap?.close());
    picture.resolve(null);
  }

  ask(type, key) {
    const [theme, zoom, column, row] = key.split("/");
    this.act.send({ type, theme, zoom: Number(zoom), column: Number(column), row: Number(row) });
  }

  async arrive({ theme, zoom, column, row, picture }) {
    this.pictures.get(`${theme}/${zoom}/${column}/${row}`)?.resolve(await decoded(picture));
  }

  // A tile: the board's own sea and land, the countries in focus lighter, and over it what the picture adds. Nearer
  // than the basemap is meant for, its coast would differ from the picture's, so all is land until that says sea.

  paint(pen, coords, picture) {
    const theme = themeNow();
    const palette = this.palettes[theme];
    const isNear = coords.z > this.zoomMax;
    pen.fillStyle = isNear ? palette.land : palette.water;
    pen.fillRect(0, 0, TILE_PX, TILE_PX);
    for (const role of isNear ? ["focus"] : ["land", "focus", "water"]) {
      pen.fillStyle = palette[role];
      pen.fill(this.outlineOf(role, coords), "evenodd");
    }
    pen.globalAlpha = this.offered.isVector ? 1 : RASTER_ALPHA;
    pen.drawImage(picture, 0, 0, TILE_PX, TILE_PX);
    if (!this.offered.isVector) quieten(pen, RASTER_LIMITS[theme]);
  }

  /** The areas of the basemap that have a role, as they lie in a tile. */
  outlineOf(role, { x, y, z }) {
    const outline = new Path2D();
    const scale = TILE_PX / 256;
    const [corner, far] = [L.point(256 * x, 256 * y), L.point(256 * (x + 1), 256 * (y + 1))];
    const tile = L.latLngBounds(this.map.unproject(corner, z), this.map.unproject(far, z));
    for (const { ring, bounds } of this.ringsOf(role)) {
      if (!bounds.intersects(tile)) continue;
      ring.forEach((place, index) => {
        const point = this.map.project(place, z);
        outline[index === 0 ? "moveTo" : "lineTo"](scale * (point.x - 256 * x), scale * (point.y - 256 * y));
      });
      outline.closePath();
    }
    return outline;
  }

  /** The rings of a role with their bounds, gathered once: no shape of the ground ever changes. */
  ringsOf(role) {
    if (!this.rings.has(role)) {
      /** @type {L.LatLng[][]} */
      const rings = [];
      this.map.eachLayer((layer) => {
        if (!(layer instanceof L.GeoJSON) || layer.options.role !== role) return;
        layer.eachLayer((shape) => rings.push(...outerRings(shape)));
      });
      this.rings.set(role, rings.map((ring) => ({ ring, bounds: L.latLngBounds(ring) })));
    }
    return this.rings.get(role);
  }
}

/** The rings of a shape, or of every part of one. @returns {L.LatLng[][]} */
function outerRings(shape) {
  const [first] = shape.getLatLngs();
  return shape.getLatLngs().flat(L.LineUtil.isFlat(first) ? 0 : 1);
}

const kindOf = ({ isVector }) => (isVector ? "vector" : "raster");

/** Makes the panes of the detail on a map; the class says what kind of tiles it holds, for the style sheet. */
function preparePanes(map, kind) {
  for (const [name, zIndex] of Object.entries(DETAIL_PANES)) {
    const pane = map.getPane(name) ?? map.createPane(name);
    Object.assign(pane.style, { zIndex, pointerEvents: "none" });
  }
  const { classList } = map.getPane(DETAIL_PANE);
  classList.remove("detail-vector", "detail-raster");
  classList.add(kind);
}

/** Moves the shapes of a layer to the pane above the detail. */
function lift(layer, map) {
  layer.eachLayer((shape) => {
    if (shape.options.pane === BORDERS_PANE) return;
    shape.remove();
    shape.options.pane = BORDERS_PANE;
    map.addLayer(shape);
  });
}

/** Takes colour from a raster tile, and depth in the light theme or light in the dark one. */
function quieten(pen, [blend, limit]) {
  for (const [operation, alpha, colour] of [["saturation", RASTER_GREY, "#808080"], [blend, 1, limit]]) {
    pen.globalCompositeOperation = operation;
    pen.globalAlpha = alpha;
    pen.fillStyle = colour;
    pen.fillRect(0, 0, TILE_PX, TILE_PX);
  }
}

/** A picture from its bytes; null where there are none, or they are no picture. */
export async function decoded(bytes) {
  if (!(bytes instanceof ArrayBuffer)) return null;
  try {
    return await createImageBitmap(new Blob([bytes]));
  } catch {
    return null; // what is no picture leaves its place blank
  }
}
