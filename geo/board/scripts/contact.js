// Says on the board itself that what it shows may be old: the page around it tells when contact with the server is lost.

class Contact {
  constructor() {
    this.notice = make("p", { class: "contact", role: "alert" });
    document.body.append(this.notice);
  }

  /** Shows since when there has been no contact, as the page writes the time; takes the notice away at null. */
  show(since) {
    setText(this.notice, since === null ? "" : say("contact.lost", { since }));
  }
}
