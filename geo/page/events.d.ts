// What the parts of the page say to each other through the window.

interface WindowEventMap {
  /** Since when there is no contact with the server; null while there is. */
  "board:contact": CustomEvent<string | null>;
  /** Whether a hand holds slider or map. */
  "board:held": CustomEvent<boolean>;
  /** Where the page wants the slider. */
  "board:steer": CustomEvent<{ phase: string }>;
}
