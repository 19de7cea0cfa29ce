/** Every text of the interface by its key, as the build hands it in from geo/words. */
export declare const WORDS: Record<string, string>;
