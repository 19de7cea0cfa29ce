// Plays the phases over and over, until a hand or a key takes the board.

import { find } from "./dom.js";
import { say } from "./words.js";

export class Playback {
  /** @param {number} dwellMs @param {() => void} onNext goes to the next phase */
  constructor(dwellMs, onNext) {
    this.dwellMs = dwellMs;
    this.onNext = onNext;
    this.button = find("[data-step=play]");
    for (const touch of ["pointerdown", "wheel"]) {
      document.addEventListener(touch, (event) => this.touched(event), { capture: true, passive: true });
    }
    document.addEventListener("keydown", (event) => this.heed(event), { capture: true });
  }

  /** @param {Event} event */
  touched({ target }) {
    if (!this.button.contains(/** @type {Node} */ (target))) this.pause();
  }

  /** Pauses at any key but those that play and pause. */
  heed({ key, target }) {
    const button = target?.closest?.("button");
    const toggles = button ? button === this.button && [" ", "Enter"].includes(key) : key === " ";
    if (!toggles) this.pause();
  }

  toggle() {
    if (this.timer === undefined) this.play();
    else this.pause();
  }

  play() {
    this.timer = setInterval(this.onNext, this.dwellMs);
    this.show(true);
  }

  pause() {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.show(false);
  }

  show(playing) {
    this.button.setAttribute("aria-pressed", String(playing));
    this.button.setAttribute("aria-label", say(playing ? "steer.pause" : "steer.play"));
  }
}
