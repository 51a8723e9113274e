// What happens to a token: refreshed, looked at by its app, by an API and by a stranger, and revoked.

import * as client from 'openid-client';
import { CLIENT_ID, CLIENT_SECRET, Person, USER, asks, discovers, refused, tell } from './person.mjs';

const { API_ID, API_SECRET, STRANGER_ID, STRANGER_SECRET } = process.env;

const config = await discovers(CLIENT_ID, CLIENT_SECRET);
const api = await discovers(API_ID, undefined, client.ClientSecretBasic(API_SECRET));
const stranger = await discovers(STRANGER_ID, STRANGER_SECRET);

const { answer, checks } = await asks(config, new Person().allows);
const first = await client.authorizationCodeGrant(config, answer, checks);
const second = await client.refreshTokenGrant(config, first.refresh_token);
const looked = {
  byItsApp: await client.tokenIntrospection(config, second.access_token),
  byTheApi: await client.tokenIntrospection(api, second.access_token),
  byAStranger: await client.tokenIntrospection(stranger, second.access_token),
};

// A stranger's word ends nothing.
await client.tokenRevocation(stranger, second.access_token);
const afterAStranger = await client.tokenIntrospection(api, second.access_token);

await client.tokenRevocation(config, second.access_token, { token_type_hint: 'access_token' });
const afterRevocation = await client.tokenIntrospection(api, second.access_token);
const useless = await refused(
  client.WWWAuthenticateChallengeError,
  client.fetchProtectedResource(config, second.access_token, USER, 'GET'),
);

// That one only: its refresh token still brings another.
const third = await client.refreshTokenGrant(config, second.refresh_token);

const wrong = await discovers(CLIENT_ID, `${CLIENT_SECRET}x`);
const wrongSecret = await refused(
  client.ResponseBodyError,
  client.tokenIntrospection(wrong, third.access_token),
);

tell({ first, second, third, looked, afterAStranger, afterRevocation, useless, wrongSecret });
