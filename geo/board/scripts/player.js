// Plays the phases over and over, until a hand or a key takes the board.

class Player {
  constructor(slider, dwellMs) {
    this.slider = slider;
    this.dwellMs = dwellMs;
    this.button = document.querySelector("[data-step=play]");
    for (const touch of ["pointerdown", "wheel"]) {
      document.addEventListener(touch, ({ target }) => { if (!this.button.contains(target)) this.pause(); }, { capture: true, passive: true });
    }
    document.addEventListener("keydown", (event) => this.heed(event), { capture: true });
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
    const count = this.slider.data.phases.length;
    this.timer = setInterval(() => this.slider.setPhase((this.slider.phaseIndex + 1) % count), this.dwellMs);
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
