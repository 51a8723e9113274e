### Words of the developer console, in English.

developer-title = Your apps
developer-none = You have no apps yet. Register one to let people sign in to it with their account here.
developer-second-step = To manage apps, sign in with a second step. Set one up first, then sign in again.
developer-waits = This app waits for an administrator. Until it is approved, only you can sign in to it.
developer-why = An administrator declined it: { $why }
developer-proposed = Waiting for an administrator; until then the old values apply: { $fields }
developer-try = Try it
developer-code = Sample code
developer-code-heading = Sample code for { $name }
developer-code-what = Address, client ID and redirect URI are filled in. No sample contains a secret: keep yours in an environment variable or a file.
developer-code-server = Web server (Python)
developer-code-page = Web page (JavaScript)

## Before an app is saved
developer-terms-approve = An administrator decides about a new app. Until then, only you can sign in to it.
developer-terms-change = Changes of name, addresses and permissions wait for an administrator, while the old values apply. Everything else applies at once.
developer-terms-open = As long as no administrator approved it, its consent page says: Made by { $maker }, not checked by { $platform }

## What owners cannot have
developer-never = Only an administrator can set this.
developer-never-kind = Apps of this kind are registered by administrators. Choose another.
developer-never-grant = One of these ways to get tokens is for administrators to allow.
developer-never-token = An app with a secret gets a code, and no token through the browser. Leave out the answer token.
developer-never-switch = One of these options is for administrators to set. Nothing was saved.
developer-never-scope = One of these permissions is for administrators to allow.
developer-never-ttl = Access tokens live at most { $number } seconds here: enter less, or leave it empty.
developer-never-owner = The text that names an owner is for administrators to write.
developer-never-identity = Number, client ID and secret are made here. Nothing was saved.
developer-name-taken = Another app has a name that reads like this one. Choose another.
developer-name-platform = The name of the platform is part of this one. Choose another.
developer-too-many = You have { $number } apps, which is the most. Remove one first.
developer-too-many-short = You have too many apps.
developer-too-many-today = You registered { $number } apps within a day, which is the most. Come back tomorrow.
developer-too-many-today-short = You registered too many apps today.
