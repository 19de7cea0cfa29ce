// What leads to the evidence: elements that open the panel on a subject, and the ids of claims.

import { filled, make } from "./dom.js";
import { say } from "./words.js";

/** A subject of the evidence, such as `{claim: "C02"}`, as one word: "claim:C02". @param {Subject} subject */
export function subjectKey(subject) {
  return Object.entries(subject)[0].join(":");
}

/** Makes an element lead to a subject of the evidence, by click and, where it is no button, by Enter and Space. */
export function leadsTo(element, subject, onOpen) {
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
export function opens(element, subject, onOpen) {
  filled(element, { "aria-expanded": "false", "aria-controls": "evidence" }, []);
  return leadsTo(element, subject, onOpen);
}

/** One claim id that opens its evidence. @param {string} id @param {OnOpen} onOpen */
function claimChip(id, onOpen) {
  const chip = make(
    "button",
    { type: "button", class: "chip", "data-claim": id, "aria-label": say("claim.open", { claim: id }) },
    id,
  );
  return opens(chip, { claim: id }, onOpen);
}

/** @param {string[]} ids @param {OnOpen} onOpen */
export function claimChips(ids, onOpen) {
  return ids.flatMap((id) => [" ", claimChip(id, onOpen)]);
}
