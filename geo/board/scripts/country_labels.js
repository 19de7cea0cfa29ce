// Names of countries with the figures of the forces there: inside the outline, tied to it, or left to the rail.

import { make, setText } from "./dom.js";
import { opens } from "./evidence_links.js";
import { cautionOf } from "./firmness.js";
import { centred, further, put, tieTo } from "./label_places.js";
import { Outline } from "./outline.js";
import { onWorld } from "./sight.js";
import { say } from "./words.js";

/** What a name is tried as, the best first: so much smaller, and with the cautions on lines of their own. */
const FLAT = [1, 0.85, 0.72].map((shrink) => ({ shrink, isFolded: false }));
const SHAPES = [...FLAT, { shrink: 0.85, isFolded: true }, { shrink: 0.72, isFolded: true }];
const SMALLEST = FLAT.at(-1);
/** Columns and rows of places that are tried in what of a country is in sight. */
const [COLUMNS, ROWS] = [20, 14];
/** Room kept on both sides of the name of a country further off, px at 16 px type. */
const SIDE_GAP = 10;
/** How far a name that is tied is from its country's best place at least, and where its tie ends, px at 16 px type. */
const [TIED_AWAY, TIED_RADIUS] = [24, 4];
/** Most points of a country that a tie is tried to. */
const ENDS_MOST = 12;
/** A country is named although its border is crossed if it is so much of the name wide. */
const NAMED_SHARE = 0.5;

/** A force's figure as its country carries it, and the caution it takes. @returns {string[]} */
function figureParts({ short }, quantity) {
  const caution = cautionOf(quantity);
  const figure = `${short} ${quantity.label}`;
  return caution ? [`${figure} ·`, say(`caution.${caution}`)] : [figure];
}

const figureText = (force, quantity) => figureParts(force, quantity).join(" ");

export class CountryLabels {
  /**
   * @param {HTMLElement} layer @param {TextSizes} sizes @param {Marks} marks @param {Postures} postures
   * @param {OnOpen} onOpen
   */
  constructor(layer, sizes, { map, points }, postures, onOpen) {
    this.layer = layer;
    this.sizes = sizes;
    this.points = points.map(({ lng, lat }) => onWorld(map, lng, lat));
    this.postures = postures;
    this.onOpen = onOpen;
    /** @type {CountryLabel[]} */
    this.labels = postures.data.countries.map((country) => this.newLabel(map, country));
    this.needed = this.labels.filter(({ country }) => country.needed);
    this.others = this.labels.filter(({ country }) => !country.needed);
    this.outlines = this.labels.map(({ outline }) => outline);
    for (const label of this.needed) this.bind(label);
  }

  /** @param {L.Map} map @param {Country} country @returns {CountryLabel} */
  newLabel(map, country) {
    const forces = this.postures.data.forces.filter((force) => force.country === country.iso3);
    const worlds = country.places.map(([lon, lat]) => onWorld(map, lon, lat));
    const outline = new Outline(map, country.rings ?? []);
    return { country, forces, worlds, outline, sign: null, sizes: new Map(), place: null, shape: SHAPES[0] };
  }

  /** @param {CountryLabel} label */
  bind(label) {
    const { country, forces } = label;
    const lines = forces.map((force) =>
      opens(make("button", { type: "button", class: "label-figure" }), { force: force.id }, this.onOpen));
    const element = make("div", { class: classesOf(country), hidden: "" },
      make("span", { class: "label-name" }, country.name), ...lines);
    label.sign = { element, lines };
    this.layer.append(element);
  }

  /** Shows a posture, `before` being the one it is set against: what changed is underlined. */
  show({ forces }, before) {
    for (const label of this.needed) {
      label.sign.lines.forEach((line, index) => {
        const { id } = label.forces[index];
        const quantity = forces[id];
        setText(line, figureText(label.forces[index], quantity));
        line.dataset.kind = quantity.kind;
        line.classList.toggle("changed", before !== null && before.forces[id].label !== quantity.label);
        line.toggleAttribute("data-caution", cautionOf(quantity) !== "");
      });
    }
  }

  measure() {
    for (const { sizes } of this.labels) sizes.clear();
  }

  /** The size of a label at the widest it can become. @param {CountryLabel} label @param {LabelShape} shape */
  sizeOf(label, shape) {
    if (!label.sizes.has(shape)) {
      const lines = this.lines(label, shape);
      label.sizes.set(shape, this.sizes.of({ class: classesOf(label.country), lines, shrink: shape.shrink }));
    }
    return label.sizes.get(shape);
  }

  /** @param {CountryLabel} label @param {LabelShape} shape @returns {LabelLine[]} */
  lines({ country, forces }, { isFolded }) {
    const figures = forces.flatMap((force) => (isFolded ? this.foldedFigures(force) : [this.figures(force)]));
    /** @type {LabelLine[]} */
    const lines = figures.map((texts) => ["label-figure", texts]);
    return [["label-name", [country.name]], ...lines];
  }

  /** Every text of a force's figure, over all phases and readings. */
  figures(force) {
    return new Set(this.postures.all().map(({ forces }) => figureText(force, forces[force.id])));
  }

  /** Those of its two lines where the caution is on one of its own. */
  foldedFigures(force) {
    const parts = this.postures.all().map(({ forces }) => figureParts(force, forces[force.id]));
    return [0, 1].map((line) => new Set(parts.map((texts) => texts[line] ?? "")));
  }

  // Places

  /** @param {Sight} sight @param {Room} room */
  see(sight, room) {
    this.sight = sight;
    this.frame = room.frame;
    for (const label of this.labels) {
      label.outline.see(sight);
      label.place = null;
    }
  }

  /** Places each country that is needed inside its outline, smaller where it has to be. @param {Room} room */
  placeNeeded(room) {
    for (const label of this.needed) this.placeInside(room, label, (place) => label.outline.holds(place));
  }

  /** Ties what has found no place inside to its country: across no border if that can be. @param {Room} room */
  placeTied(room) {
    const crossesNone = (place) => !this.outlines.some((outline) => outline.crosses(place));
    for (const label of this.needed) {
      if (label.place !== null || !this.isInSight(label)) continue;
      if (!this.placeBeyond(room, label, crossesNone)) this.placeBeyond(room, label, () => true);
    }
  }

  /**
   * Names the countries further off, as far as their rank asks and there is room on both sides, on no border of those
   * that are needed.
   * @param {Room} room
   */
  placeOthers(room) {
    const gap = SIDE_GAP * this.sight.scale;
    const hasSides = (place) => room.isEmpty(place, gap) && !this.needed.some(({ outline }) => outline.crosses(place));
    for (const label of this.others) {
      if (label.country.rank > this.sight.zoom || !this.isInSight(label)) continue;
      if (this.placeInside(room, label, (place) => hasSides(place) && label.outline.holds(place))) continue;
      this.placeAcross(room, label, hasSides);
    }
  }

  /** @param {CountryLabel} label */
  isInSight({ outline, worlds }) {
    if (outline.rings.length > 0) return true;
    return worlds.some((world) => this.sight.shows(this.sight.at(world)));
  }

  /** @param {Room} room @param {CountryLabel} label @param {(place: Place) => boolean} allows */
  placeInside(room, label, allows) {
    const given = this.givenPlaces(label);
    let others;
    return shapesOf(label).some((shape) => {
      const over = (points) => points.map((at) => centred(at, this.sizeOf(label, shape)));
      const place = room.first(over(given), allows) ?? room.first(over(others ??= this.pointsInside(label)), allows);
      return this.take(room, label, shape, place);
    });
  }

  /**
   * Ties a name to the best of its country's places from which a tie leads to room for it.
   * @param {Room} room @param {CountryLabel} label @param {(place: Place) => boolean} allows
   */
  placeBeyond(room, label, allows) {
    const { scale } = this.sight;
    const ends = this.endsIn(label).slice(0, ENDS_MOST);
    return shapesOf(label).some((shape) => ends.some((at) => {
      const places = further(at, this.sizeOf(label, shape), TIED_AWAY * scale);
      return this.take(room, label, shape, room.first(places, allows, tieTo(at, TIED_RADIUS * scale)));
    }));
  }

  /**
   * Where a tie to a country may end, best first: at its places in sight, else inside its outline, else at a base,
   * for a coarse outline may lack the island.
   * @param {CountryLabel} label @returns {Point[]}
   */
  endsIn(label) {
    const { bases } = this.postures.data;
    const own = this.points.filter((_, index) => bases[index].country === label.country.iso3);
    const inSight = (worlds) => worlds.map((world) => this.sight.at(world)).filter((at) => this.sight.shows(at));
    return [() => inSight(label.worlds), () => this.pointsInside(label), () => inSight(own)]
      .reduce((found, next) => (found.length > 0 ? found : next()), []);
  }

  /** Names a country on its best place although the name is wider than it. */
  placeAcross(room, label, allows) {
    const size = this.sizeOf(label, SMALLEST);
    const seen = label.outline.seen(this.frame);
    if (seen !== null && seen.right - seen.left < NAMED_SHARE * size.width) return;
    this.take(room, label, SMALLEST, room.first([centred(this.sight.at(label.worlds[0]), size)], allows));
  }

  /** Notes the place that a label has found, if it has. */
  take(room, label, shape, place) {
    if (place === null) return false;
    Object.assign(label, { place, shape });
    room.fill(place);
    return true;
  }

  /** The places for a name that are in sight; none where the best is not, for then they are not the best either. */
  givenPlaces({ worlds, outline }) {
    const places = worlds.map((world) => this.sight.at(world));
    if (outline.rings.length > 0 && !this.sight.shows(places[0])) return [];
    return places.filter((at) => this.sight.shows(at));
  }

  /**
   * Points in what of a country is in sight, the nearest to its best place first, or to the middle where that is not.
   * @param {CountryLabel} label
   */
  pointsInside({ worlds, outline }) {
    const seen = outline.seen(this.frame);
    if (seen === null) return [];
    const points = gridOf(seen).filter((at) => outline.contains(at));
    const best = this.sight.at(worlds[0]);
    const { x, y } = this.sight.shows(best) ? best : middleOf(points);
    const far = (point) => Math.hypot(point.x - x, point.y - y);
    return points.sort((a, b) => far(a) - far(b));
  }

  settle() {
    for (const label of this.labels) {
      if (label.place === null) {
        if (label.sign !== null) label.sign.element.hidden = true;
        continue;
      }
      if (label.sign === null) this.bind(label);
      this.put(label);
    }
  }

  /** @param {CountryLabel} label */
  put({ sign: { element }, shape: { shrink, isFolded }, place }) {
    element.style.setProperty("--shrink", String(shrink));
    element.classList.toggle("folded", isFolded);
    put(element, place);
  }

  /** @returns {Point[][]} */
  ties() {
    return this.needed.flatMap(({ place }) => (place?.tie.length > 0 ? [place.tie] : []));
  }
}

/** @param {Country} country */
const classesOf = ({ focus }) => ["label", "label-country", ...(focus ? ["focus"] : [])].join(" ");

/** The shapes that a label can take: without figures there is nothing to fold. @param {CountryLabel} label */
const shapesOf = ({ forces }) => SHAPES.filter(({ isFolded }) => forces.length > 0 || !isFolded);

/** @param {Point[]} points @returns {Point} */
function middleOf(points) {
  const sum = (of) => points.reduce((total, point) => total + of(point), 0);
  return { x: sum(({ x }) => x) / points.length, y: sum(({ y }) => y) / points.length };
}

/** @param {Box} box @returns {Point[]} */
function gridOf({ left, top, right, bottom }) {
  return Array.from({ length: COLUMNS * ROWS }, (_, index) => ({
    x: left + ((right - left) * (0.5 + (index % COLUMNS))) / COLUMNS,
    y: top + ((bottom - top) * (0.5 + Math.floor(index / COLUMNS))) / ROWS,
  }));
}
