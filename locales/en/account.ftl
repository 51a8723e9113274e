### Words of the account pages, in English.

## Days
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
day = { $day } { $month } { $year }
moment = { $day }, { $time } UTC

## Lists
list-parts = Parts of this list
list-part = Page { $page } of { $pages }
list-before = Back
list-after = Next

## Home
home-title = Your account
home-link = Your account
home-empty = Not set up yet
home-empty-why = { $platform } is running, but nobody has an account here yet.
home-what = See which apps may use your account, where you are signed in, and change your password.
home-apps = Apps you allowed
home-apps-what = What each may do, and how to stop it.
home-sessions = Sessions
home-sessions-what = Browsers and programs where you are signed in.
home-password = Password
home-password-what = Change it, and sign out everywhere else.
home-security = Security
home-security-what = Your second step, recovery codes, and remembered browsers.
home-few-codes = Recovery codes left: { $count }.
home-profile-what = The name that others see, your e-mail address and your language.
home-developer-what = Register apps, and try them.
home-data-what = Everything stored about you, as a file.
home-delete-what = With everything stored about you.

## Apps you allowed
apps-none = No app can use your account.
apps-none-what = When you allow one, it is listed here, and you can remove its access at any time.
apps-what = These apps may use your account until you remove their access.
apps-may = May:
apps-elsewhere = It can also use { $hosts }.
apps-allowed-on = Allowed on { $day }.
apps-by-password = Has your name and password.
apps-last-used = Last used on { $day }.
apps-disabled = Disabled by the platform: it cannot use any account at the moment.
apps-withdraw = Remove access
apps-withdraw-app = Remove access: { $app }
apps-find = Find an app
apps-find-button = Find
apps-not-found = You have not allowed an app of that name.
apps-all = Show all apps
apps-untold = { $app } no longer has access. Its maker is still being notified.
not-allowed-heading = This app cannot use your account.
not-allowed-why = You already removed its access, or you never allowed it.

## Removing access
withdraw-heading = Remove access for { $app }?
withdraw-effect = It loses access at once, on every device. To use it again, you have to allow it again.
withdraw-may = It can then no longer:
withdraw-password = It has your name and password, and can sign in again with them. Change your password as well.
withdraw-kept = Data it already received stays with its maker. The app is notified that you removed its access, if it asked to be.
withdraw-keep = Keep access

## Sessions
sessions-what = These browsers and programs are signed in to your account. If you do not recognise one, end it and change your password.
sessions-unknown = A browser or program
sessions-device = { $browser } on { $system }
sessions-this = This browser
sessions-for = Signed in to use { $app }
sessions-since = Since { $day }.
sessions-seen = Last seen on { $moment }.
sessions-end = End
sessions-end-one = End: { $device }
sessions-end-others = End all others

## Confirming
confirm-title = Confirm that it is you
confirm-why = This keeps your account safe if someone else uses this browser.
confirm-wrong = Wrong password.
confirm-trouble = No way to confirm? Ask { $contact }.

## Security
security-none = Your password alone signs you in. With a second step, someone who learns it cannot sign in.
security-must = You must have a second step: add one now.
security-what = After your password, you are asked for one of these.
security-added = The authenticator app is added.
security-renamed = The name is changed.
security-removed = It is removed.
security-forgotten = Every browser asks for the second step again.
security-since = Added on { $day }.
security-codes = Recovery codes
security-codes-left = { $count } of { $all } left.
security-remembered = Remembered browsers
security-browsers-none = Every browser asks for the second step.
security-browsers-one = One browser asks for your password alone.
security-browsers = { $count } browsers ask for your password alone.
security-forget = Forget all
factor-authenticator = Authenticator app
factor-rename = Rename
factor-rename-one = Rename: { $name }
factor-rename-title = Change the name
factor-remove = Remove
factor-remove-one = Remove: { $name }
factor-remove-heading = Remove { $name }?
factor-remove-effect = It stops working at once, and browsers that are remembered ask again.
factor-remove-last = It is the last one. After that, your password alone signs you in, and your recovery codes no longer work.
factor-keep = Keep it
last-factor = You cannot remove your last second step.
last-factor-why = Your account must have one. Add another first, then remove this one.
factor-passkey = Passkey
factor-passkey-elsewhere = Passkey of another address: it does not work here
security-passkey-added = The passkey is added.
passkey-add = Add a passkey
passkey-what = A passkey signs you in with what unlocks this device, or with a security key. Your password stays.
passkey-full = You have ten passkeys.
passkey-in-use = That passkey is in use here already.
passkey-there = This device already has a passkey for your account. Add others on other devices.
authenticator-title = Add an authenticator app
authenticator-full = You have five authenticator apps.
authenticator-full-what = There cannot be more. To add another, remove one first.
new-codes-button = Make new codes
new-codes-effect = New codes replace all of them, and browsers that are remembered ask again.
sign-in-code-title = Sign-in code
sign-in-code-what = For a window where your usual second step does not work.
sign-in-code-how = Type it after your password, where a code is asked for. It works once, within five minutes.
sign-in-code-beware = Do not give it to anyone. A code that you made before no longer works.
sign-in-code-button = Make a code

## Password
password-title = Change your password
password-effect = All other browsers will be signed out, and apps that you allowed have to sign you in again.
password-old = Old password
password-button = Change password
password-wrong = The old password is wrong.
password-done = Your password is changed.
password-done-effect = You are still signed in here. All other browsers are signed out, and apps have to sign you in again.

## Profile
language-name = English
profile-title = Profile
profile-display-name = Display name
profile-display-name-what = If it is empty, others see { $name }.
profile-bad-name = A display name has at most 80 characters, and no invisible ones.
profile-language = Language
profile-language-any = As the browser asks
profile-language-what = Used for mails, and for pages unless the app or this browser asks for another.
profile-notices = Send me a mail about sign-ins from new browsers
profile-button = Save
profile-saved = Your profile is saved.
profile-sent = A mail is on its way. Open the link in it to use the new address.
profile-sent-confirm = A mail is on its way. Open the link in it to confirm your address.
profile-kept = Your e-mail address stays as it is.
profile-email = E-mail address
profile-email-none = Your account has no e-mail address.
profile-email-confirmed = Confirmed.
profile-email-unconfirmed = Not confirmed by a mail yet.
profile-email-waits = { $address } is used once you open the link that was sent there. It works for 24 hours.
profile-email-link-sent = A link to confirm { $address } was sent there. It works for 24 hours.
profile-email-operator = To change it, ask { $contact }.

## Another e-mail address
email-title = Change your e-mail address
email-now = Your address now: { $address }
email-unconfirmed = It is not confirmed. To confirm it, have a link sent there.
email-new = New e-mail address
email-wrong = That is not an e-mail address.
email-effect = A link is sent to the new address. Until you open it and confirm, the old address stays in use. Then both addresses get a mail.
confirm-email-title = Is this your e-mail address?
confirm-email-what = { $platform } will use it for the account { $account } from now on, for signing in and for mails.
confirm-email-button = Confirm this address
confirm-email-ignore = If you did not ask for this, close this page: nothing changes.
email-done-heading = Your e-mail address is confirmed.
email-done-effect = From now on you can sign in with it, and mails go there.

## Data
data-title = Download my data
data-what = A file with everything that { $platform } stores about you, in JSON, which programs can read.
data-without = Passwords, tokens and codes are not in it. Keep the file where only you can read it.
data-button = Download

## Deleting the account
delete-title = Delete my account
delete-heading = Delete your account?
delete-what = This cannot be undone. What goes:
delete-account = The account with its password and second steps: { $name }
delete-email = The e-mail address: { $address }
delete-sessions = Browsers and programs that are signed in: { $number }
delete-apps = Apps that lose access: { $number }
delete-owned = Apps that belong to this account and stop working: { $number }
delete-kept = Data that apps already received stays with their makers. They are notified, if they asked to be.
delete-name = To delete it, enter your name: { $name }
delete-wrong = That is not the name of your account.
delete-button = Delete my account
delete-keep = Keep it
deleted-heading = Your account is deleted.
deleted-effect = You are signed out everywhere, and no app can use your account any more.
last-admin-heading = You cannot delete this account.
last-admin-why = You are the only administrator of this platform: nobody else could manage it.
last-admin-how = Make another user an administrator first.
