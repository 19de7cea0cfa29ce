// Names of bases in English, in Arabic, or both, on the map and in the rail.

import { isolated } from "./dom.js";

export const NAME_MODES = ["en", "both", "ar"];

/**
 * A base's name as it is asked for; one without an Arabic name keeps the English.
 * @param {Base} base @param {string} mode
 */
export function nameParts({ label, nameAr }, mode) {
  if (!nameAr || mode === "en") return [label];
  const arabic = isolated(nameAr, "ar");
  return mode === "ar" ? [arabic] : [isolated(label, "en"), " ", arabic];
}

export class BaseNames {
  /**
   * @param {{ data: BoardData, marks: Marks, labels: Labels, rail: Rail }} parts
   * @param {() => SecondMap | undefined} secondMap
   */
  constructor({ data, marks, labels, rail }, secondMap) {
    this.data = data;
    this.marks = marks;
    this.labels = labels;
    this.rail = rail;
    this.secondMap = secondMap;
    this.mode = "en";
  }

  /** Whether any base has an Arabic name. */
  offered() {
    return this.data.bases.some(({ nameAr }) => nameAr);
  }

  /** @param {string} mode */
  show(mode) {
    this.mode = mode;
    for (const marks of [this.marks, this.secondMap()?.marks]) if (marks) marks.names = mode;
    document.body.dataset.names = mode;
    this.data.bases.forEach((base, index) => {
      this.rail.bases[index]?.button.querySelector(".name")?.replaceChildren(...nameParts(base, mode));
    });
    for (const labels of [this.labels, this.secondMap()?.labels].filter(Boolean)) {
      labels.measure();
      labels.place();
    }
  }
}
