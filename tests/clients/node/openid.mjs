// OpenID Connect by discovery alone: code with PKCE and nonce, the ID token verified by the published keys, userinfo,
// and a refresh.

import * as client from 'openid-client';
import { CLIENT_ID, CLIENT_SECRET, Person, asks, connects, refused, tell } from './person.mjs';

const person = new Person();
const config = await connects(CLIENT_ID, CLIENT_SECRET);
const scope = 'openid profile email offline_access';
const expectedNonce = client.randomNonce();
const { answer, checks } = await asks(config, person.allows, { scope, nonce: expectedNonce });
const first = await client.authorizationCodeGrant(config, answer, {
  ...checks,
  expectedNonce,
  idTokenExpected: true,
  maxAge: 3600,
});
const { sub } = first.claims();
const userinfo = await client.fetchUserInfo(config, first.access_token, sub);
const second = await client.refreshTokenGrant(config, first.refresh_token);

// A nonce of somebody else's: the library refuses what the platform gave.
const other = await asks(config, person.allows, { scope: 'openid', nonce: client.randomNonce() });
const foreignNonce = await refused(
  client.ClientError,
  client.authorizationCodeGrant(config, other.answer, { ...other.checks, expectedNonce }),
);

// Without the scope there is no ID token, and nothing to ask about.
const plain = await asks(config, person.allows, { scope: 'email' });
const token = await client.authorizationCodeGrant(config, plain.answer, plain.checks);
const noUserinfo = await refused(
  client.WWWAuthenticateChallengeError,
  client.fetchUserInfo(config, token.access_token, client.skipSubjectCheck),
);

tell({
  answer: answer.search,
  first,
  claims: first.claims(),
  userinfo,
  second,
  again: second.claims(),
  foreignNonce,
  token,
  noUserinfo,
});
