// Small makers of elements. Text reaches the page through `textContent` alone.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element: `make("p", {class: "note", "aria-hidden": "true"}, "text", child, …)`. */
function make(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function makeSvg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets an element's text only where it differs, so that an unchanged line costs no layout. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Keeps a number and its sign together beside text that runs from right to left. */
function isolated(text, language) {
  return make("bdi", { lang: language, dir: language === "ar" ? "rtl" : "ltr" }, text);
}

const byId = (id) => document.getElementById(id);

/** Size of the root type, px: 16 on a screen of 1920×1080. */
const remPx = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
