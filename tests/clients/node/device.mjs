// The device grant by discovery alone: one that somebody allows, with an ID token and a refresh, and one that they refuse.

import * as client from 'openid-client';
import { CLIENT_ID, PLATFORM, Person, refused, tell } from './person.mjs';

// The platform of the test lives in a year of its own.
const clockSkew = Number(process.env.NOW) - Math.floor(Date.now() / 1000);
const about = { [client.clockSkew]: clockSkew, [client.clockTolerance]: 30 };
const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks];
const config = await client.discovery(new URL(PLATFORM), CLIENT_ID, about, client.None(), { execute });
const person = new Person();

const codes = await client.initiateDeviceAuthorization(config, { scope: 'openid email' });
await person.decides(codes.verification_uri_complete, 'Allow');
const first = await client.pollDeviceAuthorizationGrant(config, codes);
const { sub } = first.claims();
const userinfo = await client.fetchUserInfo(config, first.access_token, sub);
const second = await client.refreshTokenGrant(config, first.refresh_token);

const others = await client.initiateDeviceAuthorization(config, { scope: 'openid' });
await person.decides(others.verification_uri, "Don't Allow", others.user_code.toLowerCase());
const denied = await refused(client.ResponseBodyError, client.pollDeviceAuthorizationGrant(config, others));

tell({ codes, claims: first.claims(), userinfo, again: second.claims(), denied });
