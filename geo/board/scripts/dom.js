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

/** A subject of the evidence, such as `{claim: "C02"}`, as one word: "claim:C02". */
function subjectKey(subject) {
  return Object.entries(subject)[0].join(":");
}

/** Makes an element lead to a subject of the evidence, by click and, where it is no button, by Enter and Space. */
function leadsTo(element, subject, onOpen) {
  element.dataset.opens = subjectKey(subject);
  element.addEventListener("click", () => onOpen(subject));
  if (element.tagName !== "BUTTON") leadsByKey(element, subject, onOpen);
  return element;
}

function leadsByKey(element, subject, onOpen) {
  filled(element, { role: "button", tabindex: 0 }, []);
  element.classList.add("sentence");
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    onOpen(subject);
  });
}

/** As `leadsTo`, for what stands outside the panel: it says whether the panel is open on it. */
function opens(element, subject, onOpen) {
  filled(element, { "aria-expanded": "false", "aria-controls": "evidence" }, []);
  return leadsTo(element, subject, onOpen);
}

/** Keeps a number and its sign together beside text that runs from right to left. */
function isolated(text, language) {
  return make("bdi", { lang: language, dir: language === "ar" ? "rtl" : "ltr" }, text);
}

const byId = (id) => document.getElementById(id);

/** Size of the root type, px: 16 on a screen of 1920×1080. */
const remPx = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
