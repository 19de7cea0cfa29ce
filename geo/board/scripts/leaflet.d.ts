// What Folium and the board add to Leaflet's own types.

import "leaflet";

declare module "leaflet" {
  /** What Folium's plugin calls. */
  let phaseSlider: (map: Map, places: GeoJSON) => void;

  interface LayerOptions {
    /** Role of a layer's colour in the palette. */
    role?: string;
    /** Name by which the menu of the map switches a layer. */
    theme?: string;
  }

  // What Leaflet keeps to itself and the board draws with

  interface Canvas {
    _container: HTMLCanvasElement;
    _bounds: Bounds;
  }

  interface GridLayer {
    _initTile(tile: HTMLElement): void;
  }

  interface Map {
    _rawPanBy(offset: Point): void;
  }
}
