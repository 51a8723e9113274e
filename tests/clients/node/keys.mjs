// openid-client with the set of keys that it kept from an earlier day: it verifies a fresh ID token with it, or fetches
// the set once more where it may.

import * as client from 'openid-client';
import { CLIENT_ID, CLIENT_SECRET, Person, asks, connects, tell } from './person.mjs';

const { KEPT, AGE } = process.env;

let fetched = 0;
function counts(config) {
  config[client.customFetch] = (url, options) => {
    if (url.endsWith('/oauth/jwks')) fetched += 1;
    return fetch(url, options);
  };
}

const config = await connects(CLIENT_ID, CLIENT_SECRET, [counts]);
if (KEPT !== undefined) {
  client.setJwksCache(config, { jwks: JSON.parse(KEPT), uat: Math.floor(Date.now() / 1000) - Number(AGE) });
}
const { answer, checks } = await asks(config, new Person().allows, { scope: 'openid' });
try {
  const tokens = await client.authorizationCodeGrant(config, answer, checks);
  const [header] = tokens.id_token.split('.');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
  tell({ kid, fetched, jwks: client.getJwksCache(config).jwks });
} catch (error) {
  if (!(error instanceof client.ClientError)) throw error;
  tell({ refused: error.code, fetched });
}
