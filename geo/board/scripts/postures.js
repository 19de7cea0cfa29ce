// What stands at each phase under each reading, folded once from the differences the document carries.


/** Reads the one block of data the document carries; nothing else in it comes from a scenario. */
export function readBoardData() {
  const data = JSON.parse(document.getElementById("board-data").textContent);
  for (const base of data.bases) base.label ??= base.name;
  return data;
}

export class Postures {
  /** @param data the document's data block: `steps[reading][phase]` holds only what changes there. */
  constructor(data) {
    this.data = data;
    this.folded = new Map();
    /** @type {Set<number>[] | undefined} */
    this.cells = undefined;
  }

  /**
   * Every phase of a reading: `cells[i]` is the index in `data.cells` of base i, `forces` maps id to quantity.
   * @param {string} reading
   */
  of(reading) {
    if (!this.folded.has(reading)) this.folded.set(reading, this.fold(this.data.steps[reading]));
    return this.folded.get(reading);
  }

  fold(steps) {
    let cells = new Uint32Array(this.data.bases.length);
    let forces = Object.fromEntries(this.data.forces.map(({ id }) => [id, this.data.noData]));
    return steps.map((step) => {
      cells = cells.slice();
      for (const [base, cell] of step.statuses) cells[base] = cell;
      forces = { ...forces, ...step.quantities };
      return { cells, forces, changes: step.changes, changeCount: step.changeCount };
    });
  }

  /** @param {string} id @returns {Reading} */
  reading(id) {
    return this.data.readings.find((reading) => reading.id === id);
  }

  /** The index of a phase by its id or its index; -1 for what names none. @param {unknown} phase */
  indexOf(phase) {
    if (typeof phase === "number") return Number.isInteger(phase) && phase in this.data.phases ? phase : -1;
    return this.data.phases.findIndex(({ id }) => id === phase);
  }

  /** The postures of every phase under every reading. */
  all() {
    return this.data.readings.flatMap(({ id }) => this.of(id));
  }

  /** The number of every cell that each base has, over all phases and readings. @returns {Set<number>[]} */
  cellsOfBases() {
    this.cells ??= this.gathered();
    return this.cells;
  }

  gathered() {
    const cells = this.data.bases.map(() => new Set());
    for (const { id } of this.data.readings) {
      this.of(id)[0].cells.forEach((cell, base) => cells[base].add(cell));
      for (const { statuses } of this.data.steps[id]) for (const [base, cell] of statuses) cells[base].add(cell);
    }
    return cells;
  }

  /** @param {string} reading @param {number} phaseIndex */
  at(reading, phaseIndex) {
    return this.of(reading)[phaseIndex];
  }
}
