// The map as it is in sight: where places are in it, in px from its upper left corner, and how close it is.

/** A place on the world at zoom 0, px. @param {L.Map} map @param {number} lon @param {number} lat */
export const onWorld = (map, lon, lat) => map.project([lat, lon], 0);

export class Sight {
  /** @param {L.Map} map @param {number} scale of the type, 1 for 16 px */
  constructor(map, scale) {
    this.size = map.getSize();
    this.scale = scale;
    this.corner = map.getPixelBounds().min;
    this.times = 2 ** map.getZoom();
    /** Zoom at 16 px type, in Leaflet's levels: a larger screen with larger type shows the same. */
    this.zoom = map.getZoom() - Math.log2(scale);
  }

  /** Where a place on the world is, on a whole pixel as marks are. @param {Point} place @returns {Point} */
  at({ x, y }) {
    return { x: Math.round(x * this.times) - this.corner.x, y: Math.round(y * this.times) - this.corner.y };
  }

  /** @param {Point} point */
  shows({ x, y }) {
    return x >= 0 && y >= 0 && x <= this.size.x && y <= this.size.y;
  }

  /** The map less so much along its edge, px. @param {number} edge @returns {Box} */
  within(edge) {
    return { left: edge, top: edge, right: this.size.x - edge, bottom: this.size.y - edge };
  }
}
