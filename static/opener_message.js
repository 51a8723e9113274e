// Tells the result to the page that opened this window, if it is still there and of the one origin that may
// read it, and closes the window. Where that does not work the page's words stay.
"use strict";

const { origin, message } = document.querySelector("[data-message]").dataset;
if (window.opener) {
  window.opener.postMessage(message, origin);
  window.close();
}
