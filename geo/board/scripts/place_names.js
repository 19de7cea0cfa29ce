// Names of what lies around, for orientation: towns by rank and zoom, waters in italics, provinces from close by.

import { make } from "./dom.js";
import { centred, moveTo, put, ring } from "./label_places.js";
import { boxAt, grown, Room } from "./label_room.js";
import { onWorld } from "./sight.js";

/** Radius kept free around the dot of a town, and how far from it its name is, px at 16 px type. */
const [DOT_REACH, TOWN_AWAY] = [4, 7];
/** How much more than the rank of a town, of a lake or river, and of a sea the zoom is before it is named. */
const [TOWN_BEHIND, INLAND_BEHIND, SEA_BEHIND] = [-0.8, 2.5, 1.5];
/** Room around a town that no lesser one takes, sideways and upright, px at 16 px type; lesser is who is named late. */
const [TOWNS_APART, LESSER_BEHIND] = [[110, 70], 2.5];
/** Least zoom that provinces are named at. */
const PROVINCE_ZOOM = 7.5;
/** How far the name of a sea may be from its place, and that of a river aside of its course, over its size. */
const SEA_SHIFTS = [0, -0.25, 0.25, -0.5, 0.5];
const RIVER_ASIDES = [-0.75, 0.75];

export class PlaceNames {
  /** @param {HTMLElement} layer @param {TextSizes} sizes @param {L.Map} map @param {BoardData} data */
  constructor(layer, sizes, map, { towns, waters = [], provinces = [] }) {
    this.layer = layer;
    this.sizes = sizes;
    const unplaced = { size: null, element: null, dot: null };
    const named = (kind) => (place) => ({ kind, ...place, ...unplaced, world: onWorld(map, place.lon, place.lat) });
    /** @type {PlaceName[]} */
    this.towns = towns.map(named("town"));
    /** @type {PlaceName[]} */
    this.waters = waters.map(named("sea"));
    /** @type {PlaceName[]} */
    this.provinces = provinces.map(named("province"));
    this.all = [...this.towns, ...this.waters, ...this.provinces];
  }

  measure() {
    for (const name of this.all) name.size = null;
  }

  /** @param {PlaceName} name @returns {Size} */
  sizeOf(name) {
    if (name.size === null) {
      const lines = linesOf(name);
      const { width, height } = this.sizes.of({ class: classesOf(name), lines: [["label-name", lines]] });
      name.size = { width, height: height * lines.length };
    }
    return name.size;
  }

  /**
   * Places them in what room is left; seas on no land.
   * @param {Room} room @param {Sight} sight @param {Outline[]} lands
   */
  place(room, sight, lands) {
    this.sight = sight;
    const { zoom } = sight;
    this.spread = new Room(room.frame, 0);
    for (const name of this.towns) this.show(name, name.rank <= zoom - TOWN_BEHIND && this.placeTown(name, room));
    const rivers = new Set();
    for (const name of this.waters) {
      const behind = name.kind === "sea" ? SEA_BEHIND : INLAND_BEHIND;
      const isAsked = name.rank <= zoom - behind && !rivers.has(name.name);
      const isPlaced = isAsked && this.placeWater(name, room, lands);
      this.show(name, isPlaced);
      if (isPlaced && name.kind === "river") rivers.add(name.name); // once along its course
    }
    for (const name of this.provinces) this.show(name, zoom >= PROVINCE_ZOOM && this.placeCentred(name, room));
  }

  /** @param {PlaceName} name @param {boolean} isPlaced */
  show(name, isPlaced) {
    if (isPlaced || name.element === null) return;
    name.element.hidden = true;
    if (name.dot !== null) name.dot.hidden = true;
  }

  /** Names a town where none is named near it. @param {PlaceName} name @param {Room} room */
  placeTown(name, room) {
    const at = this.sight.at(name.world);
    const { scale } = this.sight;
    const point = boxAt(at.x, at.y, { width: 0, height: 0 });
    const dot = grown(point, DOT_REACH * scale);
    if (!room.holds(dot) || !room.isEmpty(dot)) return false;
    if (name.rank > this.sight.zoom - LESSER_BEHIND && !this.spread.isEmpty(point)) return false;
    if (!this.take(name, room, ring(at, this.sizeOf(name), TOWN_AWAY * scale))) return false;
    name.dot ??= this.layer.appendChild(make("i", { class: "town-dot" }));
    name.dot.hidden = false;
    moveTo(name.dot, at);
    room.take(dot);
    const [across, down] = TOWNS_APART.map((px) => px * scale);
    this.spread.take({ left: at.x - across, top: at.y - down, right: at.x + across, bottom: at.y + down });
    return true;
  }

  /** @param {PlaceName} name @param {Room} room @param {Outline[]} lands */
  placeWater(name, room, lands) {
    const isAtSea = (box) => !lands.some((land) => land.touches(box));
    if (name.kind === "sea") return this.take(name, room, this.onSea(name), isAtSea);
    if (name.kind === "river") return this.take(name, room, this.alongRiver(name));
    return this.placeCentred(name, room);
  }

  /** @param {PlaceName} name @param {Room} room */
  placeCentred(name, room) {
    const at = this.sight.at(name.world);
    return this.sight.shows(at) && this.take(name, room, [centred(at, this.sizeOf(name))]);
  }

  /** @param {PlaceName} name @returns {Place[]} */
  onSea(name) {
    const [{ x, y }, size] = [this.sight.at(name.world), this.sizeOf(name)];
    return SEA_SHIFTS.flatMap((down) => SEA_SHIFTS.map((across) =>
      centred({ x: x + across * size.width, y: y + down * size.height }, size)));
  }

  /** Places along a river, above its line and below it; each is as large as the name takes when it is turned. */
  alongRiver(name) {
    const [{ x, y }, { width, height }] = [this.sight.at(name.world), this.sizeOf(name)];
    const turn = (name.angle * Math.PI) / 180;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const turned = {
      width: width * Math.abs(cos) + height * Math.abs(sin), height: width * Math.abs(sin) + height * Math.abs(cos),
    };
    return RIVER_ASIDES.map((aside) =>
      centred({ x: x - sin * aside * height, y: y + cos * aside * height }, turned));
  }

  /**
   * Shows a name at the first place that is free and allowed; returns whether there is one.
   * @param {PlaceName} name @param {Room} room @param {Place[]} places @param {(place: Place) => boolean} [allows]
   */
  take(name, room, places, allows) {
    const place = room.first(places, allows);
    if (place === null) return false;
    room.fill(place);
    name.element ??= this.newElement(name);
    put(name.element, name.angle ? unturned(place, name.size) : place);
    return true;
  }

  /** @param {PlaceName} name */
  newElement(name) {
    const lines = linesOf(name).map((line) => make("span", { class: "label-name" }, line));
    const element = make("div", { class: classesOf(name), "aria-hidden": "true" }, ...lines);
    if (name.angle) element.style.rotate = `${name.angle}deg`;
    return this.layer.appendChild(element);
  }
}

/** @param {PlaceName} name */
function classesOf({ kind }) {
  return ["label", ...(kind === "town" || kind === "province" ? [`label-${kind}`] : ["label-water", kind])].join(" ");
}

/** A sea of several words has a line for each: few are as wide as their name. @param {PlaceName} name */
const linesOf = ({ kind, name }) => (kind === "sea" ? name.split(" ") : [name]);

/** The place of a name before it is turned about its middle. @param {Place} place @param {Size} size */
function unturned({ left, top, right, bottom }, size) {
  return centred({ x: (left + right) / 2, y: (top + bottom) / 2 }, size);
}
