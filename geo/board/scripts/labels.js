// Names on the map, placed so that none covers another, a mark, or a box over the map; what finds no room appears on
// zooming in.

import { BaseLabels } from "./base_labels.js";
import { CountryLabels } from "./country_labels.js";
import { byId, findAll, makeSvg, remPx } from "./dom.js";
import { boxAt, grown, Room } from "./label_room.js";
import { PlaceNames } from "./place_names.js";
import { Sight } from "./sight.js";
import { TextSizes } from "./text_sizes.js";

/** Room kept free around a box over the map and along the map's edge, and between names, px at 16 px type. */
const [BOX_GAP, NAME_GAP] = [10, 3];
/** With more bases than this their names are smaller. */
const BASES_WIDE = 12;

export class Labels {
  /**
   * @param {L.Map} map @param {Marks} marks @param {Postures} postures @param {OnOpen} onOpen
   * @param {HTMLElement} [layer]
   */
  constructor(map, marks, postures, onOpen, layer = byId("labels")) {
    const { data } = postures;
    this.map = map;
    this.layer = layer;
    layer.classList.toggle("crowded", data.bases.length > BASES_WIDE);
    this.lines = makeSvg("svg", { class: "ties", "aria-hidden": "true" });
    layer.append(this.lines);
    this.sizes = new TextSizes(layer);
    this.bases = new BaseLabels(layer, this.sizes, marks, postures, onOpen);
    this.countries = new CountryLabels(layer, this.sizes, marks, postures, onOpen);
    this.places = new PlaceNames(layer, this.sizes, map, data);
    layer.addEventListener("wheel", (event) => map.getContainer().dispatchEvent(new WheelEvent("wheel", event)), {
      passive: true,
    });
    map.on("zoomstart", () => layer.classList.add("moving"));
    map.on("zoomend moveend", () => this.place());
    map.on("resize", () => { this.measure(); this.place(); });
    map.on("move", () => this.follow());
  }

  /** Measures every label anew as it is placed next: names or type have changed. */
  measure() {
    this.sizes.forget();
    for (const group of [this.bases, this.countries, this.places]) group.measure();
  }

  /** Shows a posture, `before` being the one it is set against (null for none): what changed is underlined. */
  show(posture, before) {
    this.bases.show(posture, before);
    this.countries.show(posture, before);
  }

  /** Keeps room for ghosts around the marks, this far out, and for a word on each; 0 for none. */
  ghost(reach, words) {
    Object.assign(this.bases, { ghostReach: reach, ghostWords: words });
    this.bases.measure();
  }

  /** Keeps room for the military symbols around the marks, this far out; 0 for none. @param {number} reach */
  symbols(reach) {
    this.bases.symbolReach = reach;
    this.place();
  }

  /** Says below a base what is compared there. @param {number} index @param {string} words */
  say(index, words) {
    this.bases.say(index, words);
  }

  /** Places every label anew, the most important first, when the map's view has changed; never when the phase has. */
  place() {
    const scale = remPx() / 16;
    const sight = new Sight(this.map, scale);
    const room = new Room(sight.within(BOX_GAP * scale), NAME_GAP * scale);
    const { bases, countries, places } = this;
    for (const box of this.boxesOverMap(BOX_GAP * scale)) room.take(box);
    bases.takeMarks(room, sight);
    countries.see(sight, room);
    bases.placeNear(room);
    countries.placeNeeded(room);
    bases.placeTied(room);
    countries.placeTied(room);
    countries.placeOthers(room);
    for (const group of [bases, countries]) group.settle();
    places.place(room, sight, countries.outlines);
    this.tie();
    this.rest();
  }

  /** Draws the lines from names to the marks and countries they are away from. */
  tie() {
    const ends = [...this.bases.ties(), ...this.countries.ties()].map((tie) => [tie[0], tie.at(-1)]);
    const path = ends.map(([from, to]) => `M${from.x} ${from.y}L${to.x} ${to.y}`).join("");
    this.lines.replaceChildren(...["tie-halo", "tie"].map((name) => makeSvg("path", { class: name, d: path })));
  }

  rest() {
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

  /** @param {number} gap */
  boxesOverMap(gap) {
    const { left, top } = this.map.getContainer().getBoundingClientRect();
    return findAll("[data-over-map]").map((box) => {
      const found = box.getBoundingClientRect();
      return grown(boxAt(found.left - left, found.top - top, found), gap);
    });
  }
}
