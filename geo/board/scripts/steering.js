// The slider with its stops, the buttons beside it, and the switch between readings.

import { byId, findAll, make, remPx } from "./dom.js";

export class Steering {
  /**
   * @param {BoardData} data
   * @param {{ onPhase: (index: number) => void, onReading: (id: string) => void, onHold: (held: boolean) => void,
   *   onStep: (name: string) => void }} act
   */
  constructor({ phases, readings }, act) {
    this.phases = phases;
    this.act = act;
    this.input = /** @type {HTMLInputElement} */ (byId("phase-slider"));
    this.input.max = String(phases.length - 1);
    this.list = byId("stops");
    this.stops = phases.map((phase, index) => this.stop(phase, index));
    this.list.append(...this.stops);
    this.switches = readings.map((reading) => this.readingSwitch(reading));
    byId("readings").append(...this.switches);
    this.listen();
    this.thinStops();
    new ResizeObserver(() => this.thinStops()).observe(this.list);
  }

  /** @param {Phase} phase @param {number} index */
  stop({ label, shown }, index) {
    const when = make("span", { class: "stop-shown" }, shown);
    const named = make("span", { class: "stop-label" }, make("b", {}, label), " ", when);
    const stop = make("li", {}, make("i", { class: "stop-dot" }), named);
    stop.style.setProperty("--at", String(this.phases.length > 1 ? index / (this.phases.length - 1) : 0));
    stop.addEventListener("click", () => this.act.onPhase(index));
    return stop;
  }

  /** @param {Reading} reading */
  readingSwitch({ id, label, summary }) {
    const button = make("button", { type: "button", title: summary, "data-reading": id }, label);
    button.addEventListener("click", () => this.act.onReading(id));
    return button;
  }

  listen() {
    const { onHold, onPhase, onStep } = this.act;
    this.input.addEventListener("pointerdown", () => onHold(true));
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => onHold(false));
    this.input.addEventListener("input", () => onPhase(this.input.valueAsNumber));
    for (const button of findAll("[data-step]")) {
      button.addEventListener("click", () => onStep(button.dataset.step));
    }
  }

  /** Where the labels of stops would touch, hides first their dates, then all names but first, last and current. */
  thinStops() {
    this.list.classList.remove("dateless", "crowded");
    for (const step of ["dateless", "crowded"]) if (this.stopsTouch()) this.list.classList.add(step);
  }

  stopsTouch() {
    const boxes = this.stops.map((stop) => stop.lastElementChild.getBoundingClientRect());
    const gap = remPx();
    return boxes.some(({ right }, index) => index + 1 < boxes.length && right + gap > boxes[index + 1].left);
  }

  /** @param {number} phaseIndex @param {string} reading */
  show(phaseIndex, reading) {
    const last = this.phases.length - 1;
    this.input.value = String(phaseIndex);
    this.input.setAttribute("aria-valuetext", this.phases[phaseIndex].label);
    this.list.style.setProperty("--done", String(last > 0 ? phaseIndex / last : 0));
    this.stops.forEach((stop, index) => {
      stop.classList.toggle("passed", index < phaseIndex);
      stop.classList.toggle("current", index === phaseIndex);
    });
    for (const button of this.switches) button.setAttribute("aria-pressed", String(button.dataset.reading === reading));
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }
}
