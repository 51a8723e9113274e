// A program that runs in a browser alone, on hello.js: it asks for a token by the implicit grant, in a window of
// its own or in its own page, and reads with it, from its own origin, whom the token stands for.
'use strict';

const told = new URLSearchParams(location.search);
const platform = told.get('platform');

hello.init({
  vestibule: {
    id: told.get('client_id'),
    name: 'Vestibule',
    oauth: { version: 2, auth: `${platform}/platform/oauth/authorize` },
    scope: { basic: 'basic', email: 'email' },
    base: `${platform}/api/`,
    get: { me: 'user' },
    // As in the library's own modules: the token goes into a header, not into the address.
    xhr(request, query) {
      request.headers = { Authorization: `Bearer ${query.access_token}` };
      delete query.access_token;
      return true;
    },
  },
}, { redirect_uri: '/redirect.html', scope: 'basic, email' });

const vestibule = hello('vestibule');

function say(words) {
  document.getElementById('said').textContent = words;
}

async function ask() {
  try {
    const user = await vestibule.api('me');
    say(`The token belongs to ${user.name}, ${user.email}.`);
  } catch (refusal) {
    say(`Refused by the API: ${refusal.error.message}`);
  }
}

async function signIn(display) {
  try {
    await vestibule.login({ display });
    await ask();
  } catch (refusal) {
    say(`Refused: ${refusal.error.code}: ${refusal.error.message}`);
  }
}

document.getElementById('window').addEventListener('click', () => signIn('popup'));
document.getElementById('here').addEventListener('click', () => signIn('page'));
document.getElementById('ask').addEventListener('click', ask);

// Back from signing in here: the library has kept what it got.
if (vestibule.getAuthResponse()) ask();
