// An app's own server that is connected with its App-Secret and never looks back: the library connects again by
// itself. Each time that it is connected, it says so at the address of the test.

import Respoke from 'respoke-admin';

const told = process.env;
const client = new Respoke({ baseURL: `${told.PLATFORM}/v1`, 'App-Secret': told.CLIENT_SECRET });
const heard = [];
const connections = new Set();

// While there is no server, each try is an error.
client.on('error', (error) => heard.push(`error: ${error.message ?? error}`));
client.on('disconnect', () => heard.push('disconnect'));
client.on('connect', async () => {
  heard.push('connect');
  connections.add(client.connectionId);
  await fetch(`${told.TELLS}/${connections.size}`);
  if (connections.size < Number(told.TIMES)) return;
  await client.close();
  console.log(JSON.stringify({ heard, endpointId: client.endpointId }));
  process.exit();
});
client.auth.connect({ endpointId: 'huddle' });
