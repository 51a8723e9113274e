// `auth.connect()` of the admin library with each credential: what the library then knows, and how it hears of an end.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import Respoke from 'respoke-admin';

const told = process.env;
const baseURL = `${told.PLATFORM}/v1`;
const appId = told.APP_UUID;

/** Who a client is once it is connected. */
async function connects(client, options) {
  const connected = once(client, 'connect');
  client.auth.connect(options);
  await connected;
  return { endpointId: client.endpointId, connectionId: client.connectionId };
}

/** The words with which it is refused instead. */
async function refused(client, options) {
  const heard = new Promise((resolve, reject) => {
    client.on('error', resolve);
    client.on('connect', () => reject(new Error('it is connected')));
  });
  client.auth.connect(options);
  const error = await heard;
  return error.message ?? error;
}

/** What a call that is not offered is answered with. */
async function declined(promise) {
  const error = await promise.then(() => assert.fail('it is not refused'), (error) => error);
  return error.res;
}

const server = new Respoke({ baseURL, appId, 'App-Secret': told.CLIENT_SECRET });
const role = await server.roles.create({ appId, name: 'blank' });
const bySecret = await connects(server, { endpointId: 'huddle' });
const again = await server.wsCall('post', '/connections');

const { tokenId } = await server.auth.endpoint({ endpointId: 'spock@enterprise.com', roleId: role.id });
const user = new Respoke({ baseURL });
await user.auth.sessionToken({ tokenId });
const byToken = await connects(user);
const message = await declined(user.messages.send({ to: 'kirk', message: 'Fascinating.' }));
const presence = await declined(user.presence.set({ presence: 'available' }));
const group = await declined(user.groups.join({ groupId: 'bridge' }));

const admin = new Respoke({ baseURL, appId });
await admin.auth.admin({ username: told.USER_NAME, password: told.USER_PASSWORD });
const byAdmin = await connects(admin, { endpointId: 'operator' });

const strangers = {};
for (const [name, value] of [['App-Secret', 'x'], ['App-Token', tokenId], ['Admin-Token', tokenId]]) {
  strangers[name] = await refused(new Respoke({ baseURL, appId, [name]: value }), { endpointId: 'huddle' });
}

// The end of a session is the end of its socket; the others stay.
const ended = once(user, 'disconnect');
await user.wsCall('delete', '/session-tokens');
await ended;
const afterwards = await refused(user);
const stay = [server, admin].map((client) => client.socket.socket.connected);
await Promise.all([server.close(), admin.close()]);

console.log(JSON.stringify({
  bySecret, again, byToken, byAdmin, message, presence, group, strangers, afterwards, stay,
}));
// The library's own timers for the sockets that were refused would keep the program for minutes.
process.exit();
