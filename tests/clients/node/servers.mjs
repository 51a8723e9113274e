// Two servers of one platform: one issues, the other tells the keys and whom the token stands for, and the reverse.

import * as client from 'openid-client';
import { CLIENT_ID, CLIENT_SECRET, PLATFORM, Person, asks, connects, tell } from './person.mjs';

const { OTHER } = process.env;
const person = new Person();

/** Signs in, where requests to these paths go to the other server. */
async function signsIn(elsewhere) {
  const asked = [];
  const config = await connects(CLIENT_ID, CLIENT_SECRET, [(config) => {
    config[client.customFetch] = (url, options) => {
      const { pathname } = new URL(url);
      const at = elsewhere.includes(pathname) ? OTHER : PLATFORM;
      asked.push(`${at === OTHER ? 'other' : 'one'} ${pathname}`);
      return fetch(new URL(pathname, at), options);
    };
  }]);
  const { answer, checks } = await asks(config, person.allows, { scope: 'openid profile' });
  const tokens = await client.authorizationCodeGrant(config, answer, checks);
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  return { asked, claims: tokens.claims(), userinfo };
}

tell({
  there: await signsIn(['/platform/oauth/request_token']),
  back: await signsIn(['/oauth/jwks', '/oauth/userinfo']),
});
