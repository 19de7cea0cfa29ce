// Hands the board tiles of the detail basemap: it cannot fetch anything, so it asks, and the page fetches from its
// own server.

/** Most tiles fetched at once: the browser keeps six connections a server, and the page needs some itself. */
const TILES_AT_ONCE = 4;
const TILE_THEMES = ["light", "dark"];
const ASKS = ["board:tile:ask", "board:tile:drop"];

export class TileDesk {
  /** @param send posts a message, and what it hands over, to the board. */
  constructor(send) {
    this.send = send;
    this.offered = null;
    this.waiting = new Map();
    this.fetching = new Map();
  }

  /** Takes what the server offers, null for nothing; tells the board when that has changed. */
  show(offered) {
    if (JSON.stringify(this.offered) === JSON.stringify(offered)) return;
    this.stop();
    this.offered = offered;
    this.tell();
  }

  tell() {
    this.send({ type: "board:detail", offered: this.offered });
  }

  receive(data) {
    if (this.offered === null || !ASKS.includes(data?.type) || !isTile(data)) return;
    const key = `${data.theme}/${data.zoom}/${data.column}/${data.row}`;
    if (data.type === "board:tile:ask") this.waiting.set(key, data);
    if (data.type === "board:tile:drop") this.drop(key);
    this.fetchMore();
  }

  /** Leaves a tile that is out of sight again. */
  drop(key) {
    this.waiting.delete(key);
    this.fetching.get(key)?.abort();
  }

  fetchMore() {
    for (const [key, { theme, zoom, column, row }] of this.waiting) {
      if (this.fetching.size >= TILES_AT_ONCE) return;
      this.waiting.delete(key);
      this.fetch(key, { theme, zoom, column, row });
    }
  }

  /** Fetches a tile and hands it over; null where there is none. */
  async fetch(key, tile) {
    const leaving = new AbortController();
    this.fetching.set(key, leaving);
    const picture = await pictureFrom(`${this.offered.url}/${key}`, leaving.signal);
    if (!leaving.signal.aborted) this.send({ type: "board:tile", ...tile, picture }, picture === null ? [] : [picture]);
    if (this.fetching.get(key) === leaving) this.fetching.delete(key);
    this.fetchMore();
  }

  stop() {
    this.waiting.clear();
    for (const leaving of this.fetching.values()) leaving.abort();
    this.fetching.clear();
  }
}

/** Whether the board names a tile there may be: what it sends may be anything. */
function isTile({ theme, zoom, column, row }) {
  return TILE_THEMES.includes(theme) && [zoom, column, row].every(Number.isInteger)
    && zoom >= 0 && [column, row].every((number) => number >= 0 && number < 2 ** zoom);
}

/** The bytes of a picture; null where there is none, and where the server cannot be reached. */
async function pictureFrom(url, signal) {
  try {
    const answer = await fetch(url, { signal });
    return answer.status === 200 ? await answer.arrayBuffer() : null;
  } catch {
    return null; // left, or out of contact, which the board tells by itself
  }
}
