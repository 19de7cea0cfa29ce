// How the board looks in a room: light or dark, plain or large type, alone on the screen, or blank during a talk.

import { byId, dialog, find, setText } from "./dom.js";
import { say } from "./words.js";

/** What each look can be, the usual first; an address carries what is not usual. */
const LOOKS = { view: ["page", "briefing"], theme: ["light", "dark"], type: ["plain", "large"], maps: ["two", "one"] };
const LOOK_NAMES = Object.keys(LOOKS);

/** The looks an address asks for. */
function looksIn(search) {
  const asked = new URLSearchParams(search);
  return Object.fromEntries(LOOK_NAMES.map((name) => [name, asked.get(name)]));
}

export class Looks {
  /**
   * @param {{ onTheme: (theme: string) => void, onType: () => void, onMaps: (maps: string) => void, send: Send }} act
   */
  constructor(act) {
    this.act = act;
    this.isAlone = window.parent === window;
    this.root = document.documentElement;
    this.black = dialog("black");
    this.looks = Object.fromEntries(LOOK_NAMES.map((name) => [name, LOOKS[name][0]]));
    this.listen();
    if (this.isAlone) this.set({ ...looksIn(window.location.search), view: undefined });
  }

  listen() {
    this.buttons = Object.fromEntries(LOOK_NAMES.map((name) => [name, find(`[data-look=${name}]`)]));
    this.buttons.theme.addEventListener("click", () => this.toggle("theme"));
    this.buttons.type.addEventListener("click", () => this.toggle("type"));
    this.buttons.view.addEventListener("click", () => this.fill({ asksBrowser: this.isAlone }));
    this.black.addEventListener("click", () => this.unblank());
    document.addEventListener("fullscreenchange", () => {
      this.set({ view: document.fullscreenElement === null ? "page" : "briefing" });
    });
  }

  keys() {
    return {
      t: () => this.toggle("theme"),
      l: () => this.toggle("type"),
      f: () => this.fill({ asksBrowser: true }),
      b: () => this.blank(),
      ".": () => this.blank(),
    };
  }

  // Looks

  /** Takes on those of the asked looks that there are. */
  set(asked) {
    const changed = LOOK_NAMES.filter((name) => LOOKS[name].includes(asked[name]) && asked[name] !== this.looks[name]);
    for (const name of changed) this.show(name, asked[name]);
    if (asked.black === true) this.blank();
    if (changed.length > 0) this.tell();
  }

  toggle(name) {
    const [usual, other] = LOOKS[name];
    this.set({ [name]: this.looks[name] === usual ? other : usual });
  }

  show(name, look) {
    this.looks[name] = look;
    this.root.dataset[name] = look;
    this.buttons[name]?.setAttribute("aria-pressed", String(look !== LOOKS[name][0]));
    if (name === "theme") this.act.onTheme(look);
    if (name === "type") this.act.onType();
    if (name === "maps") this.act.onMaps(look);
  }

  tell() {
    this.act.send({ type: "board:looks", looks: { ...this.looks, black: this.black.open } });
    if (this.isAlone) rewriteLooks(this.looks.theme, this.looks.type);
  }

  // Alone on the screen

  /** Puts the document alone on the screen, or back; beyond the window only where the browser grants it. */
  fill({ asksBrowser }) {
    if (this.looks.view === "briefing") {
      this.leave();
      return;
    }
    if (!this.isAlone) this.set({ view: "briefing" });
    if (asksBrowser) this.root.requestFullscreen().catch((refusal) => this.explain(refusal));
  }

  leave() {
    this.set({ view: "page" });
    if (document.fullscreenElement !== null) document.exitFullscreen();
  }

  explain(refusal) {
    if (!(refusal instanceof TypeError)) throw refusal;
    setText(byId("announcer"), say("room.refused", { reason: refusal.message }));
  }

  // Black

  /** Blanks the screen, marking and all; a screen reader hears of it. */
  blank() {
    if (this.black.open) return;
    this.black.showModal();
    this.black.focus();
    this.tell();
  }

  /** Brings the board back at a key; returns whether that is all the key does. @param {string} [key] */
  unblank(key) {
    if (!this.black.open) return false;
    this.black.close();
    this.tell();
    return ["b", "B", ".", "Escape"].includes(key);
  }
}

/** Keeps the looks in the address of a document that stands alone, without a step in the history. */
function rewriteLooks(theme, type) {
  const address = new URL(window.location.href);
  for (const [name, look] of Object.entries({ theme, type })) {
    if (look === LOOKS[name][0]) address.searchParams.delete(name);
    else address.searchParams.set(name, look);
  }
  window.history.replaceState(window.history.state, "", address);
}
