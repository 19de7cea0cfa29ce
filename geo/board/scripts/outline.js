// The coarse outline of a country on the screen: whether a name lies inside it, or crosses its border.

import { overlaps } from "./label_room.js";
import { onWorld } from "./sight.js";

export class Outline {
  /** @param {L.Map} map @param {[number, number][][]} rings of longitudes and latitudes */
  constructor(map, rings) {
    this.world = rings.map((ring) => ring.map(([lon, lat]) => onWorld(map, lon, lat)));
    /** @type {{ points: Point[], box: Box }[]} */
    this.rings = [];
  }

  /** Brings it to where it is in sight; rings beyond the map are left out. @param {Sight} sight */
  see(sight) {
    const all = this.world.map((ring) => ring.map((place) => sight.at(place)));
    const boxed = all.map((points) => ({ points, box: boxOf(points) }));
    this.rings = boxed.filter(({ box }) => overlaps(box, sight.within(0)));
    return this;
  }

  /** Whether a box lies wholly inside; an outline that is not known holds any. @param {Box} box */
  holds(box) {
    return this.world.length === 0 || (this.contains(middleOf(box)) && !this.crosses(box));
  }

  /** @param {Box} box */
  touches(box) {
    return this.contains(middleOf(box)) || this.crosses(box);
  }

  /** @param {Point} point */
  contains(point) {
    return this.rings.reduce((odd, { points, box }) => odd !== (isIn(point, box) && isWithin(point, points)), false);
  }

  /** @param {Box} box */
  crosses(box) {
    return this.rings.some((ring) => overlaps(ring.box, box)
      && ring.points.some((point, index) => meets(point, ring.points[(index + 1) % ring.points.length], box)));
  }

  /** The box of what is in sight, null for nothing. @param {Box} frame @returns {Box | null} */
  seen(frame) {
    if (this.rings.length === 0) return null;
    const box = boxOf(this.rings.flatMap((ring) => [
      { x: ring.box.left, y: ring.box.top }, { x: ring.box.right, y: ring.box.bottom }]));
    return {
      left: Math.max(box.left, frame.left), top: Math.max(box.top, frame.top),
      right: Math.min(box.right, frame.right), bottom: Math.min(box.bottom, frame.bottom),
    };
  }
}

/** @param {Point[]} points @returns {Box} */
function boxOf(points) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

const middleOf = ({ left, top, right, bottom }) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });

const isIn = ({ x, y }, { left, top, right, bottom }) => x >= left && x <= right && y >= top && y <= bottom;

/** Whether a point is inside a ring: a line from it to the right meets the ring an odd number of times. */
function isWithin({ x, y }, ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [a, b] = [ring[i], ring[j]];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** Whether a line from one point to another meets a box: not where it passes on one side, or all corners are on one. */
function meets(a, b, { left, top, right, bottom }) {
  if (Math.max(a.x, b.x) < left || Math.min(a.x, b.x) > right) return false;
  if (Math.max(a.y, b.y) < top || Math.min(a.y, b.y) > bottom) return false;
  const side = (x, y) => Math.sign((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x));
  return Math.abs(side(left, top) + side(right, top) + side(left, bottom) + side(right, bottom)) < 4;
}
