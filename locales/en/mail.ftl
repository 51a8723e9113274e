### Words of mails, in English. A subject has 40 characters or fewer: the name of the platform comes before it.

mail-subject = { $platform }: { $what }
mail-link-once = The link works once, until { $until }.
mail-link-typed = If the button does not work, open this address:
mail-not-you = If that was not you:
mail-foot = Sent by { $platform }, { $address }. Questions? Ask { $contact }.

mail-invite = your invitation
mail-invite-heading = You are invited to { $platform }
mail-invite-what = Your name here is { $account }. Choose a password to sign in.
mail-invite-button = Choose a password

mail-reset = choose a new password
mail-reset-heading = A new password for { $account }
mail-reset-what = A link to choose a new password for your account { $account } was requested.
mail-reset-button = Choose a new password
mail-reset-ignore = If you did not request it, ignore this mail: your password stays as it is.

mail-verify = confirm your address
mail-verify-heading = Is this your e-mail address?
mail-verify-what = A link to confirm this address for an account at { $platform } was requested. Confirm that it is yours.
mail-verify-button = Confirm this address
mail-verify-ignore = If you did not request it, ignore this mail: nothing changes.

mail-address-known = your address is in use
mail-address-known-heading = This address is already in use here
mail-address-known-what = On { $when }, an account tried to take this address, which belongs to your account { $account }. Nothing has changed.
mail-address-known-how = If that was not you, there is nothing to do: the address stays with your account.

mail-password-changed = your password was changed
mail-password-changed-heading = Your password was changed
mail-password-changed-what = The password of your account { $account } was changed on { $when }. Other browsers were signed out, and apps have to ask you again.
mail-password-changed-button = Request a new password

mail-factor-added = a second step was added
mail-factor-added-heading = A second step was added
mail-factor-added-what = On { $when }, a second step for signing in was added to your account { $account }.
mail-factor-added-how = If that was not you, change your password and remove it. If you cannot sign in any more, ask { $contact }.
mail-factor-added-button = See your second steps

mail-factor-added-codes = new recovery codes were made
mail-factor-added-codes-heading = New recovery codes were made
mail-factor-added-codes-what = On { $when }, new recovery codes were made for your account { $account }. The ones before no longer work.
mail-factor-added-codes-how = If that was not you, change your password and make new codes. If you cannot sign in any more, ask { $contact }.
mail-factor-added-codes-button = See your second steps

mail-factor-removed = a second step was removed
mail-factor-removed-heading = A second step was removed
mail-factor-removed-what = On { $when }, a second step for signing in was removed from your account { $account }.
mail-factor-removed-how = If that was not you, change your password and add a second step again. If you cannot sign in any more, ask { $contact }.
mail-factor-removed-button = See your second steps

mail-factors-reset = your second steps were removed
mail-factors-reset-heading = Your second steps were removed
mail-factors-reset-what = On { $when }, an administrator removed every second step from your account { $account } and ended all its sessions. Your password stays as it is.
mail-factors-reset-how = If you did not ask for that, change your password, and tell { $contact }.
mail-factors-reset-button = See your second steps

mail-codes-closed = codes no longer work
mail-codes-closed-heading = Codes no longer work
mail-codes-closed-what = On { $when }, after many wrong codes in a row, codes were switched off for your account { $account }. Every one of them came after the right password.
mail-codes-closed-how = Sign in with a passkey or a recovery code, or ask { $contact }. If the attempts were not yours, change your password.
mail-codes-closed-button = Change your password

mail-recovery-code-used = a recovery code was used
mail-recovery-code-used-heading = A recovery code was used
mail-recovery-code-used-what = On { $when }, a recovery code was used to sign in to your account { $account }.
mail-recovery-code-used-left = Recovery codes left: { $left }
mail-recovery-code-used-how = If that was not you, change your password and make new recovery codes. If you cannot sign in any more, ask { $contact }.
mail-recovery-code-used-button = See your second steps

mail-account-removed = your account was removed
mail-account-removed-heading = Your account was removed
mail-account-removed-what = On { $when }, your account { $account } was removed, with everything stored with it.
mail-account-removed-how = If that was not you, ask { $contact }.

mail-email-changed = your e-mail address was changed
mail-email-changed-heading = Your e-mail address was changed
mail-email-changed-what = On { $when }, the e-mail address of your account { $account } was changed. This mail goes to the old address and to the new one.
mail-email-changed-how = If you did not expect this, ask { $contact }.

mail-new-sign-in = a new sign-in
mail-new-sign-in-heading = A sign-in from a new browser
mail-new-sign-in-what = On { $when }, your account { $account } was used in a browser where it was not used before.
mail-new-sign-in-device = Browser: { $device }
mail-new-sign-in-how = If that was not you, end that session and change your password. If you cannot sign in any more, ask { $contact }.
mail-new-sign-in-button = See where you are signed in

mail-app-waiting = an app waits for a decision
mail-app-waiting-heading = An app waits for a decision
mail-app-waiting-what = On { $when }, a user registered an app, or asked for a change to one. It waits until an administrator approves or declines it.
mail-app-waiting-button = See the apps

mail-app-decided = a decision about your app
mail-app-decided-heading = A decision about your app
mail-app-decided-what = On { $when }, an administrator decided about an app of your account { $account }, or about a change to one.
mail-app-decided-button = See your apps

mail-test = a test
mail-test-heading = Mail works
mail-test-what = { $platform } sent this mail to test its settings. There is nothing to do.
