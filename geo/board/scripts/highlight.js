// Lights what the open claim drives, dims the rest, and marks whatever the panel is open on.

import { byId, findAll } from "./dom.js";

export class Highlight {
  /** @param {Marks} marks */
  constructor(marks) {
    this.marks = marks;
    this.panel = byId("evidence");
    this.shown = [null, null];
    document.addEventListener("named", () => this.showOn(...this.shown));
  }

  /** Everything outside the panel that opens a subject. */
  openers() {
    return findAll("[data-opens]").filter((element) => !this.panel.contains(element));
  }

  /** @param key the subject the panel is open on, or null; @param trace the roles of a claim's things, or null. */
  show(key, trace) {
    this.shown = [key, trace];
    this.showOn(key, trace);
    this.marks.light(trace && trace.bases);
  }

  /** On every element that leads to a subject, also on labels that have been given to other bases since. */
  showOn(key, trace) {
    for (const element of this.openers()) {
      const isOpen = element.dataset.opens === key;
      element.toggleAttribute("data-open-now", isOpen);
      if (element.hasAttribute("aria-expanded")) element.setAttribute("aria-expanded", String(isOpen));
      this.light(element, trace);
    }
  }

  light(element, trace) {
    const role = trace?.roles.get(element.dataset.opens);
    const dims = trace && /^(base|force|said|change):/.test(element.dataset.opens);
    if (role) element.dataset.lit = role;
    else if (dims) element.dataset.lit = "dim";
    else delete element.dataset.lit;
  }
}
