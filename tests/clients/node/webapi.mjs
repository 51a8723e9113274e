// oauth4webapi, step by step as its documentation has it: discovery, code with PKCE and nonce, the ID token verified by
// the published keys, userinfo, a refresh, and signing out.

import * as oauth from 'oauth4webapi';
import { CLIENT_ID, CLIENT_SECRET, PLATFORM, Person, REDIRECT_URI, refused, tell } from './person.mjs';

const plain = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(PLATFORM);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, plain));
const app = { client_id: CLIENT_ID };
const secret = oauth.ClientSecretBasic(CLIENT_SECRET);
const person = new Person();

/** Asks for a code: how the person's browser came back, and what is needed to trade it. */
async function asks(decide, more = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const address = new URL(server.authorization_endpoint);
  address.search = new URLSearchParams({
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid profile email',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...more,
  });
  return { landed: await decide(address), verifier, state, nonce };
}

async function trades({ landed, verifier, state, nonce: expectedNonce }) {
  const answer = oauth.validateAuthResponse(server, app, landed, state);
  const came = await oauth.authorizationCodeGrantRequest(server, app, secret, answer, REDIRECT_URI, verifier, plain);
  const checks = { expectedNonce, requireIdToken: true };
  const tokens = await oauth.processAuthorizationCodeResponse(server, app, came, checks);
  await oauth.validateApplicationLevelSignature(server, came, plain);
  return tokens;
}

async function refreshes(token) {
  const came = await oauth.refreshTokenGrantRequest(server, app, secret, token, plain);
  const tokens = await oauth.processRefreshTokenResponse(server, app, came);
  await oauth.validateApplicationLevelSignature(server, came, plain);
  return tokens;
}

const asked = await asks(person.allows);
const first = await trades(asked);
const claims = oauth.getValidatedIdTokenClaims(first);
const about = await oauth.userInfoRequest(server, app, first.access_token, plain);
const userinfo = await oauth.processUserInfoResponse(server, app, claims.sub, about);
const second = await refreshes(first.refresh_token);

const spent = await refused(oauth.ResponseBodyError, trades(asked));
const foreign = await asks(person.allows);
const foreignNonce = await refused(oauth.OperationProcessingError, trades({ ...foreign, nonce: asked.nonce }));

// Of that second sign-in, for the spent code ended the first.
const third = await trades(await asks(person.allows));
const leaving = new URL(server.end_session_endpoint);
leaving.search = new URLSearchParams({
  id_token_hint: third.id_token,
  post_logout_redirect_uri: process.env.BYE,
  state: 'see you',
});
const left = await person.follows(leaving);
const gone = await asks(person.follows, { prompt: 'none' });
const nobody = await refused(oauth.AuthorizationResponseError, trades(gone));
const ended = await refused(oauth.ResponseBodyError, refreshes(third.refresh_token));

tell({
  server,
  claims,
  userinfo,
  again: oauth.getValidatedIdTokenClaims(second),
  spent,
  foreignNonce,
  left,
  nobody,
  ended,
});
