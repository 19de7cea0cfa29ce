// From a claim to everything that stands on it: where, under which reading, and in which role.

import { subjectKey } from "./evidence_links.js";
import { say } from "./words.js";

/** What a claim may do to something shown, the strongest first, by the key of the panel's words. */
export const ROLES = { drives: "roles.drives", contests: "roles.contests", silent: "roles.silent", told: "roles.told" };
/** Most bases named at one stop; the rest are counted. */
const TRACED_BASES = 8;

export class ClaimUses {
  /** @param {BoardData} data @param {Postures} postures */
  constructor(data, postures) {
    this.data = data;
    this.postures = postures;
  }

  /**
   * The role of a claim in a status or figure, or null: a claim by which nothing is stated drives nothing.
   * @param {string} claim
   * @param {Claimed & { status?: string, kind?: string }} found
   */
  roleIn(claim, { claims, contestedBy, status, kind }) {
    if (claims.includes(claim))
      return ["not_stated", "withheld", "no_data"].includes(status ?? kind) ? "silent" : "drives";
    return contestedBy.includes(claim) ? "contests" : null;
  }

  /** The bases a claim has a role in at a stop, by index. */
  bases(claim, { cells }) {
    const roles = this.data.cells.map((cell) => this.roleIn(claim, cell));
    const found = new Map();
    cells.forEach((cell, index) => { if (roles[cell]) found.set(index, roles[cell]); });
    return found;
  }

  /** Everything a claim has a role in at a stop but bases: `[subject, role, words]`. */
  others(claim, reading, phaseIndex, changes = this.postures.at(reading, phaseIndex).changes) {
    const phase = this.data.phases[phaseIndex];
    const { forces } = this.postures.at(reading, phaseIndex);
    const date = phase.claims.includes(claim)
      ? [[{ said: "date" }, "drives", say("roles.date", { shown: phase.shown })]]
      : [];
    const figures = this.data.forces.map(({ id, label }) => [
      { force: id },
      this.roleIn(claim, forces[id]),
      `${label}: ${forces[id].label}`,
    ]);
    const headline = phase.headlines[reading].claims.includes(claim)
      ? [[{ said: "headline" }, "told", say("roles.headline")]]
      : [];
    const sentences = changes.map(({ text, claims, contestedBy }, index) => [
      { change: index },
      [...claims, ...contestedBy].includes(claim) ? "told" : null,
      `“${text}”`,
    ]);
    return [...date, ...figures, ...headline, ...sentences].filter(([, role]) => role);
  }

  /** The role of everything a claim touches at a stop, by the key of its subject; `bases` by index too. */
  at(claim, reading, phaseIndex, changes) {
    const bases = this.bases(claim, this.postures.at(reading, phaseIndex));
    const roles = new Map(
      this.others(claim, reading, phaseIndex, changes).map(([subject, role]) => [subjectKey(subject), role]),
    );
    for (const [index, role] of bases) roles.set(subjectKey({ base: index }), role);
    return { roles, bases };
  }

  /**
   * Every stop where a claim touches something: `{reading, phaseIndex, items, more}`, items as in `others`.
   * @param {string} claim
   */
  stops(claim) {
    const all = this.data.phases.flatMap((phase, phaseIndex) =>
      this.data.readings.map((reading) => ({
        reading,
        phase,
        phaseIndex,
        ...this.itemsAt(claim, reading.id, phaseIndex),
      })),
    );
    return all.filter(({ items }) => items.length > 0);
  }

  /** @param {string} claim @param {string} reading @param {number} phaseIndex */
  itemsAt(claim, reading, phaseIndex) {
    const posture = this.postures.at(reading, phaseIndex);
    const bases = [...this.bases(claim, posture)];
    const named = bases
      .slice(0, TRACED_BASES)
      .map(([index, role]) => [{ base: index }, role, this.wordsOf(index, posture)]);
    return { items: [...named, ...this.others(claim, reading, phaseIndex)], more: bases.length - named.length };
  }

  wordsOf(index, { cells }) {
    return `${this.data.bases[index].label}: ${this.data.statusWords[this.data.cells[cells[index]].status]}`;
  }
}
