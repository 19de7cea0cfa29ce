// What the board and the page around it say to each other by `postMessage`.

export class BoardMessages {
  /** @param {Record<string, (message: any) => void>} receivers what is done at each type of message */
  constructor(receivers) {
    this.receivers = receivers;
    this.isAlone = window.parent === window;
    this.held = false;
  }

  listen() {
    window.addEventListener("message", (event) => this.receive(event));
  }

  /** Hears the page alone. @param {MessageEvent} event */
  receive({ source, data }) {
    if (source !== window.parent || this.isAlone || typeof data !== "object" || data === null) return;
    if (Object.hasOwn(this.receivers, data.type)) this.receivers[data.type](data);
  }

  /** @type {Send} */
  send(message) {
    if (!this.isAlone) window.parent.postMessage(message, "*");
  }

  /** Tells the page whether a hand holds slider or map, so that it waits for the release. @param {boolean} held */
  hold(held) {
    if (this.held === held) return;
    this.held = held;
    this.send({ type: "board:held", held });
  }
}
