### All words that people read on pages, in English.
### Texts from outside arrive as arguments; the program escapes them and sets them apart.

## Every page
title = { $action } · { $platform }
title-error = Error: { $title }
demo-note = Demo: nothing here is kept.
language-switch = In English
footer-contact = Questions? Ask { $contact }.
footer-privacy = Privacy
footer-terms = Terms
contact-nobody = the people who run { $platform }
start-again = Start again
try-again = Try again
go-home = Go to the start page

## Sign in
sign-in-title = Sign in
sign-in-heading = Sign in to { $platform }
sign-in-for = to continue to { $app }
sign-in-for-device = to connect a device
sign-in-wrong = Wrong name or password.
sign-in-stale = This page was open too long. Sign in again.
sign-in-name = Name or e-mail
sign-in-password = Password
sign-in-keep = Keep me signed in
sign-in-keep-desktop = Stay signed in on this computer
sign-in-button = Sign in
sign-in-trouble = Trouble signing in? Ask { $contact }.

## Second step
second-step-title = Second step
second-step-heading = One more step
second-step-account = Account
second-step-code = Code from your authenticator app
second-step-recovery = Recovery code
second-step-remember-day = Don't ask on this browser for a day
second-step-remember-days = Don't ask on this browser for { $days } days
second-step-button = Continue
second-step-use-code = Use a code from your app
second-step-use-sign-in-code = Use a sign-in code
second-step-use-recovery = Use a recovery code
second-step-wrong = That code is not right.
second-step-used = That code was used already. Wait for the next one.
second-step-recovery-wrong = That recovery code is not right.
second-step-recovery-used = That code was used already. Take another one.
second-step-closed = Too many wrong codes were typed. Codes work again once you use a recovery code or a passkey. No other way? Ask { $contact }.
second-step-unreadable = That code cannot be checked. Go on another way.
second-step-trouble = No code at hand? Ask { $contact }.
second-step-trouble-sign-in-code = No code at hand? Make a sign-in code where you are signed in, under Security, or ask { $contact }.

passkey = Passkey
passkey-sign-in = Sign in with a passkey
passkey-use = Use a passkey
passkey-set-up = Use a passkey instead
passkey-failed = No passkey was used. Try again, or go on another way.
passkey-unknown = This window cannot use passkeys. Go on another way.
passkey-wrong = That passkey does not work here.
passkey-not-added = That passkey was not added. Try again, or go on another way.

set-up-title = Set up a second step
set-up-why = { $who } asks for more than a password. Without the second step you cannot go on.
set-up-what = An authenticator app, on a phone or a computer, shows a new six-digit code every 30 seconds. App stores have free ones.
set-up-how = Scan the QR code with an authenticator app, or type its key.
set-up-picture = QR code
set-up-show = QR code and key
set-up-link = Open an app on this device
set-up-name = What to call it
set-up-name-usual = Authenticator app
set-up-name-wrong = Give it a name of 1 to 80 characters.
recovery-title = Your recovery codes
recovery-keep = Keep these codes in a safe place. They are shown only now.
recovery-file = Save as a text file
recovery-once = After your password, each works once in place of a code. If you lose them, make new ones in your account, under Security.

## Where the answer goes
destination-program = You then go back to the program.
destination-host = You then go back to { $host }.
destination-this-computer = You then go back to a program on this computer.
destination-device = You then go back to your device.
destination-scheme = You then go back to the program that opens { $scheme } addresses.

## Consent
consent-title = Allow access
consent-heading = Allow { $app } to use your { $platform } account?
consent-owner = From { $owner }
consent-maker = Made by { $maker }, not checked by { $platform }
consent-owner-unknown = Nobody is named as the maker of this app.
consent-signed-in-as = Signed in as
consent-not-you = Not you?
consent-may = The app may:
consent-may-more = The app now asks for more. It may:
consent-full = Full access: everything this app can ever ask for.
consent-full-includes = With it, the app may:
consent-new = New:
scope-openid = know who you are here
scope-profile = see your name and language
scope-email = see your e-mail address
scope-offline-access = keep access while you are away
consent-elsewhere = With this access it can also use { $hosts }.
consent-withdraw = You can remove access at any time under “Apps you allowed”.
consent-details = Details
consent-detail-app = App
consent-detail-owner = Maker, in their own words
consent-detail-site = Website
consent-detail-privacy = Privacy policy
consent-detail-terms = Terms of use
consent-detail-account = Your account
consent-detail-destination = Answer goes to
consent-detail-program = the program that opened this page
consent-detail-this-computer = a program on this computer
consent-detail-device = the device that shows the code
consent-allow = Allow
consent-deny = Don't Allow

## A device without a browser
device-title = Connect a device
device-enter = Enter the code that your device shows.
device-code = Code
device-button = Continue
device-wrong = This code is wrong, expired or already used. Check it, or get a new one on your device.
device-beware = Allow only if you started this and your device shows this code.
device-allowed = Access is allowed.
device-denied = You did not allow it.
device-may = { $app } may now:
device-nothing = { $app } cannot use your account by this.
device-go-back = You can go back to your device.

## On the way back to the app
form-post-title = Back to the app
form-post-heading = One moment
form-post-press = You are on your way back. If nothing happens, press Continue.
form-post-button = Continue
opener-message-title = Back to the app
opener-message-heading = Done here
opener-message-go-back = You can close this window. If the page that opened it doesn't continue, start again there.

## In a frame of an app's own site
open-window-title = Sign in
open-window-heading = { $app } wants to use your { $platform } account
open-window-button = Continue in a new window

## Landing pages of the desktop flow
success-heading = You are signed in.
success-go-back = Go back to the program. If it asks you for the address of this page, copy all of it from the address bar.
success-keep-secret = Do not give that address to anybody: it opens your account for a while.
failed-heading = Nothing was shared.
failed-why = You did not allow it, or something went wrong.
failed-go-back = Go back to the program.

## Signing out
sign-out-title = Sign out
sign-out-heading = Sign out of { $platform }?
sign-out-who = You are signed in as { $account } in this browser.
sign-out-effect = Apps that you allowed keep working.
sign-out-button = Sign out
signed-out-heading = You are signed out.
signed-out-again = To sign in again, start from the program or the page that you use.

## A request that cannot be trusted
refused-heading = This sign-in link does not work.
refused-not-you = You did nothing wrong. The app that sent you here needs to be fixed.
refused-tell = Tell the maker of the app: { $code }, reference { $reference }.
refused-for-the-maker = For the maker of the app
advice-client-unknown = The client_id is missing, or no app here has it.
advice-app-not-open = This app is not open to everyone: it waits for an administrator, or an administrator declined it. While it waits, only its owner can sign in.
advice-redirect-uri-missing = The request has no redirect_uri, and the app does not have exactly one registered. A pop-up without a redirect_uri needs an origin.
advice-redirect-uri-mismatch = The redirect_uri is not registered for this app, or the origin does not belong to a registered one. They are compared character by character.
advice-parameter-repeated = The client_id or the redirect_uri was sent more than once, or the origin or callback of a pop-up.
advice-parameter-malformed = The client_id or the redirect_uri is not UTF-8 or contains control characters, or the callback of a pop-up is not 1 to 100 letters, digits and hyphens.

## Other errors
expired-heading = This page was open too long.
untaken-nothing = Nothing was shared or changed this time.
decided-heading = You already answered this.
decided-app = If you allowed it, the app may have access by now. Go back to the app and look.
decided-again = If it still waits there, start again.
done-heading = This form was already used.
done-once = Each form works once. This time, nothing was changed.
chosen-before = Your password was saved the first time. Sign in with it.
no-cookies-heading = Your browser did not send our cookies back.
no-cookies-allow = Without them, we cannot tell that this is still you. Allow cookies for this site, then start again.
no-cookies-elsewhere = If this page is inside another app, open it in your usual browser.
session-ended-heading = You are no longer signed in.
session-ended-why = You signed out, or your session ended, while this page was open.
outdated-heading = This page is out of date.
outdated-why = That happens when you sign in again or close the browser while it is open, or when something changes here.
strange-heading = This was not sent from a page of this site.
braked-heading = Too many attempts.
braked-wait = Wait a minute, or ask { $contact }.
braked-wait-minutes = Wait { $minutes } minutes, or ask { $contact }.
too-often-heading = The app asked too often.
too-often-wait = You are still signed in, and nothing was shared this time. Wait a minute, then try again.
too-often-wait-minutes = You are still signed in, and nothing was shared this time. Wait { $minutes } minutes, then try again.
unavailable-heading = This does not work right now.
unavailable-again = Nothing was lost. Try again in a moment.
not-found-heading = There is no page here.
not-found-go-back = Check the address, or go back to where you came from.
method-heading = This address cannot be opened like this.
method-go-back = Go back to where you came from and try again.
too-large-heading = That was too much data at once.
too-large-tell = Go back to where you came from. If it happens again, ask { $contact }.

## Demo
demo-title = Demo
demo-heading = Get a token
demo-lead = Start a flow as an app would, sign in, and press Allow. Then this page shows the token and asks the API who you are.
demo-sign-in-as = Sign in as { $user }. The password is shown in the terminal.
demo-desktop-heading = Desktop program
demo-desktop-what = A small window, as a program embeds it. The program waits for the address to change and reads the token there.
demo-desktop-button = Open the window
demo-web-heading = Web page
demo-web-what = The browser goes to the sign-in page and comes back here with the token after the # in the address.
demo-web-button = Go and come back
demo-code-heading = Code and PKCE
demo-code-what = The same with a code instead of the token. The page trades it for a token, with a secret that was never in an address.
demo-code-button = Go and trade a code
demo-openid-heading = Sign in with OpenID Connect
demo-openid-what = The same, and the page learns who signed in: it gets an ID token, checks it, and asks for the name and e-mail address.
demo-openid-button = Go and sign in
demo-refusal-heading = Refusal
demo-refusal-what = The same as the web page, but press Don't Allow this time.
demo-refusal-button = Go and refuse
demo-request = The request
demo-client-id = Client ID
demo-no-script = Scripts are off. The links work; the answer is then in the address bar, after the #.
demo-waiting = Waiting for the window. Sign in there and press Allow.
demo-closed = The window was closed before there was an answer.
demo-strange-state = An answer came that does not belong to a request from this page. It was not used.
demo-answer = The answer
demo-success = Allowed. The app has a token.
demo-refused = Not allowed. The app got no token.
demo-refused-next = A program says so and offers to try again. Nothing was shared.
demo-exchange = The exchange
demo-tokens = What comes back
demo-id-token = The ID token, decoded
demo-id-token-good = Signed by this server, for this app and this sign-in.
demo-id-token-bad = It is not from this server, or not for this sign-in. An app refuses it.
demo-api = What the API answers
demo-hello = The token belongs to
demo-api-failed = The API did not accept the token.
demo-next = The next line of code
demo-again = Start again
