// A page that signs people in on oidc-client-ts: code and PKCE, userinfo across origins, renewal by refresh token
// without leaving the page, and signing out.
'use strict';

// What the page is told comes once, in its first address.
const told = new URLSearchParams(sessionStorage.told ??= location.search);

const manager = new oidc.UserManager({
  authority: told.get('platform'),
  client_id: told.get('client_id'),
  redirect_uri: `${location.origin}/`,
  post_logout_redirect_uri: `${location.origin}/bye`,
  scope: 'openid profile email',
  loadUserInfo: true,
  automaticSilentRenew: false,
});

const say = (words) => document.getElementById('said').textContent = words;

/** Does it, and says what the library says where that is refused. */
async function tries(deed) {
  try {
    await deed();
  } catch (refusal) {
    say(`Refused: ${refusal.error ?? refusal.name}: ${refusal.error_description ?? refusal.message}`);
  }
}

const introduces = ({ profile }) => say(`${profile.name} is here, ${profile.email}.`);

const deeds = {
  in: () => manager.signinRedirect(),
  out: () => manager.signoutRedirect(),
  async renew() {
    introduces(await manager.signinSilent());
    say(`Renewed: ${document.getElementById('said').textContent}`);
  },
};
for (const [id, deed] of Object.entries(deeds)) {
  document.getElementById(id).addEventListener('click', () => tries(deed));
}

if (location.pathname === '/bye') {
  say('Signed out.');
} else if (new URLSearchParams(location.search).has('state')) {
  tries(async () => introduces(await manager.signinCallback()));
}
