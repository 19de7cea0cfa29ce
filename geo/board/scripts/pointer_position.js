// Where the pointer is and, while the map is moved without one, where its middle is.

import { degrees, metresAPixel, mgrs, wrapped } from "./coordinates.js";
import { find, make, setText } from "./dom.js";
import { ARROWS } from "./map_view.js";
import { say } from "./words.js";

export class PointerPosition {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    this.element = make("p", { class: "coordinates", hidden: "" });
    find(".over").append(this.element);
    map.on("mousemove", ({ latlng }) => this.show("aids.pointer", latlng));
    map.on("mouseout", () => { this.element.hidden = true; });
    document.addEventListener("keydown", ({ shiftKey, key }) => {
      if (shiftKey && key in ARROWS) map.once("moveend", () => this.show("aids.middle", map.getCenter()));
    });
  }

  /** As fine as a pixel is: a digit more of the grid for each tenfold. */
  show(key, { lat, lng: onMap }) {
    const lng = wrapped(onMap);
    const digits = Math.min(4, Math.max(0, 5 - Math.round(Math.log10(metresAPixel(this.map, lat)))));
    const position = `${degrees(lat, digits, "N", "S")}, ${degrees(lng, digits, "E", "W")}`;
    setText(this.element, say(key, { position, mgrs: mgrs(lat, lng, digits) }));
    this.element.hidden = false;
  }
}
