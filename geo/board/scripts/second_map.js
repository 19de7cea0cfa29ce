// A second map beside the first: the shapes of its basemap, marks and labels of its own, always at the same view.

import { byId } from "./dom.js";
import { Labels } from "./labels.js";
import { sharpen } from "./map_view.js";
import { Marks } from "./marks.js";

/** What a line or area of the basemap looks like; the theme and the size of the type change it. */
const LOOK_OF_SHAPE = ["color", "weight", "dashArray", "fillColor", "fillOpacity", "opacity"];

export class SecondMap {
  /** @param places the layer of points Folium made; @param onOpen opens evidence of what stands on this map. */
  constructor(map, places, postures, onOpen) {
    this.first = map;
    this.container = byId("twin");
    this.map = this.drawMap();
    this.marks = new Marks(this.map, places, postures.data, onOpen);
    this.labels = new Labels(this.map, this.marks, postures, onOpen, byId("twin-labels"));
    this.map.on("zoomend moveend viewreset resize", () => { this.marks.fitAreas(); sharpen(this.map); });
    /** @type {L.LayerGroup | undefined} */
    this.basemap = undefined;
    this.shapes = [];
    this.leading = null;
    this.lead(map, this.map);
    this.lead(this.map, map);
    new ResizeObserver(() => this.fit()).observe(this.container);
  }

  drawMap() {
    const { options } = this.first;
    const map = L.map(this.container, {
      ...options, layers: [], zoomControl: false, zoomAnimation: false, minZoom: 0, maxBounds: null,
      center: this.first.getCenter(), zoom: this.first.getZoom(),
    });
    for (const [name, pane] of Object.entries(this.first.getPanes())) {
      const own = map.getPane(name) ?? map.createPane(name);
      own.style.zIndex = pane.style.zIndex;
      own.style.pointerEvents = pane.style.pointerEvents;
    }
    return map;
  }

  /** Draws the basemap as the first map shows it now; the shapes are shared, so that the document stays one. */
  dress() {
    this.labels.layer.className = byId("labels").className;
    this.basemap ??= L.layerGroup().addTo(this.map);
    this.basemap.clearLayers();
    this.shapes = [];
    this.first.eachLayer((layer) => {
      if (layer instanceof L.ImageOverlay) this.basemap.addLayer(pictureLike(layer));
      if (!(layer instanceof L.GeoJSON)) return;
      layer.eachLayer((shape) => {
        const copy = likeness(shape);
        this.shapes.push([shape, copy]);
        this.basemap.addLayer(copy);
      });
    });
  }

  /** Takes over weights and colours that have changed on the first map. */
  restyle() {
    for (const [shape, copy] of this.shapes) {
      copy.setStyle(Object.fromEntries(LOOK_OF_SHAPE.map((name) => [name, shape.options[name]])));
    }
  }

  /** Brings this map to the size of its frame and the view of the first. */
  open() {
    this.dress();
    this.fit();
    this.labels.measure();
    this.labels.place();
  }

  fit() {
    if (!this.isOpen()) return;
    this.leading = this.first;
    this.map.invalidateSize({ pan: false });
    this.align(this.first, this.map);
    this.leading = null;
  }

  /** Moves one map with the other; while one leads, what the other tells of its own moving is not heard. */
  lead(one, other) {
    const led = (act) => (event) => {
      if (this.leading !== null || !this.isOpen()) return;
      this.leading = one;
      act(event);
      this.leading = null;
    };
    one.on("move", led(() => this.slide(one, other)));
    one.on("moveend", led(() => this.align(one, other)));
    one.on("zoomanim", led(({ center, zoom }) => other.setView(center, zoom, { animate: false })));
  }

  isOpen() {
    return this.container.offsetWidth > 0;
  }

  /** Follows within a zoom by whole pixels, without drawing anew until the hand rests. */
  slide(one, other) {
    if (one.getZoom() !== other.getZoom()) {
      this.align(one, other);
      return;
    }
    if (this.shift(one, other)) other.fire("move");
  }

  /** Brings the upper left corner of one map to that of the other, to the pixel; returns whether it was elsewhere. */
  shift(one, other) {
    const { x, y } = one.getPixelBounds().min.subtract(other.getPixelBounds().min);
    if (x === 0 && y === 0) return false;
    other._rawPanBy(L.point(x, y));
    return true;
  }

  align(one, other) {
    other.setMinZoom(Math.min(one.getMinZoom(), other.getMinZoom()));
    other.setView(one.getCenter(), one.getZoom(), { animate: false });
    if (this.shift(one, other)) other.fire("move").fire("moveend"); // each map rounds the view for itself
    if (one === this.first) this.keepWithin();
  }

  /** Binds this map to what the first is bound to. */
  keepWithin() {
    this.map.options.maxBounds = this.first.options.maxBounds;
    this.map.options.minZoom = this.first.getMinZoom();
  }
}

/** A picture over the same ground as another. @param {any} picture */
function pictureLike(picture) {
  return L.imageOverlay(picture._url, picture.getBounds(), picture.options);
}

/** A shape like another, of the same places and look, drawn by a renderer of its own. @param {any} shape */
function likeness(shape) {
  const look = { ...shape.options };
  delete look.renderer;
  return new shape.constructor(shape.getLatLngs(), look);
}
