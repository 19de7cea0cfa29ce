// Asks the server every second whether anything has changed on disk, and tells the board since when no answer has come.

/** Time between two beats, ms: a change on disk is picked up at the second beat that sees it. */
const BEAT_MS = 1_000;
/** How long the server may take to answer a beat before it counts as hanging, ms. */
const SILENT_MAX_MS = 20_000;
/** How Streamlit marks a page that has its connection. */
const CONNECTED = "[data-test-connection-state=CONNECTED]";
/** How long beats are held back for a hand on slider or map, ms. */
const HOLD_MAX_MS = 10_000;
/** What closes a dialog of Streamlit's. */
const DIALOG_CLOSE = "[data-testid=stDialog] button[aria-label=Close]";
/** How Streamlit marks a page that does not try to connect any more. */
const GIVEN_UP = "[data-test-connection-state=DISCONNECTED_FOREVER]";

const hearts = new WeakMap();

class Heart {
  constructor() {
    this.heldAt = null;
    this.heardAt = Date.now();
    this.onHeld = ({ detail }) => { this.heldAt = detail ? Date.now() : null; };
    window.addEventListener("board:held", this.onHeld);
    this.beating = setInterval(() => this.beat(), BEAT_MS);
  }

  /** Follows a scenario, of which `shown` is on the page; `change` runs the page again. */
  follow({ scenario, shown }, change) {
    this.scenario = scenario;
    this.shown = shown;
    this.change = change;
  }

  async beat() {
    if (this.isAsking || (this.heldAt !== null && Date.now() - this.heldAt < HOLD_MAX_MS)) return;
    this.isAsking = true;
    const found = await stateOnDisk(this.scenario);
    this.isAsking = false;
    if (found === null || document.querySelector(CONNECTED) === null) this.miss(found !== null);
    else this.hear(found);
  }

  /** What is on disk changes the page once two beats have found the same: halfway through, a file may be sound and yet
   * not what its author means. */
  hear(found) {
    this.heardAt = Date.now();
    this.tell(null);
    const isSettled = found !== this.shown && found === this.found;
    this.found = isSettled ? null : found;
    if (isSettled) this.change();
  }

  /** Says that contact is lost, and takes away the dialog that Streamlit lays over the board to say the same. */
  miss(isThere) {
    this.tell(clock(this.heardAt));
    /** @type {HTMLElement | null} */ (document.querySelector(DIALOG_CLOSE))?.click();
    if (isThere && document.querySelector(GIVEN_UP)) window.location.reload(); // opens where its address says
  }

  tell(since) {
    if (this.since === since) return;
    this.since = since;
    window.dispatchEvent(new CustomEvent("board:contact", { detail: since }));
  }

  stop() {
    clearInterval(this.beating);
    window.removeEventListener("board:held", this.onHeld);
  }
}

/** Writes a time of day, with its day when that is not today: 14:03 or 22 Nov, 14:03. */
function clock(time) {
  const isToday = new Date(time).toDateString() === new Date().toDateString();
  /** @type {Intl.DateTimeFormatOptions} */
  const day = isToday ? {} : { day: "numeric", month: "short" };
  return new Date(time).toLocaleString("en-GB", { ...day, hour: "2-digit", minute: "2-digit" });
}

/** The sum of what is on disk; null where the server refuses, fails, or is silent for too long. */
async function stateOnDisk(scenario) {
  try {
    const asked = { cache: "no-store", signal: AbortSignal.timeout(SILENT_MAX_MS) };
    const answer = await fetch(`state?${new URLSearchParams({ scenario })}`, /** @type {RequestInit} */ (asked));
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

export default function mountHeart({ parentElement, data, setTriggerValue }) {
  if (!hearts.has(parentElement)) hearts.set(parentElement, new Heart());
  hearts.get(parentElement).follow(data, () => setTriggerValue("change", true));
  return () => {
    hearts.get(parentElement)?.stop();
    hearts.delete(parentElement);
  };
}
