// Says on the board that what it shows may not be what it should be: the page around it reports that contact with the
// server is lost, and what an update of the files leaves out.

import { make, setText } from "./dom.js";
import { say } from "./words.js";

export class Notices {
  constructor() {
    this.lost = "";
    this.gone = "";
    this.notice = make("p", { class: "notice", role: "alert" });
    document.body.append(this.notice);
  }

  /** Shows since when there has been no contact, as the page writes the time; takes the notice away at null. */
  tellContact(since) {
    this.lost = since === null ? "" : say("notice.contact", { since });
    this.show();
  }

  /** Shows what an update leaves out, in the page's words; takes the notice away when they are empty. */
  tellGone(text) {
    this.gone = text;
    this.show();
  }

  show() {
    setText(this.notice, [this.lost, this.gone].filter(Boolean).join(" "));
  }
}
