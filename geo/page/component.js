// Mounts the board in a sandboxed frame. Scrubbing and panning stay inside it; Python hears where slider and map rest.

import { TileDesk } from "./tiles.js";

/** How long slider and map rest before Python hears of it, ms. */
const REST_MS = 250;
/** Keys that are the board's wherever on the page they are pressed, outside a control. */
const BOARD_KEYS = /^(Arrow(Left|Right)|Page(Up|Down)|Home|End|Escape| |[-+0-9bceflgmrtBCEFLGMRT.?/])$/;
const CONTROLS =
  "input, textarea, select, button, a, summary, [contenteditable], [role=tab], [role=listbox], [role=grid]";

const boards = new WeakMap();

/** What the address calls a look that is not the usual one. */
const LOOKS = { view: "briefing", theme: "dark", type: "large", maps: "one" };

class Board {
  constructor(root) {
    this.frame = document.createElement("iframe");
    this.frame.title = "Posture board";
    this.frame.className = "waiting";
    this.frame.setAttribute("sandbox", "allow-scripts");
    this.frame.setAttribute("allow", "fullscreen");
    this.frame.dataset.testid = "board-frame";
    root.append(this.frame);
    this.tiles = new TileDesk((message, handed) => this.send(message, handed));
    this.onMessage = (event) => this.receive(event);
    this.onKey = (event) => this.forward(event);
    window.addEventListener("message", this.onMessage);
    window.addEventListener("keydown", this.onKey);
    this.onFullscreen = () => {
      if (document.fullscreenElement === null) this.send({ type: "board:set", looks: { view: "page" } });
    };
    document.addEventListener("fullscreenchange", this.onFullscreen);
    this.black = false;
    /** @param {CustomEvent} event */
    this.onContact = ({ detail }) => this.send({ type: "board:contact", since: detail });
    /** @param {CustomEvent} event */
    this.onSteer = ({ detail }) => this.steer(detail);
    window.addEventListener("board:contact", this.onContact);
    window.addEventListener("board:steer", this.onSteer);
  }

  /** Shows a document; where the one before was of the same scenario, the new one opens where that stood. */
  show({ id, scenario, document, start, tiles, gone }, report) {
    this.report = report;
    this.gone = gone;
    if (this.started) this.tellGone();
    this.tiles.show(tiles);
    this.id = id;
    if (this.document === document) return;
    this.start = start;
    this.goal = this.scenario === scenario ? this.stop ?? this.goal : start;
    this.scenario = scenario;
    this.document = document;
    this.started = false;
    this.hold(false);
    this.stop = null;
    clearTimeout(this.resting);
    this.frame.srcdoc = document;
  }

  receive({ source, data }) {
    if (source !== this.frame.contentWindow) return;
    if (data?.type === "board:held") this.hold(data.held);
    if (data?.type === "board:looks" && this.started) this.look(data.looks);
    if (data?.type === "board" && !this.started) this.begin();
    else if (data?.type === "board") this.move({ reading: data.reading, phase: data.phase, compare: data.compare });
    if (data?.type === "board:view" && this.started) this.move({ view: data.view });
    if (this.started) this.tiles.receive(data);
  }

  begin() {
    this.started = true;
    this.stop = { reading: this.start.reading, phase: this.start.phase, compare: this.start.compare, view: null };
    this.said = JSON.stringify(this.stop);
    this.send({ type: "board:set", ...this.goal, looks: { ...looksAsked(), black: this.black } });
    this.tiles.tell();
    this.tellGone();
    this.frame.classList.remove("waiting");
    this.write(this.stop);
  }

  /** Tells the board what an update of the files leaves out, in words; empty where it leaves out nothing. */
  tellGone() {
    this.send({ type: "board:gone", text: this.gone });
  }

  /** Gives the board the screen it asks for and keeps its looks in the address. */
  look({ black, ...looks }) {
    const root = document.documentElement;
    this.black = black;
    root.dataset.board = black ? "black" : looks.view;
    this.frame.classList.toggle("briefing", looks.view === "briefing");
    this.frame.classList.toggle("black", black);
    if (looks.view !== "briefing" && document.fullscreenElement !== null) document.exitFullscreen();
    rewriteAddress(
      Object.fromEntries(Object.entries(LOOKS).map(([name, look]) => [name, looks[name] === look ? look : null])),
    );
  }

  /** Turns the briefing screen on or off: the browser grants the whole screen only where the key was pressed. */
  fill() {
    const isBriefing = this.frame.classList.contains("briefing");
    this.send({ type: "board:set", looks: { view: isBriefing ? "page" : "briefing" } });
    if (!isBriefing)
      this.frame.requestFullscreen().catch((refusal) => {
        if (!(refusal instanceof TypeError)) throw refusal;
      });
  }

  move(change) {
    this.stop = { ...this.stop, ...change };
    this.rest();
  }

  /** Goes where Python wants the slider, and reports where the board then rests, whatever was reported before. */
  steer(goal) {
    this.said = null;
    this.send({ type: "board:set", ...goal });
    this.move(goal);
  }

  /** While a hand holds the slider or the map nothing is told. */
  hold(held) {
    this.held = held;
    window.dispatchEvent(new CustomEvent("board:held", { detail: held }));
    this.rest();
  }

  rest() {
    clearTimeout(this.resting);
    if (!this.held && this.stop) this.resting = setTimeout(() => this.tell(this.stop), REST_MS);
  }

  tell({ reading, phase, compare, view }) {
    const said = JSON.stringify({ reading, phase, compare, view });
    if (this.said === said) return;
    this.said = said;
    this.write({ reading, phase, compare });
    this.report({ id: this.id, reading, phase, compare, view });
  }

  /** Keeps scenario and stop in the address; the page never does, whose runs end after the slider has moved on. */
  write({ reading, phase, compare }) {
    rewriteAddress({ scenario: this.scenario, reading, phase, compare });
  }

  forward(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !BOARD_KEYS.test(key) || event.target.closest?.(CONTROLS)) return;
    event.preventDefault();
    if (key === "f" || key === "F") this.fill();
    else this.send({ type: "board:key", key, shiftKey });
  }

  send(message, handed = []) {
    this.frame.contentWindow.postMessage(message, "*", handed);
  }

  unmount() {
    clearTimeout(this.resting);
    this.tiles.stop();
    window.removeEventListener("message", this.onMessage);
    window.removeEventListener("keydown", this.onKey);
    document.removeEventListener("fullscreenchange", this.onFullscreen);
    delete document.documentElement.dataset.board;
    window.removeEventListener("board:contact", this.onContact);
    window.removeEventListener("board:steer", this.onSteer);
    this.frame.remove();
  }
}

function looksAsked() {
  const asked = new URL(window.location.href).searchParams;
  return Object.fromEntries(Object.keys(LOOKS).map((name) => [name, asked.get(name)]));
}

/** Keeps the address true without a step in the history, so that Back leaves the page; null takes a part out of it. */
function rewriteAddress(parts) {
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries(parts)) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  window.history.replaceState(window.history.state, "", address);
}

export default function mountBoard({ parentElement, data, setStateValue }) {
  if (!boards.has(parentElement)) boards.set(parentElement, new Board(parentElement));
  const board = boards.get(parentElement);
  board.show(JSON.parse(new TextDecoder().decode(data)), (stop) => setStateValue("stop", stop));
  return () => {
    board.unmount();
    boards.delete(parentElement);
  };
}
