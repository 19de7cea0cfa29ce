// Runs in every frame before its own scripts: keeps when the last trusted input event happened, by the wall clock in ms.
(() => {
  const keep = (event) => {
    if (event.isTrusted) {
      window.benchInput = { type: event.type, at: performance.timeOrigin + event.timeStamp };
    }
  };
  for (const type of ["keydown", "pointerdown", "pointermove"]) {
    window.addEventListener(type, keep, { capture: true, passive: true });
  }

  // How far the wall clock, in whole ms, is ahead of the clock of the events; the largest of many is the truest.
  window.benchClockAhead = () => {
    let ahead = -Infinity;
    const end = performance.now() + 20;
    while (performance.now() < end) {
      ahead = Math.max(ahead, Date.now() - performance.timeOrigin - performance.now());
    }
    return ahead;
  };
})();
