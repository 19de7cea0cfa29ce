// Mounts the board in a sandboxed frame. Scrubbing stays inside the frame; where the slider rests is told to Python.

/** How long the slider rests before Python hears of it, ms. */
const REST_MS = 250;
/** Keys that are the board's wherever on the page they are pressed, outside a control. */
const BOARD_KEYS = /^(Arrow(Left|Right)|Page(Up|Down)|Home|End| |[1-9rfRF?])$/;
const CONTROLS = "input, textarea, select, button, a, summary, [contenteditable], [role=tab], [role=listbox], [role=grid]";

const boards = new WeakMap();

class Board {
  constructor(root) {
    this.frame = document.createElement("iframe");
    this.frame.title = "Posture board";
    this.frame.className = "waiting";
    this.frame.setAttribute("sandbox", "allow-scripts");
    this.frame.setAttribute("allow", "fullscreen");
    this.frame.dataset.testid = "board-frame";
    root.append(this.frame);
    this.onMessage = (event) => this.receive(event);
    this.onKey = (event) => this.forward(event);
    window.addEventListener("message", this.onMessage);
    window.addEventListener("keydown", this.onKey);
  }

  show({ id, document, start }, report) {
    this.report = report;
    this.id = id;
    if (this.document === document) return;
    this.document = document;
    this.start = start;
    this.started = false;
    this.held = false;
    this.stop = null;
    clearTimeout(this.resting);
    this.frame.srcdoc = document;
  }

  receive({ source, data }) {
    if (source !== this.frame.contentWindow) return;
    if (data?.type === "board:held") this.hold(data.held);
    if (data?.type !== "board") return;
    if (!this.started) {
      this.started = true;
      this.said = `${this.start.reading} ${this.start.phase}`;
      this.send({ type: "board:set", ...this.start });
      this.frame.classList.remove("waiting");
      return;
    }
    this.stop = data;
    this.rest();
  }

  /** While a hand holds the slider nothing is told. */
  hold(held) {
    this.held = held;
    this.rest();
  }

  rest() {
    clearTimeout(this.resting);
    if (!this.held && this.stop) this.resting = setTimeout(() => this.tell(this.stop), REST_MS);
  }

  tell({ reading, phase }) {
    if (this.said === `${reading} ${phase}`) return;
    this.said = `${reading} ${phase}`;
    rewriteAddress({ reading, phase });
    this.report({ id: this.id, reading, phase });
  }

  forward(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !BOARD_KEYS.test(key) || event.target.closest?.(CONTROLS)) return;
    event.preventDefault();
    this.send({ type: "board:key", key, shiftKey });
  }

  send(message) {
    this.frame.contentWindow.postMessage(message, "*");
  }

  unmount() {
    clearTimeout(this.resting);
    window.removeEventListener("message", this.onMessage);
    window.removeEventListener("keydown", this.onKey);
    this.frame.remove();
  }
}

/** Keeps the address true without a step in the history, so that Back leaves the page. */
function rewriteAddress(stop) {
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries(stop)) address.searchParams.set(name, value);
  window.history.replaceState(window.history.state, "", address);
}

export default function mountBoard({ parentElement, data, setStateValue }) {
  if (!boards.has(parentElement)) boards.set(parentElement, new Board(parentElement));
  const board = boards.get(parentElement);
  board.show(data, (stop) => setStateValue("stop", stop));
  return () => {
    board.unmount();
    boards.delete(parentElement);
  };
}
