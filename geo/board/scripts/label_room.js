// The room that a map has for names: what is taken lies in a grid, and a place is tried against its neighbours alone.

/** Side of a square of the grid, px. */
const SQUARE_PX = 40;

/** @param {number} left @param {number} top @param {Size} size @returns {Box} */
export const boxAt = (left, top, { width, height }) => ({ left, top, right: left + width, bottom: top + height });

/** A box with so much more around it. @param {Box} box @param {number} more @returns {Box} */
export const grown = ({ left, top, right, bottom }, more) => ({
  left: left - more, top: top - more, right: right + more, bottom: bottom + more,
});

/** How far a point is from a box, px; 0 inside. @param {Point} point @param {Box} box */
export const distance = ({ x, y }, { left, top, right, bottom }) =>
  Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));

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
    const [right, bottom] = [this.column(box.right), this.row(box.bottom)];
    for (let row = this.row(box.top); row <= bottom; row += 1) {
      for (let column = this.column(box.left); column <= right; column += 1) {
        (this.squares[row * this.columns + column] ??= []).push(box);
      }
    }
  }

  /** Takes the room of a name and of its tie. @param {Place} place */
  fill(place) {
    for (const box of [place, ...roomOfTie(place)]) this.take(box);
  }

  /**
   * The first place that lies in the frame, on nothing taken, and is allowed, tied where it has to be; null for none.
   * @param {Place[]} places @param {(place: Place) => boolean} [allows] @param {(place: Place) => Place} [tie]
   */
  first(places, allows = () => true, tie = (place) => place) {
    for (const untied of places) {
      if (!this.holds(untied) || !this.isEmpty(untied, this.gap, this.gap)) continue;
      const place = tie(untied);
      if (allows(place) && roomOfTie(place).every((box) => this.isEmpty(box))) return place;
    }
    return null;
  }

  /** @param {Box} box */
  holds({ left, top, right, bottom }) {
    const { frame } = this;
    return left >= frame.left && top >= frame.top && right <= frame.right && bottom <= frame.bottom;
  }

  /** Whether nothing is taken in a box and so much beside it, and above and below. @param {Box} box */
  isEmpty({ left, top, right, bottom }, across = 0, down = 0) {
    const box = { left: left - across, top: top - down, right: right + across, bottom: bottom + down };
    const [last, lowest] = [this.column(box.right), this.row(box.bottom)];
    for (let row = this.row(box.top); row <= lowest; row += 1) {
      for (let column = this.column(box.left); column <= last; column += 1) {
        const taken = this.squares[row * this.columns + column];
        if (taken !== undefined && isOnAny(box, taken)) return false;
      }
    }
    return true;
  }

  /** What is taken of a box. @param {Box} box @returns {Set<Box>} */
  under(box) {
    const found = new Set();
    for (let row = this.row(box.top); row <= this.row(box.bottom); row += 1) {
      for (let column = this.column(box.left); column <= this.column(box.right); column += 1) {
        for (const other of this.squares[row * this.columns + column] ?? []) if (overlaps(box, other)) found.add(other);
      }
    }
    return found;
  }

  /** Number of a column or row of squares; what is outside the frame counts to the squares at its edge. */
  column(x) {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.frame.left) / SQUARE_PX)));
  }

  row(y) {
    const { top, bottom } = this.frame;
    return Math.max(0, Math.floor((Math.min(y, bottom) - top) / SQUARE_PX));
  }
}

/** @param {Box} box @param {Box[]} others */
function isOnAny(box, others) {
  for (const other of others) if (overlaps(box, other)) return true;
  return false;
}

/** Room kept on every side of a point of a tie, px: over half the distance of two, so that nothing passes between. */
const TIE_ROOM = 4;

/** @param {Place} place */
function roomOfTie({ tie }) {
  return tie.slice(0, -1).map(({ x, y }) => grown({ left: x, top: y, right: x, bottom: y }, TIE_ROOM));
}
