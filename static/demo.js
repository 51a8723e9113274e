// The demo's page: opens the flows, reads the answer as a program would, and calls the API with it.
// Words stand in the page; here only texts from answers are put into it, as text.
"use strict";

const POLL_MS = 150;
const LANDED = /\/platform\/oauth\/auth_(success|failed)$/;
const ASKED_KEY = "vestibule-demo-asked";

const all = (selector) => [...document.querySelectorAll(selector)];

/** Shows one of the outcomes and hides the others. */
function show(state) {
  for (const section of all("[data-state]")) section.hidden = section.dataset.state !== state;
}

/** Puts a text wherever the page has a place for it. */
function put(place, text) {
  for (const element of all(`[data-show="${place}"]`)) element.textContent = text;
}

/** Shows the good news, or the others. */
function judge(what, isGood) {
  for (const part of all(`[data-${what}]`)) part.hidden = (part.dataset[what] === "good") !== isGood;
}

/** The fields of an answer, one on a line. */
const listed = (answer) => [...answer].map(([name, value]) => `${name} = ${value}`).join("\n");

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Shows who signed in, if that is to be believed. */
async function showIdToken(token, asked) {
  const { readIdToken } = await import("/static/id_token.js");
  const { claims, isGood } = await readIdToken(token, asked);
  put("claims", JSON.stringify(claims, null, 2));
  judge("signature", isGood);
  document.querySelector("[data-openid]").hidden = false;
}

/** Asks the API whom the token stands for. */
async function callApi(token, path) {
  const response = await fetch(path, { headers: { Authorization: `Bearer ${token}` } });
  const text = await response.text();
  let user = null;
  try {
    user = JSON.parse(text);
  } catch {
    // Not JSON: shown as it came.
  }
  put("user", user ? JSON.stringify(user, null, 2) : text);
  put("name", user?.name ?? "");
  judge("api", response.ok);
}

/** Trades a code for tokens (RFC 6749 §4.1.3). */
async function trade(code, asked) {
  const question = new URL(asked.url).searchParams;
  const fields = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: question.get("client_id"),
    code,
    redirect_uri: question.get("redirect_uri"),
    code_verifier: asked.verifier,
  });
  put("exchange", `POST /platform/oauth/request_token\n\n${listed(fields)}`);
  document.querySelector("[data-exchange]").hidden = false;
  const response = await fetch("/platform/oauth/request_token", { method: "POST", body: fields });
  const tokens = await response.json();
  put("tokens", JSON.stringify(tokens, null, 2));
  return tokens;
}

/** Shows an answer: the fields that came in the address. */
async function take(fields, asked) {
  const answer = new URLSearchParams(fields);
  const code = answer.get("code");
  put("answer", listed(answer));
  const tokens = code && asked?.verifier ? await trade(code, asked) : Object.fromEntries(answer);
  const token = tokens.access_token;
  const path = tokens.id_token ? "/oauth/userinfo" : "/api/user";
  put("token", token ?? "TOKEN");
  put("path", path);
  if (tokens.id_token) await showIdToken(tokens.id_token, asked);
  show(token ? "allowed" : "refused");
  document.querySelector("[data-state]:not([hidden]) h2").focus();
  if (token) await callApi(token, path);
}

const takeOrSay = (fields, asked) => take(fields, asked).catch((fault) => put("user", String(fault)));

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
    takeOrSay(hash.slice(1));
  }, POLL_MS);
  return true;
}

/** Binds the answer to this browser by a state nobody can guess (RFC 6749 §10.12). */
function goAndComeBack(link) {
  const state = crypto.randomUUID();
  const url = `${link.href}&state=${state}`;
  sessionStorage.setItem(ASKED_KEY, JSON.stringify({ state, url, ...link.dataset }));
  location.assign(url);
}

/** A verifier that stays here, and its hash for the request (RFC 7636 §4.2); a nonce for the ID token. */
async function prepareCode(link) {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  link.dataset.verifier = verifier;
  link.href += `&code_challenge=${base64url(new Uint8Array(digest))}&code_challenge_method=S256`;
  if (link.dataset.flow === "openid") {
    link.dataset.nonce = crypto.randomUUID();
    link.href += `&nonce=${link.dataset.nonce}`;
  }
  const card = link.closest("section");
  card.querySelector("pre code").textContent = `GET ${link.href}`;
  card.hidden = false;
}

for (const link of all("a[data-flow]")) {
  if (link.closest("[hidden]")) prepareCode(link);
  link.addEventListener("click", (event) => {
    if (link.dataset.flow === "desktop") {
      if (openWindow(link.href)) event.preventDefault();
    } else {
      event.preventDefault();
      goAndComeBack(link);
    }
  });
}

/** On the way back the answer is in our own address: read it, then take it out of there. */
function arrive() {
  const fields = location.hash.length > 1 ? location.hash.slice(1) : location.search.slice(1);
  if (!fields) return;
  history.replaceState(null, "", location.pathname);
  const asked = JSON.parse(sessionStorage.getItem(ASKED_KEY));
  sessionStorage.removeItem(ASKED_KEY);
  const given = new URLSearchParams(fields).get("state");
  // Without a script on the way out there was no state, and there is none to compare.
  if (given === (asked?.state ?? null)) takeOrSay(fields, asked);
  else show("strange");
}

arrive();
