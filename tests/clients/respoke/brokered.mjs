// What an app's server and its user's program do with the library, up to the point where it opens a socket.

import assert from 'node:assert/strict';
import Respoke from 'respoke-admin';

const told = process.env;
const baseURL = `${told.PLATFORM}/v1`;
const appId = told.APP_UUID;
const endpointId = 'spock@enterprise.com';

/** The status and body of the answer that `promise` is rejected with, in the library's own error. */
async function refused(promise) {
  const error = await promise.then(() => assert.fail('it is not refused'), (error) => error);
  assert.equal(error.name, 'UnexpectedServerResponseError', error.message);
  return { status: error.res.statusCode, body: error.res.body };
}

/** A call for which the library has no function of its own, with the credentials that it holds. */
function calls(client, method, path, body) {
  return new Promise((resolve, reject) => {
    client.request({ method, uri: baseURL + path, body }, (error, answer, body) =>
      error ? reject(error) : resolve({ status: answer.statusCode, body }));
  });
}

const server = new Respoke({ baseURL, appId, 'App-Secret': told.CLIENT_SECRET });
const role = await server.roles.create({ appId, name: 'caller', mediaRelay: true });
const seenRole = await server.roles.get({ appId, roleId: role.id });
const token = await server.auth.endpoint({ endpointId, roleId: role.id, ttl: 600 });

const user = new Respoke({ baseURL });
const session = await user.auth.sessionToken({ tokenId: token.tokenId });
assert.equal(user.tokens['App-Token'], session.token);
const secondUse = await refused(new Respoke({ baseURL }).auth.sessionToken({ tokenId: token.tokenId }));
const turn = await calls(user, 'POST', '/turn', {});

const admin = new Respoke({ baseURL, appId });
await admin.auth.admin({ username: told.USER_NAME, password: told.USER_PASSWORD });
const byAdmin = await admin.auth.endpoint({ endpointId, roleId: role.id });
const apps = await admin.apps.get();
const ownApp = await server.apps.get({ appId });

const stranger = new Respoke({ baseURL, appId, 'App-Secret': `${told.CLIENT_SECRET}x` });
const wrongSecret = await refused(stranger.auth.endpoint({ endpointId, roleId: role.id }));
const noCredential = await refused(new Respoke({ baseURL, appId }).auth.endpoint({ endpointId, roleId: role.id }));
const noRole = await refused(server.auth.endpoint({ endpointId }));
const allApps = await refused(server.apps.get());

const removed = await admin.roles.delete({ roleId: role.id });
const afterRemoval = await calls(user, 'POST', '/turn', {});
const removedTwice = await refused(admin.roles.delete({ roleId: role.id }));

console.log(JSON.stringify({
  role, seenRole, token, session, secondUse, turn, byAdmin, apps, ownApp,
  wrongSecret, noCredential, noRole, allApps, removed, afterRemoval, removedTwice,
}));
