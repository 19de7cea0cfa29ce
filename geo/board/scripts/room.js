// The board in a room: light or dark, plain or large type, alone on the screen, and black while the speaker speaks.

/** What each look can be, the usual first; an address carries what is not usual. */
const LOOKS = { view: ["page", "briefing"], theme: ["light", "dark"], type: ["plain", "large"], maps: ["two", "one"] };
const LOOK_NAMES = Object.keys(LOOKS);

/** The looks an address asks for. */
function looksIn(search) {
  const asked = new URLSearchParams(search);
  return Object.fromEntries(LOOK_NAMES.map((name) => [name, asked.get(name)]));
}

class Room {
  constructor(slider) {
    this.slider = slider;
    this.isAlone = window.parent === window;
    this.root = document.documentElement;
    this.black = byId("black");
    this.looks = Object.fromEntries(LOOK_NAMES.map((name) => [name, LOOKS[name][0]]));
    this.listen();
    if (this.isAlone) this.set({ ...looksIn(window.location.search), view: undefined });
  }

  listen() {
    this.buttons = Object.fromEntries(LOOK_NAMES.map((name) => [name, document.querySelector(`[data-look=${name}]`)]));
    this.buttons.theme.addEventListener("click", () => this.toggle("theme"));
    this.buttons.type.addEventListener("click", () => this.toggle("type"));
    this.buttons.view.addEventListener("click", () => this.fill({ asksBrowser: this.isAlone }));
    this.black.addEventListener("click", () => this.lighten());
    document.addEventListener("fullscreenchange", () => {
      this.set({ view: document.fullscreenElement === null ? "page" : "briefing" });
    });
  }

  keys() {
    return {
      t: () => this.toggle("theme"),
      l: () => this.toggle("type"),
      f: () => this.fill({ asksBrowser: true }),
      b: () => this.darken(),
      ".": () => this.darken(),
    };
  }

  // Looks

  /** Takes on those of the asked looks that there are. */
  set(asked) {
    const changed = LOOK_NAMES.filter((name) => LOOKS[name].includes(asked[name]) && asked[name] !== this.looks[name]);
    for (const name of changed) this.show(name, asked[name]);
    if (asked.black === true) this.darken();
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
    if (name === "theme") this.recolour(this.slider.data.palettes[look]);
    if (name === "type") this.slider.refit();
    if (name === "maps") this.slider.compare.setMaps(look);
  }

  /** Colours what is painted on canvas; the style sheet colours the rest. */
  recolour(palette) {
    this.slider.map.eachLayer((layer) => {
      const { role } = layer.options;
      if (role && layer instanceof L.GeoJSON) layer.setStyle({ color: palette[role] });
    });
    this.slider.marks.recolour(palette);
    this.slider.compare.recolour(palette);
    this.slider.detail.recolour();
  }

  tell() {
    this.slider.tell({ type: "board:looks", looks: { ...this.looks, black: this.black.open } });
    if (this.isAlone) rewriteLooks(this.looks);
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

  /** Blacks the screen, marking and all; a screen reader hears of it. */
  darken() {
    if (this.black.open) return;
    this.black.showModal();
    this.black.focus();
    this.tell();
  }

  /** Brings the board back at a key; returns whether that is all the key does. */
  lighten(key) {
    if (!this.black.open) return false;
    this.black.close();
    this.tell();
    return ["b", "B", ".", "Escape"].includes(key);
  }
}

/** Keeps the looks in the address of a document that stands alone, without a step in the history. */
function rewriteLooks({ theme, type }) {
  const address = new URL(window.location.href);
  for (const [name, look] of Object.entries({ theme, type })) {
    if (look === LOOKS[name][0]) address.searchParams.delete(name);
    else address.searchParams.set(name, look);
  }
  window.history.replaceState(window.history.state, "", address);
}
