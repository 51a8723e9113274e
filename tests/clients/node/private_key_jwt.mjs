// An app that signs in place of a secret (private_key_jwt), and is told about people by ID tokens and userinfo that the
// platform signed as the app was registered for.

import * as client from 'openid-client';
import { CLIENT_ID, PLATFORM, Person, asks, refused, tell } from './person.mjs';

const { NOW, ALG, KID, PKCS8 } = process.env;
const KINDS = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
};

const person = new Person();
const document = Buffer.from(PKCS8, 'base64');
const key = await crypto.subtle.importKey('pkcs8', document, KINDS[ALG], false, ['sign']);

async function connects(authentication) {
  const about = {
    id_token_signed_response_alg: ALG,
    userinfo_signed_response_alg: ALG,
    // The platform of the test lives in a year of its own.
    [client.clockSkew]: Number(NOW) - Math.floor(Date.now() / 1000),
    [client.clockTolerance]: 30,
  };
  const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks];
  return client.discovery(new URL(PLATFORM), CLIENT_ID, about, authentication, { execute });
}

const config = await connects(client.PrivateKeyJwt({ key, kid: KID }));
const { answer, checks } = await asks(config, person.allows, { scope: 'openid profile' });
const token = await client.authorizationCodeGrant(config, answer, { ...checks, idTokenExpected: true });
const userinfo = await client.fetchUserInfo(config, token.access_token, token.claims().sub);
const looked = await client.tokenIntrospection(config, token.access_token);
await client.tokenRevocation(config, token.access_token);
const afterRevocation = await client.tokenIntrospection(config, token.access_token);

// Signed by nobody's key.
const { privateKey } = await crypto.subtle.generateKey(KINDS.ES256, false, ['sign', 'verify']);
const wrong = await connects(client.PrivateKeyJwt({ key: privateKey, kid: KID }));
const wrongKey = await refused(client.ResponseBodyError, client.clientCredentialsGrant(wrong));
const secret = await connects(client.ClientSecretPost('0123456789'));
const withSecret = await refused(client.ResponseBodyError, client.clientCredentialsGrant(secret));

tell({ server: config.serverMetadata(), claims: token.claims(), userinfo, looked, afterRevocation, wrongKey, withSecret });
