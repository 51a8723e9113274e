// Discovery, then the authorization code grant with PKCE, state and issuer, for an app that keeps a secret.

import * as client from 'openid-client';
import { CLIENT_ID, CLIENT_SECRET, Person, USER, asks, discovers, refused, tell } from './person.mjs';

const person = new Person();
const config = await discovers(CLIENT_ID, CLIENT_SECRET);

const { answer, checks } = await asks(config, person.allows);
const token = await client.authorizationCodeGrant(config, answer, checks);
const user = await client.fetchProtectedResource(config, token.access_token, USER, 'GET');

// The same with the secret in a header, as RFC 6749 §2.3.1 prefers it.
const byHeader = await discovers(CLIENT_ID, undefined, client.ClientSecretBasic(CLIENT_SECRET));
const again = await asks(byHeader, person.allows);
const headerToken = await client.authorizationCodeGrant(byHeader, again.answer, again.checks);

// The code a second time: refused, and what the first time brought has ended.
const secondUse = await refused(
  client.ResponseBodyError,
  client.authorizationCodeGrant(byHeader, again.answer, again.checks),
);

const wrong = await discovers(CLIENT_ID, `${CLIENT_SECRET}x`);
const third = await asks(wrong, person.allows);
const wrongSecret = await refused(
  client.ResponseBodyError,
  client.authorizationCodeGrant(wrong, third.answer, third.checks),
);
const wrongHeader = await discovers(CLIENT_ID, undefined, client.ClientSecretBasic(`${CLIENT_SECRET}x`));
const challenged = await refused(
  client.WWWAuthenticateChallengeError,
  client.authorizationCodeGrant(wrongHeader, third.answer, third.checks),
);
const wrongVerifier = await refused(
  client.ResponseBodyError,
  client.authorizationCodeGrant(config, third.answer, {
    ...third.checks,
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
  }),
);

const denied = await asks(config, person.refuses, { prompt: 'consent' });
const accessDenied = await refused(
  client.AuthorizationResponseError,
  client.authorizationCodeGrant(config, denied.answer, denied.checks),
);
const foreignState = await refused(
  client.ClientError,
  client.authorizationCodeGrant(config, answer, denied.checks),
);

tell({
  server: config.serverMetadata(),
  token,
  user: await user.json(),
  headerToken,
  secondUse,
  wrongSecret,
  challenged,
  wrongVerifier,
  accessDenied,
  foreignState,
});
