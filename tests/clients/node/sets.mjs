// OpenID Connect without a round trip: a code with an ID token in the same answer, and an ID token alone. The library
// checks signature, nonce and `c_hash`.

import * as client from 'openid-client';
import { CLIENT_ID, CLIENT_SECRET, PLATFORM, Person, asks, refused, tell } from './person.mjs';

const person = new Person();
// The platform of the test lives in a year of its own.
const clockSkew = Number(process.env.NOW) - Math.floor(Date.now() / 1000);

async function connects(asFlow) {
  const about = { client_secret: CLIENT_SECRET, [client.clockSkew]: clockSkew, [client.clockTolerance]: 30 };
  const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks, asFlow];
  return client.discovery(new URL(PLATFORM), CLIENT_ID, about, undefined, { execute });
}

const hybrid = await connects(client.useCodeIdTokenResponseType);
const expectedNonce = client.randomNonce();
const both = await asks(hybrid, person.allows, { scope: 'openid email', nonce: expectedNonce });
const code = await client.authorizationCodeGrant(hybrid, new URL(both.answer), { ...both.checks, expectedNonce });

// An ID token of one answer with the code of another: `c_hash` tells.
const other = await asks(hybrid, person.allows, { scope: 'openid email', nonce: expectedNonce });
const [first, second] = [both, other].map(({ answer }) => new URLSearchParams(answer.hash.slice(1)));
second.set('code', first.get('code'));
const mixed = new URL(other.answer);
mixed.hash = second.toString();
const foreignCode = await refused(
  client.ClientError,
  client.authorizationCodeGrant(hybrid, mixed, { ...other.checks, expectedNonce }),
);

const implicit = await connects(client.useIdTokenResponseType);
const alone = await asks(implicit, person.allows, { scope: 'openid email', nonce: expectedNonce });
const { expectedState } = alone.checks;
const claims = await client.implicitAuthentication(implicit, new URL(alone.answer), expectedNonce, { expectedState });

tell({ code: code.claims(), foreignCode, claims });
