// Runs in every frame before its own scripts and keeps two things by the wall clock, in ms: when the last trusted input
// event happened (benchInput), and each frame in which something was drawn on a map (benchInks), once it was committed.
(() => {
  const wallNow = () => performance.timeOrigin + performance.now();

  const keep = (event) => {
    if (!event.isTrusted) return;
    window.benchInput = { type: event.type, at: performance.timeOrigin + event.timeStamp };
  };
  for (const type of ["keydown", "pointerdown", "pointermove"]) {
    window.addEventListener(type, keep, { capture: true, passive: true });
  }

  // How far the wall clock, in whole ms, is ahead of the clock of the events; the largest of many is the truest.
  window.benchClockAhead = () => {
    let ahead = -Infinity;
    const end = performance.now() + 20;
    while (performance.now() < end) ahead = Math.max(ahead, Date.now() - wallNow());
    return ahead;
  };

  // What is drawn in a task is committed with the next frame; what is drawn while a frame is made, with that frame. A
  // message posted while a frame is made arrives after its commit.
  window.benchInks = [];
  const nextFrame = window.requestAnimationFrame.bind(window);
  const afterCommit = new MessageChannel();
  let inFrame = false;
  let waiting = false;
  afterCommit.port1.onmessage = () => {
    waiting = false;
    window.benchInks.push(wallNow());
  };
  const post = () => afterCommit.port2.postMessage(null);
  const ink = () => {
    if (waiting) return;
    waiting = true;
    if (inFrame) post();
    else nextFrame(post);
  };
  window.requestAnimationFrame = (callback) => nextFrame((time) => {
    inFrame = true;
    try {
      callback(time);
    } finally {
      queueMicrotask(() => { inFrame = false; });
    }
  });

  // Drawing is a canvas being cleared, as each redraw of Leaflet and of deck.gl begins, or a change in a pane of Leaflet.
  const watch = (prototype, name) => {
    const original = prototype[name];
    prototype[name] = function (...values) {
      if (this.canvas.isConnected) ink();
      return original.apply(this, values);
    };
  };
  watch(CanvasRenderingContext2D.prototype, "clearRect");
  watch(WebGLRenderingContext.prototype, "clear");
  watch(WebGL2RenderingContext.prototype, "clear");
  new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.parentElement?.closest(".leaflet-map-pane"))) ink();
  }).observe(document, { subtree: true, childList: true, attributes: true });
})();
