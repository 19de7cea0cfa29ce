// Where the name of a point may be: next to it, further away with a tie, or over it. As `geo/print/labels.py` has it.

/** How far a name beside its mark may be moved up or down from the middle, over its height; the same across it. */
const ASIDE = 0.35;
/** How far from its mark a name with a tie may be, in times of the distance of a name beside it. */
const TIED_REACHES = [1.9, 2.8, 3.7, 5];
/** Distance of the points of a tie, and what the nearest keeps from the mark, px. */
const [TIE_STEP, TIE_END] = [6, 4];

/** @type {Point[]} */
const UNTIED = [];

/** @param {number} left @param {number} top @param {Size} size @param {Align} align @returns {Place} */
const placeAt = (left, top, { width, height }, align) =>
  ({ left, top, right: left + width, bottom: top + height, align, tie: UNTIED });

/** Right and left of a point, the middle so many px below it. @param {Point} at @param {Size} size */
function sideways({ x, y }, size, away, down = 0) {
  const top = y - size.height / 2 + down;
  return [placeAt(x + away, top, size, "left"), placeAt(x - away - size.width, top, size, "right")];
}

/** Above and below a point, the middle so many px to the right of it. @param {Point} at @param {Size} size */
function upright({ x, y }, size, away, across = 0) {
  const left = x - size.width / 2 + across;
  return [placeAt(left, y - away - size.height, size, "center"), placeAt(left, y + away, size, "center")];
}

/** Places next to a point, best first: beside it, above, below, at the corners. @param {Point} at @param {Size} size */
export function ring(at, size, away) {
  const corner = away + size.height / 2;
  return [...sideways(at, size, away), ...upright(at, size, away),
    ...sideways(at, size, away, -corner), ...sideways(at, size, away, corner)];
}

/** The places of the ring, then those between them. @param {Point} at @param {Size} size @param {number} away */
export function around(at, size, away) {
  const between = [-ASIDE, ASIDE].flatMap((share) =>
    [...sideways(at, size, away, share * size.height), ...upright(at, size, away, share * size.width)]);
  return [...ring(at, size, away), ...between];
}

/** Places further away from a point, the nearest first. @param {Point} at @param {Size} size @param {number} away px */
export const further = (at, size, away) => TIED_REACHES.flatMap((times) => ring(at, size, times * away));

/** What ties a place to a circle around a point. @param {Point} at @param {number} radius px */
export const tieTo = (at, radius) => (place) => ({ ...place, tie: tieOf(at, place, radius) });

/** Points from the edge of a box to a circle around a point; the last is on the circle. @returns {Point[]} */
function tieOf({ x, y }, { left, top, right, bottom }, radius) {
  const [across, down] = [Math.min(Math.max(x, left), right) - x, Math.min(Math.max(y, top), bottom) - y];
  const length = Math.hypot(across, down);
  const inside = ((radius + TIE_END) * length) / Math.max(Math.abs(across), Math.abs(down));
  const count = Math.max(1, Math.ceil((length - inside) / TIE_STEP));
  const distances = [...Array.from({ length: count }, (_, step) => length - TIE_STEP * step), radius];
  return distances.map((far) => ({ x: x + (across * far) / length, y: y + (down * far) / length }));
}

/** The place with its middle on a point. @param {Point} at @param {Size} size */
export const centred = ({ x, y }, size) => placeAt(x - size.width / 2, y - size.height / 2, size, "center");

/**
 * Puts the element of a name at a place, as large as it can become, so that no phase moves it.
 * @param {HTMLElement} element @param {Place} place
 */
export function put(element, { left, top, right, bottom, align, tie }) {
  element.hidden = false;
  element.toggleAttribute("data-tied", tie.length > 0);
  element.style.width = `${right - left}px`;
  element.style.height = `${bottom - top}px`;
  element.style.textAlign = align;
  moveTo(element, { x: left, y: top });
}

/** @param {HTMLElement} element @param {Point} to px from the upper left corner of the map */
export function moveTo(element, { x, y }) {
  element.style.translate = [x, y].map((px) => `${Math.round(px)}px`).join(" ");
}
