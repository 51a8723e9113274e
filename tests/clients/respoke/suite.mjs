// Runs the functional suite that ships inside respoke-admin, as it came, but for the cases that need a socket.

import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';
import Respoke from 'respoke-admin';

const told = process.env;
const baseURL = `${told.PLATFORM}/v1`;
const appId = told.APP_UUID;

/** Each of them connects before or while it looks at something: `auth.connect()` of the library opens a socket. */
const NEEDS_A_SOCKET = new RegExp([
  'obtains a tokenId that another client can use to connect to respoke',
  'when using App-Secret to connect via web socket',
  // Messages, presence and groups, which this platform does not offer.
  'Respoke functional Messaging and Groups',
].join('|'));

const role = await new Respoke({ baseURL, 'App-Secret': told.CLIENT_SECRET })
  .roles.create({ appId, name: 'blank' });

// Read by the suite's own spec/helpers.js.
process.env.TEST_CONFIG = JSON.stringify({
  baseURL,
  auth: { username: told.USER_NAME, password: told.USER_PASSWORD },
  appId,
  appSecret: told.CLIENT_SECRET,
  roleId: role.id,
  role: { appId, name: role.name },
});

const said = { passed: [], failed: [], leftOut: [] };

function collects(runner) {
  runner.suite.eachTest((test) => {
    if (NEEDS_A_SOCKET.test(test.fullTitle())) said.leftOut.push(test.fullTitle());
  });
  runner.on('pass', (test) => said.passed.push(test.fullTitle()));
  // Also what goes wrong before or after a case.
  runner.on('fail', (test, error) => said.failed.push(`${test.fullTitle()}: ${error.message}`));
}

const suite = new URL('node_modules/respoke-admin/spec/functional/client.spec.js', import.meta.url);
new Mocha({ reporter: collects })
  .grep(NEEDS_A_SOCKET)
  .invert()
  .addFile(fileURLToPath(suite))
  .run(() => console.log(JSON.stringify(said)));
