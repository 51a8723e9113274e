// The demo's page: opens the flows, reads the answer as a program would, and calls the API with it.
// Words stand in the page; here only texts from answers are put into it, as text.
"use strict";

const POLL_MS = 150;
const LANDED = /\/platform\/oauth\/auth_(success|failed)$/;
const STATE_KEY = "vestibule-demo-state";

const all = (selector) => [...document.querySelectorAll(selector)];

/** Shows one of the outcomes and hides the others. */
function show(state) {
  for (const section of all("[data-state]")) section.hidden = section.dataset.state !== state;
}

/** Puts a text wherever the page has a place for it. */
function put(place, text) {
  for (const element of all(`[data-show="${place}"]`)) element.textContent = text;
}

/** The fields of an answer, one on a line. */
const listed = (answer) => [...answer].map(([name, value]) => `${name} = ${value}`).join("\n");

/** Asks the API whom the token stands for. */
async function callApi(token) {
  const response = await fetch("/api/user", { headers: { Authorization: `Bearer ${token}` } });
  const text = await response.text();
  let user = null;
  try {
    user = JSON.parse(text);
  } catch {
    // Not JSON: shown as it came.
  }
  put("user", user ? JSON.stringify(user, null, 2) : text);
  put("name", user?.name ?? "");
  for (const part of all("[data-api]")) part.hidden = (part.dataset.api === "good") !== response.ok;
}

/** Shows an answer: what stood behind the # of the address. */
function take(fragment) {
  const answer = new URLSearchParams(fragment.replace(/^#/, ""));
  const token = answer.get("access_token");
  put("answer", listed(answer));
  put("token", token ?? "TOKEN");
  show(token ? "allowed" : "refused");
  document.querySelector("[data-state]:not([hidden]) h2").focus();
  if (token) callApi(token).catch((fault) => put("user", String(fault)));
}

/** The desktop flow: a window of its own, whose address is watched. */
function openWindow(url) {
  const flow = window.open(url, "vestibule-demo", "popup,width=400,height=560");
  if (!flow) return false;
  show("waiting");
  const poll = setInterval(() => {
    if (flow.closed) {
      clearInterval(poll);
      return show("closed");
    }
    let place;
    try {
      place = flow.location;
      if (!LANDED.test(place.pathname)) return;
    } catch {
      return; // Between two pages, or on somebody else's.
    }
    clearInterval(poll);
    const { hash } = place;
    flow.close();
    take(hash);
  }, POLL_MS);
  return true;
}

/** The web flow: binds the answer to this browser by a state nobody can guess (RFC 6749 §10.12). */
function withState(url) {
  const state = crypto.randomUUID();
  sessionStorage.setItem(STATE_KEY, state);
  return `${url}&state=${state}`;
}

for (const link of all("a[data-flow]")) {
  link.addEventListener("click", (event) => {
    if (link.dataset.flow === "desktop") {
      if (openWindow(link.href)) event.preventDefault();
    } else {
      event.preventDefault();
      location.assign(withState(link.href));
    }
  });
}

/** On the way back the answer is in our own address: read it, then take it out of there. */
function arrive() {
  if (location.hash.length < 2) return;
  const { hash } = location;
  history.replaceState(null, "", location.pathname);
  const expected = sessionStorage.getItem(STATE_KEY);
  sessionStorage.removeItem(STATE_KEY);
  const given = new URLSearchParams(hash.slice(1)).get("state");
  // Without a script on the way out there was no state, and there is none to compare.
  if (given === expected) take(hash);
  else show("strange");
}

arrive();
