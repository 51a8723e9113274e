// A machine that acts for itself.

import * as client from 'openid-client';
import { CLIENT_ID, CLIENT_SECRET, USER, discovers, tell } from './person.mjs';

const config = await discovers(CLIENT_ID, CLIENT_SECRET);
const token = await client.clientCredentialsGrant(config, { scope: 'basic' });
const user = await client.fetchProtectedResource(config, token.access_token, USER, 'GET');
tell({ token, user: await user.json() });
