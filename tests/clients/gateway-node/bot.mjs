import { io } from 'socket.io-client';

const client = 'facebook';
const socket = io(process.env.GATEWAY);

// Again after each reconnection: a token ends with its connection.
socket.on('connect', async () => {
  const { auth_token } = await socket.emitWithAck('identify', { client, secret: process.env.SECRET });
  const { session_id } = await socket.emitWithAck('handshake', { client, auth_token, token: 'ada@example.org' });
  socket.emit('request', { client, auth_token, session_id, type: 'message', text: 'Hello' });
});
socket.on('response', ({ type, attachments }) => {
  if (type !== 'message') return; // `start` or `end`
  console.log(JSON.stringify(attachments));
  socket.disconnect();
});
socket.on('event', ({ success, message }) => {
  if (!success) throw new Error(message);
});
