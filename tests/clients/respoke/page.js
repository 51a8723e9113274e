// A page of an app, at an origin of its own, on the browser library of the broker API. The test calls what stands
// here, and the library itself.
'use strict';

const platform = new URLSearchParams(location.search).get('platform');

/** A client of the library that keeps the names of its events. */
function makeClient() {
  const client = respoke.createClient({ baseURL: platform });
  client.heard = [];
  for (const name of ['connect', 'disconnect', 'reconnect']) client.listen(name, () => client.heard.push(name));
  return client;
}

/** From the app's own server; while that has none, the page asks again. */
function getNewToken(onSuccess) {
  fetch('/token', { method: 'POST' })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText))))
    .then(onSuccess, () => setTimeout(getNewToken, 200, onSuccess));
}

/** As the document on brokered authentication has it: every connection takes a new token. */
function reconnects(client) {
  client.listen('disconnect', function () {
    getNewToken(function onSuccess(token) {
      client.connect({
        token: token
      });
    });
  });
}

/** What a promise of the library became. */
async function outcome(promise) {
  try {
    return { resolved: (await promise) ?? null };
  } catch (error) {
    return { rejected: error.message };
  }
}

/** The App-Token of the last handshake, which the library tells nobody else. */
function appToken() {
  const asked = performance.getEntriesByType('resource').map(({ name }) => new URL(name));
  return asked.findLast(({ pathname }) => pathname === '/socket.io/1/').searchParams.get('app-token');
}

const client = makeClient();
