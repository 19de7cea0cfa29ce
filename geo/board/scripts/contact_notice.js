// Says on the board that what it shows may be old: the page around it reports when contact with the server is lost.

import { make, setText } from "./dom.js";
import { say } from "./words.js";

export class ContactNotice {
  constructor() {
    this.notice = make("p", { class: "contact", role: "alert" });
    document.body.append(this.notice);
  }

  /** Shows since when there has been no contact, as the page writes the time; takes the notice away at null. */
  show(since) {
    setText(this.notice, since === null ? "" : say("contact.lost", { since }));
  }
}
