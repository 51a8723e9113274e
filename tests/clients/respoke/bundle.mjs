// Makes one script for pages out of the browser library and all that it requires, as docs/broker.md has it.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const made = await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['respoke/index.js'],
  bundle: true,
  globalName: 'respoke',
  alias: { 'socket.io-client': 'socket.io-client/dist/socket.io.js' },
  write: false,
});
console.log(JSON.stringify({ script: made.outputFiles[0].text }));
