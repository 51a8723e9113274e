// A connection of the library that the test names: it hears every answer, and nothing stays unanswered for long.

const { GATEWAY, LIBRARY, TRANSPORT } = process.env;
const TRANSPORTS = { polling: ['polling'], websocket: ['websocket'], upgrade: ['polling', 'websocket'] };
const PATIENCE = 5_000;
const LIFETIME = 50_000;

const library = await import(LIBRARY);
const io = library.default;
export const protocol = library.protocol ?? io.protocol;

setTimeout(() => {
  console.error(`not at the end after ${LIFETIME} ms`);
  process.exit(1);
}, LIFETIME).unref();

/** What `promise` brings; silence is an error. */
function answered(what, promise) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: silence`)), PATIENCE);
  });
  return Promise.race([promise, silence]).finally(() => clearTimeout(timer));
}

export class Line {
  // By the name of the event: what came before somebody asked for it, and who asked before it came.
  #come = {};
  #waiting = {};

  constructor() {
    this.socket = io(GATEWAY, {
      transports: TRANSPORTS[TRANSPORT],
      forceNew: true,
      reconnectionDelay: 100,
    });
    for (const name of ['connect', 'disconnect', 'event', 'response']) {
      this.#come[name] = [];
      this.#waiting[name] = [];
      this.socket.on(name, (value) => this.#comes(name, value));
    }
  }

  #comes(name, value) {
    const waiting = this.#waiting[name].shift();
    if (waiting) waiting(value);
    else this.#come[name].push(value);
  }

  /** The next event of this name. */
  next(name) {
    const come = this.#come[name];
    const promise = new Promise((resolve) => {
      if (come.length > 0) resolve(come.shift());
      else this.#waiting[name].push(resolve);
    });
    return answered(name, promise);
  }

  /** Events that nobody asked for. */
  unread() {
    return [...this.#come.event, ...this.#come.response];
  }

  /** Connected, and by the transport that the test wants in the end. */
  async arrives() {
    await this.next('connect');
    const { engine } = this.socket.io;
    if (TRANSPORT === 'upgrade' && engine.transport.name !== 'websocket') {
      await answered('upgrade', new Promise((resolve) => engine.once('upgrade', resolve)));
    }
    return engine.transport.name;
  }

  /** Sends it and asks for an acknowledgement: that, and the event beside it. */
  async asks(name, ...sent) {
    const promise = new Promise((resolve) => {
      this.socket.emit(name, ...sent, (...given) => resolve(given));
    });
    const acknowledged = await answered(`acknowledgement of ${name}`, promise);
    return { acknowledged, event: await this.next('event') };
  }

  /** The same without an acknowledgement. */
  async tells(name, ...sent) {
    this.socket.emit(name, ...sent);
    return { event: await this.next('event') };
  }

  /** What `response` brings is there too. */
  async pings(request) {
    const answer = await this.asks('request', { ...request, type: 'ping' });
    return { ...answer, response: await this.next('response') };
  }

  /** Disconnects through the library: the reason that it gives. */
  async leaves() {
    const { engine } = this.socket.io;
    this.socket.disconnect();
    await closed(engine);
    return this.next('disconnect');
  }

  /** The gateway hangs up: the reason that the library gives. It comes back by itself, unless it was told to leave. */
  async isCutOff() {
    const { engine } = this.socket.io;
    const reason = await this.next('disconnect');
    if (reason === 'io server disconnect') {
      await closed(engine);
      this.socket.connect();
    }
    return reason;
  }
}

/** Generations before the fourth take the end of an old connection for that of a new one, if that begins first. */
async function closed(engine) {
  if (engine.readyState === 'closed') return;
  await answered('close', new Promise((resolve) => engine.once('close', resolve)));
}
