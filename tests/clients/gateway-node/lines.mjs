// What GI's command-line client does: it identifies, shakes hands for its user, and sends each line under the user's own
// name as the session, the next one once the gateway has said `end`.

import { Line } from './line.mjs';

const { CLIENT: client, SECRET: secret, USER_TOKEN: user } = process.env;

const line = new Line();
await line.arrives();
const { auth_token } = (await line.tells('identify', { client, secret })).event;
const { session_id } = (await line.tells('handshake', { client, token: user })).event;

const heard = [];
for (const text of ['one', 'two', 'three', 'four', 'five']) {
  line.socket.emit('request', { client, auth_token, session_id: user, type: 'message', fast: true, text });
  let response;
  do {
    response = await line.next('response');
    heard.push(response);
  } while (response.type !== 'end');
}

await line.leaves();
console.log(JSON.stringify({ session_id, heard, unread: line.unread() }));
