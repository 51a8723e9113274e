// Reads an ID token and checks it as an app's library does (OpenID Connect Core §3.1.3.7), as far as the demo needs it.

const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const decoded = (part) => JSON.parse(new TextDecoder().decode(bytesOf(part)));

/** Whether one of the published keys made the signature (RFC 7515 §5.2), by the algorithm that every app gets at first. */
async function isSigned([header, claims, signature]) {
  const { alg, kid } = decoded(header);
  const { keys } = await (await fetch("/oauth/jwks")).json();
  const jwk = keys.find((key) => key.kid === kid && key.alg === alg);
  if (alg !== "RS256" || !jwk) return false;
  const how = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, how, false, ["verify"]);
  return crypto.subtle.verify(how, key, bytesOf(signature), new TextEncoder().encode(`${header}.${claims}`));
}

/** Its claims, and whether they are to be believed: from this server, for this app, for this request, and in time. */
export async function readIdToken(token, { url, nonce }) {
  const parts = token.split(".");
  const claims = decoded(parts[1]);
  const clientId = new URL(url).searchParams.get("client_id");
  const isOurs = claims.iss === location.origin && claims.aud === clientId && claims.nonce === nonce;
  const isGood = isOurs && claims.exp > Date.now() / 1000 && (await isSigned(parts));
  return { claims, isGood };
}
