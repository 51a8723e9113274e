// The life of a socket client, with every refusal that it may meet, on one connection, a second and a third.

import { Line, protocol } from './line.mjs';

const { CLIENT: client, SECRET: secret, USER_TOKEN: token } = process.env;
const user = { client, token };
const other = { client, token: 'kirk@enterprise.example' };
const foreign = 'x'.repeat(40);
const said = { protocol };

const line = new Line();
await line.arrives();

said.handshakeBefore = await line.asks('handshake', user);
said.requestBefore = await line.asks('request', { client, auth_token: foreign, session_id: foreign, text: 'Hello' });
said.wrongSecret = await line.asks('identify', { client, secret: `${secret}x` });
said.unknownName = await line.asks('identify', { client: 'nobody', secret });
said.identify = await line.asks('identify', { client, secret });
const { auth_token } = said.identify.event;

said.handshake = await line.asks('handshake', { ...user, auth_token });
said.withoutToken = await line.asks('handshake', user);
said.otherUser = await line.asks('handshake', { ...other, auth_token });
const { session_id } = said.handshake.event;
const request = { client, auth_token, session_id, text: 'Hello' };
said.ping = await line.pings(request);

// The secret is refused from now on; that is no way to sign somebody out.
said.secretOnRequest = await line.asks('request', { ...request, secret });
said.secretOnHandshake = await line.asks('handshake', { ...user, auth_token, secret });
said.secretOnIdentify = await line.asks('identify', { client, secret });
said.stillGood = await line.pings(request);

said.wrongToken = await line.asks('request', { ...request, auth_token: foreign });
said.wrongTokenOnHandshake = await line.asks('handshake', { ...user, auth_token: foreign });
said.noUserToken = await line.asks('handshake', { client, auth_token });
said.wrongClient = await line.asks('request', { ...request, client: 'nobody' });
said.wrongSession = await line.asks('request', { ...request, session_id: foreign });
said.wrongType = await line.asks('request', { ...request, type: 'dance' });
said.noText = await line.asks('request', { client, auth_token, session_id });
said.emptyPing = await line.asks('request', { type: 'ping' });
said.noHandler = await line.asks('request', request);

// What is no object has none of the members.
said.empty = await line.asks('request', {});
said.nothing = await line.asks('request');
said.null = await line.asks('request', null);
said.list = await line.asks('request', [request]);
said.number = await line.asks('request', 42);
said.string = await line.asks('request', 'Hello');
said.bytes = await line.asks('request', Buffer.from('Hello'));

// A new connection: nothing of the old one is good there but the session.
said.left = await line.leaves();
line.socket.connect();
said.transport = await line.arrives();
said.oldToken = await line.asks('request', request);
said.identifyAgain = await line.tells('identify', { client, secret });
said.oldTokenAgain = await line.tells('request', request);
const again = { ...request, auth_token: said.identifyAgain.event.auth_token };
said.oldSession = await line.pings(again);
said.handshakeAgain = await line.tells('handshake', { ...user, auth_token: again.auth_token });

// Too large: the gateway hangs up, and the library comes back.
line.socket.emit('request', { ...again, text: 'x'.repeat(200_000) });
said.cutOff = await line.isCutOff();
await line.arrives();
said.afterCutOff = await line.tells('handshake', user);

await line.leaves();
said.unread = line.unread();
console.log(JSON.stringify(said));
