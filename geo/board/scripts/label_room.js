// The room that a map has for names: what is taken lies in a grid, and a place is tried against its neighbours alone.

/** Side of a square of the grid, px. */
const SQUARE_PX = 40;

/** @param {number} left @param {number} top @param {Size} size @returns {Box} */
export const boxAt = (left, top, { width, height }) => ({ left, top, right: left + width, bottom: top + height });

/** A box with so much more around it. @param {Box} box @param {number} across @param {number} [down] @returns {Box} */
export const grown = ({ left, top, right, bottom }, across, down = across) => ({
  left: left - across, top: top - down, right: right + across, bottom: bottom + down,
});

/** @param {Box} a @param {Box} b */
export const overlaps = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

export class Room {
  /** @param {Box} frame where names stay @param {number} gap px between names */
  constructor(frame, gap) {
    this.frame = frame;
    this.gap = gap;
    this.columns = Math.max(1, Math.ceil((frame.right - frame.left) / SQUARE_PX));
    /** @type {Box[][]} */
    this.squares = [];
  }

  /** @param {Box} box */
  take(box) {
    for (const square of this.under(box)) (this.squares[square] ??= []).push(box);
  }

  /** Takes the room of a name and of its tie. @param {Place} place */
  fill(place) {
    for (const box of [place, ...roomOfTie(place)]) this.take(box);
  }

  /**
   * The first place that lies in the frame, on nothing taken, and is allowed; null where there is none.
   * @param {Iterable<Place>} places @param {(place: Place) => boolean} [allows]
   */
  first(places, allows = () => true) {
    for (const place of places) if (this.isFree(place) && allows(place)) return place;
    return null;
  }

  /** @param {Place} place */
  isFree(place) {
    if (!this.holds(place) || !this.isEmpty(grown(place, this.gap))) return false;
    return roomOfTie(place).every((box) => this.isEmpty(box));
  }

  /** @param {Box} box */
  holds({ left, top, right, bottom }) {
    const { frame } = this;
    return left >= frame.left && top >= frame.top && right <= frame.right && bottom <= frame.bottom;
  }

  /** @param {Box} box */
  isEmpty(box) {
    for (const square of this.under(box)) {
      if (this.squares[square]?.some((other) => overlaps(box, other))) return false;
    }
    return true;
  }

  /** Numbers of the squares under a box; those at the edge also have what is outside the frame. @param {Box} box */
  under({ left, top, right, bottom }) {
    const [first, last] = [this.column(left), this.column(right)];
    const [upper, lower] = [this.row(top), this.row(bottom)];
    const found = [];
    for (let row = upper; row <= lower; row += 1) {
      for (let column = first; column <= last; column += 1) found.push(row * this.columns + column);
    }
    return found;
  }

  column(x) {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.frame.left) / SQUARE_PX)));
  }

  row(y) {
    const { top, bottom } = this.frame;
    return Math.max(0, Math.floor((Math.min(y, bottom) - top) / SQUARE_PX));
  }
}

/** Room kept on every side of a point of a tie, px: over half the distance of two, so that nothing passes between. */
const TIE_ROOM = 4;

/** @param {Place} place */
function roomOfTie({ tie }) {
  return tie.slice(0, -1).map(({ x, y }) => grown({ left: x, top: y, right: x, bottom: y }, TIE_ROOM));
}
