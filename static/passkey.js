// Passkeys (WebAuthn): asks the browser, puts its answer into the form and sends it. Without scripts, or where the browser
// knows no passkeys, its button is not there or leads to a page that says so.
"use strict";

const button = document.querySelector("[data-passkey]");
const { form } = button;
const failed = document.getElementById("passkey-failed");
const there = document.getElementById("passkey-there") ?? failed;
const options = JSON.parse(button.dataset.passkey);
const isNew = "user" in options;
let asking;
let isSent = false;

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  buffer &&
  btoa(Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const listed = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

const publicKey = { ...options, challenge: bytes(options.challenge) };
if (isNew) {
  publicKey.user = { ...options.user, id: bytes(options.user.id) };
  publicKey.excludeCredentials = listed(options.excludeCredentials);
} else {
  publicKey.allowCredentials = listed(options.allowCredentials);
}

function answerOf(credential) {
  const { response } = credential;
  const parts = isNew ? ["attestationObject", "clientDataJSON"] : ["authenticatorData", "clientDataJSON", "signature"];
  const answer = Object.fromEntries(parts.map((part) => [part, text(response[part])]));
  if (isNew) answer.transports = response.getTransports?.() ?? [];
  else if (response.userHandle) answer.userHandle = text(response.userHandle);
  const { credProps } = credential.getClientExtensionResults();
  const clientExtensionResults = isNew && credProps ? { credProps } : {};
  const { id, type } = credential;
  return { id, rawId: text(credential.rawId), type, response: answer, clientExtensionResults };
}

// One question at a time: the button ends what the browser offers in the name's field.
async function ask(mediation) {
  if (isSent) return;
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  failed.hidden = there.hidden = true;
  try {
    const wish = { publicKey, signal: mine.signal };
    const found = isNew ? navigator.credentials.create(wish) : navigator.credentials.get({ ...wish, ...mediation });
    const credential = await found;
    if (asking !== mine) return;
    form.elements.passkey.value = JSON.stringify(answerOf(credential));
    isSent = true;
    form.submit();
  } catch (fault) {
    if (asking !== mine || mediation) return;
    const note = fault.name === "InvalidStateError" ? there : failed;
    note.hidden = false;
    note.focus();
    offer();
  }
}

// A browser that never answers counts as one that says no.
const within = (answer) =>
  Promise.race([answer, new Promise((done) => setTimeout(done, 1000))]).catch(() => false);

// In the name's field, where the browser can.
async function offer() {
  asking = undefined;
  if (!("autofill" in button.dataset)) return;
  const can = await within(PublicKeyCredential.isConditionalMediationAvailable?.());
  if (can && !asking) ask({ mediation: "conditional" });
}

if (window.PublicKeyCredential && navigator.credentials) {
  button.hidden = false;
  const unknown = document.getElementById("passkey-unknown");
  if (unknown) unknown.hidden = true;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (!isNew || "bare" in button.dataset || form.reportValidity()) ask();
  });
  if (isNew && !("bare" in button.dataset)) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
  }
  // Back in a page that was sent.
  addEventListener("pageshow", (event) => {
    if (event.persisted) isSent = false;
  });
  offer();
}
