// Makes one script for pages out of the browser library and all that it requires, each file as it was installed.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Its package.json names this file for browsers, and another for Node.
const FOR_BROWSERS = { 'socket.io-client': 'socket.io-client/dist/socket.io.js' };
const REQUIRED = /^[^/\n]*\brequire\('([^']+)'\)/gm;

const parts = [];
const numbers = new Map();

/** The number of the part that this file becomes. */
function add(file) {
  if (numbers.has(file)) return numbers.get(file);
  const number = numbers.size;
  numbers.set(file, number);
  const source = readFileSync(file, 'utf8');
  const { resolve } = createRequire(file);
  const required = {};
  for (const [, name] of source.matchAll(REQUIRED)) required[name] = add(resolve(FOR_BROWSERS[name] ?? name));
  parts[number] = `[${JSON.stringify(required)}, function (module, exports, require) {\n${source}\n}]`;
  return number;
}

const first = add(createRequire(import.meta.url).resolve('respoke'));
const script = `window.respoke = (function (parts) {
  const made = {};
  function part(number) {
    if (made[number]) return made[number].exports;
    const module = made[number] = { exports: {} };
    const [required, runs] = parts[number];
    runs.call(module.exports, module, module.exports, (name) => part(required[name]));
    return module.exports;
  }
  return part(${first});
})([${parts.join(',\n')}]);
`;
console.log(JSON.stringify({ script }));
