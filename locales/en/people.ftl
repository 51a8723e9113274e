### Words of the pages for new users and new passwords, in English.

## Choosing a password
choose-title = Choose a password
choose-heading = Choose a password for { $platform }
choose-account = Your account
choose-password = New password
choose-rules = 8 to 128 characters. Not your name, and not a common password.
choose-show = Show password
choose-effect = You will be signed out everywhere, and apps have to ask you again.
choose-button = Save password
choose-short = Use at least 8 characters.
choose-long = Use at most 128 characters.
choose-unusable = That cannot be a password. Use letters, digits, spaces and symbols.
choose-is-name = That is your name or your e-mail address. Choose something else.
choose-common = Many people use that one. Choose another.
chosen-heading = Your password is saved.
chosen-sign-in = To sign in with it, start from the program or the page that you use.
link-over-heading = This link no longer works.
link-over-why = It works only once, and only for a limited time.
link-over-used = If you used it already, sign in. If it was to confirm an e-mail address, your profile says whether that is done, and sends a new link.
link-over-new = Ask { $contact } for a new one.

## A forgotten password
sign-in-forgot = Forgot your password?
forgot-title = Forgotten password
forgot-heading = Forgot your password?
forgot-what = Enter the name or e-mail address of your account. { $platform } sends a link to the account's e-mail address.
forgot-button = Send link
forgot-sent-heading = Look in your mail.
forgot-sent-look = If there is such an account with an e-mail address, a link is on its way to it. It works for one hour; an invitation works longer.
forgot-sent-none = Nothing arrives? Look in the spam folder, then ask { $contact }.
