// Asks the server for a sign of life, beat by beat, and tells the board since when there has been none.

/** Time between two beats, ms: a change on disk is picked up at the second beat that sees it. */
const BEAT_MS = 1_000;
/** How long a beat may wait for its answer before the page asks whether the server is there at all, ms. */
const LATE_MS = 5_000;
/** How long the server may take to say that it is there before it counts as hanging, ms. */
const SILENT_MAX_MS = 20_000;
/** How Streamlit marks a page that has its connection. */
const CONNECTED = "[data-test-connection-state=CONNECTED]";
/** How long a beat is held back for a run of the page, ms. One that follows a run too closely keeps Streamlit from
 * taking away what that run does not show any more. */
const RUN_MAX_MS = 2_500;
/** How Streamlit marks a page that is not being run. */
const AT_REST = ".stApp[data-test-script-state=notRunning]";
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
    this.isDoubting = false;
    this.onHeld = ({ detail }) => { this.heldAt = detail ? Date.now() : null; };
    window.addEventListener("board:held", this.onHeld);
    this.beating = setInterval(() => this.beat(Date.now()), BEAT_MS);
  }

  /** Python has answered: contact stands, or stands again. */
  answered(ask) {
    this.ask = ask;
    this.heardAt = Date.now();
    this.askedAt = null;
    this.tell(null);
  }

  beat(now) {
    if (this.heldAt !== null && now - this.heldAt < HOLD_MAX_MS) return;
    if (this.askedAt !== null && now - this.askedAt > LATE_MS) this.doubt();
    this.askedAt ??= now;
    if (document.querySelector(AT_REST) || now - this.askedAt > RUN_MAX_MS) this.ask();
  }

  /** Finds out why an answer is late: contact is lost where the server is away, and not where it is busy. */
  async doubt() {
    if (this.isDoubting) return;
    this.isDoubting = true;
    const isThere = document.querySelector(CONNECTED) !== null && (await isHealthy());
    this.isDoubting = false;
    if (!isThere && this.askedAt !== null) this.miss(Date.now());
  }

  /** Says that contact is lost, and takes away the dialog that Streamlit lays over the board to say the same. */
  miss(now) {
    this.tell(clock(this.heardAt, now));
    /** @type {HTMLElement | null} */ (document.querySelector(DIALOG_CLOSE))?.click();
    if (document.querySelector(GIVEN_UP)) reloadWhenBack();
  }

  tell(since) {
    if (this.since === since) return;
    this.since = since;
    window.dispatchEvent(new CustomEvent("board:contact", { detail: since }));
  }

  stop() {
    clearInterval(this.beating);
    this.askedAt = null;
    window.removeEventListener("board:held", this.onHeld);
  }
}

/** Writes a time of day, with its day when that is not today: 14:03 or 22 Nov, 14:03. */
function clock(time, now) {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  /** @type {Intl.DateTimeFormatOptions} */
  const day = isToday ? {} : { day: "numeric", month: "short" };
  return new Date(time).toLocaleString("en-GB", { ...day, hour: "2-digit", minute: "2-digit" });
}

/** Loads the page anew, which opens where its address says, once the server answers; before, it would be lost. */
async function reloadWhenBack() {
  if (await isHealthy()) window.location.reload();
}

/** Whether the server says that it is there, which it does while it is busy with a run, too. */
async function isHealthy() {
  try {
    return (await fetch("_stcore/health", { cache: "no-store", signal: AbortSignal.timeout(SILENT_MAX_MS) })).ok;
  } catch {
    return false; // refused, or silent for too long
  }
}

export default function mountHeart({ parentElement, setTriggerValue }) {
  if (!hearts.has(parentElement)) hearts.set(parentElement, new Heart());
  hearts.get(parentElement).answered(() => setTriggerValue("beat", true));
  return () => {
    hearts.get(parentElement)?.stop();
    hearts.delete(parentElement);
  };
}
