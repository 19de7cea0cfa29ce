// Small makers of elements. Text reaches the page through `textContent` alone.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number>} Attributes */

/**
 * Makes an element: `make("p", {class: "note", "aria-hidden": "true"}, "text", child, …)`.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {Made[]} children
 */
export function make(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {Made[]} children
 */
export function makeSvg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Gives an element attributes and children, and returns it.
 * @template {Element} Kind
 * @param {Kind} element
 * @param {Attributes} attributes
 * @param {Made[]} children
 */
export function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * Sets an element's text only where it differs, so that an unchanged line costs no layout.
 * @param {Node} element @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Keeps a number and its sign together beside text that runs from right to left.
 * @param {string} text @param {string} language
 */
export function isolated(text, language) {
  return make("bdi", { lang: language, dir: language === "ar" ? "rtl" : "ltr" }, text);
}

/** @param {string} id @returns {HTMLElement} */
export const byId = (id) => document.getElementById(id);

/**
 * The first element that a selector finds.
 * @param {string} selector
 * @param {ParentNode} within
 * @returns {HTMLElement}
 */
export const find = (selector, within = document) => within.querySelector(selector);

/**
 * Every element that a selector finds.
 * @param {string} selector
 * @param {ParentNode} within
 * @returns {HTMLElement[]}
 */
export const findAll = (selector, within = document) =>
  /** @type {HTMLElement[]} */ ([...within.querySelectorAll(selector)]);

/** @param {string} id */
export const dialog = (id) => /** @type {HTMLDialogElement} */ (byId(id));

/** Size of the root type, px: 16 on a screen of 1920×1080. */
export const remPx = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

/** The theme the document is shown in. */
export const themeNow = () => document.documentElement.dataset.theme ?? "light";
