// Military symbols for the bases on request: the style sheet swaps the pictures, the marks stay what they are.

class Symbols {
  constructor(labels) {
    this.labels = labels;
    this.on = false;
    this.note = make("p", { class: "rule", hidden: "" }, say("symbols.legend"));
    byId("legend").append(this.note);
  }

  toggle() {
    this.on = !this.on;
    document.body.toggleAttribute("data-symbols", this.on);
    this.note.hidden = !this.on;
    this.labels.place();
    setText(byId("announcer"), say(this.on ? "symbols.on" : "symbols.off"));
  }
}
