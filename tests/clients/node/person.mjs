// Plays the person: opens an address, signs in, presses a button, and stops where the answer leaves the platform.
// Also what all programs here share: what the test tells them, and the one line of JSON that they tell the test.

import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import * as client from 'openid-client';

// Node.js 18 has it, but not where libraries look for it.
globalThis.crypto ??= webcrypto;

const told = process.env;
export const PLATFORM = told.PLATFORM;
export const CLIENT_ID = told.CLIENT_ID;
export const CLIENT_SECRET = told.CLIENT_SECRET;
export const REDIRECT_URI = told.REDIRECT_URI;
export const USER = new URL('/api/user', PLATFORM);

/** What the program got: the last thing that it does. */
export function tell(said) {
  console.log(JSON.stringify(said));
}

/** The configuration that the library discovers for an app by RFC 8414; plain http is for this one machine. */
export function discovers(clientId, secretOrMetadata, authentication) {
  return client.discovery(new URL(PLATFORM), clientId, secretOrMetadata, authentication, {
    algorithm: 'oauth2',
    execute: [client.allowInsecureRequests],
  });
}

/** The same by OpenID Connect: ID tokens are verified by the keys that the platform publishes. */
export function connects(clientId, secret, more = []) {
  // The platform of a test may live in a year of its own.
  const clockSkew = told.NOW === undefined ? 0 : Number(told.NOW) - Math.floor(Date.now() / 1000);
  const about = { client_secret: secret, [client.clockSkew]: clockSkew, [client.clockTolerance]: 30 };
  const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks, ...more];
  return client.discovery(new URL(PLATFORM), clientId, about, undefined, { execute });
}

/** What `promise` must be rejected with: an error of this class, in the library's own words. */
export async function refused(ErrorClass, promise) {
  const error = await promise.then(() => assert.fail(`${ErrorClass.name} was expected`), (met) => met);
  if (!(error instanceof ErrorClass)) throw error;
  const { name, code, status, error: word, error_description } = error;
  return { name, code, status, error: word, error_description };
}

/** Asks for a code with PKCE and state: the address at which the program is answered, and what it checks there. */
export async function asks(config, decide, more = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'basic email',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    ...more,
  });
  return { answer: await decide(address), checks: { pkceCodeVerifier, expectedState } };
}

/** Somebody with a browser of their own, who has the name and the password that the test gives. */
export class Person {
  #cookies = new Map();

  allows = (address) => this.#decides(address, 'Allow');

  refuses = (address) => this.#decides(address, "Don't Allow");

  /** Where the address leads somebody who presses nothing. */
  follows = async (address) => (await this.#goes('GET', address)).address;

  async #decides(address, button) {
    let page = await this.#goes('GET', address);
    if (page.forms?.has('Sign in')) {
      page = await this.#presses(page, 'Sign in', { name: told.USER_NAME, password: told.USER_PASSWORD });
    }
    if (page.forms) page = await this.#presses(page, button, {});
    assert(!page.forms, `${button} led to another page`);
    return page.address;
  }

  /** At the page for devices, with the code of the address, and another typed over it where there is one. */
  async decides(address, button, typed) {
    let page = await this.#goes('GET', address);
    if (page.forms.has('Sign in')) {
      page = await this.#presses(page, 'Sign in', { name: told.USER_NAME, password: told.USER_PASSWORD });
    }
    const code = typed ?? new URL(address).searchParams.get('user_code');
    page = await this.#presses(page, 'Continue', { user_code: code });
    page = await this.#presses(page, button, {});
    assert(!page.forms.has(button) && !page.forms.has('Continue'), `${button} decided nothing`);
  }

  #presses({ address, forms }, button, typed) {
    const { action, fields } = forms.get(button);
    return this.#goes('POST', new URL(action, address), new URLSearchParams({ ...fields, ...typed }));
  }

  /** Follows redirects within the platform: a page with its forms, or the address elsewhere that the last leads to. */
  async #goes(method, address, body) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { method, body, headers: { cookie }, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split(/=(.*)/s);
      this.#cookies.set(name, value);
    }
    if (answer.status === 302 || answer.status === 303) {
      const next = new URL(answer.headers.get('location'), address);
      return next.origin === PLATFORM ? this.#goes('GET', next) : { address: next };
    }
    assert.equal(answer.status, 200);
    return { address, forms: formsByButton(await answer.text()) };
  }
}

/** For the words on each submit button of a page: where its form goes, and what is sent when it is pressed. */
function formsByButton(page) {
  const forms = new Map();
  for (const [, head, inside] of page.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)) {
    const hidden = [...inside.matchAll(/<input type="hidden"([^>]*)>/g)].map(([, tag]) => nameAndValue(tag));
    for (const [, tag, words] of inside.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)) {
      const pressed = attribute(tag, 'name') === undefined ? [] : [nameAndValue(tag)];
      const fields = Object.fromEntries([...hidden, ...pressed]);
      forms.set(plain(words).trim(), { action: attribute(head, 'action'), fields });
    }
  }
  return forms;
}

function nameAndValue(tag) {
  return [attribute(tag, 'name'), attribute(tag, 'value')];
}

function attribute(tag, name) {
  const value = tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1];
  return value === undefined ? undefined : plain(value);
}

function plain(html) {
  return html
    .replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
    .replace(/&(lt|gt|quot|amp);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name]);
}
