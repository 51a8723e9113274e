// The same for an app that keeps no secret: its name alone, and PKCE. Refreshing and revoking too.

import * as client from 'openid-client';
import { CLIENT_ID, Person, USER, asks, discovers, refused, tell } from './person.mjs';

const config = await discovers(CLIENT_ID, undefined, client.None());
const { answer, checks } = await asks(config, new Person().allows);
const first = await client.authorizationCodeGrant(config, answer, checks);
const user = await client.fetchProtectedResource(config, first.access_token, USER, 'GET');
const second = await client.refreshTokenGrant(config, first.refresh_token);

// Revoking the refresh token ends all that came from this sign-in (RFC 7009 §2.1).
await client.tokenRevocation(config, second.refresh_token);
const ended = await refused(
  client.ResponseBodyError,
  client.refreshTokenGrant(config, second.refresh_token),
);

tell({ first, user: await user.json(), second, ended });
