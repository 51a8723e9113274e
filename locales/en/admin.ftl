### Words of the admin pages, in English.

## Every page
admin-nav = Administration
admin-home = Overview
admin-people = People
admin-apps = Apps
admin-title = Administration
admin-bare = Your account has no second step: your password alone opens these pages.
admin-bare-link = Set up a second step
admin-cancel = Cancel
admin-moved = This was changed while the form was open. Nothing was done. The page shows the current state.
admin-last = This cannot be done.
admin-last-why = It is the only administrator of this platform: nobody else could manage it.
admin-last-back = Back

## Lists
list-previous = Previous
list-counted = Total: { $number }
more-than = more than { $number }

## Overview
admin-waits = Needs attention
admin-waits-nothing = Nothing needs attention.
admin-waits-admins = Administrators without a second step: { $number }
admin-waits-mails = Mails that could not be delivered: { $number }
admin-waits-callbacks = Callbacks that could not be delivered: { $number }
admin-waits-secrets = App secrets that expire within 14 days: { $number }
admin-look = Show
admin-numbers = In numbers

## People
people-find = Name, e-mail address or ID
people-show = Show
people-show-all = All
people-show-active = Active
people-show-invited = Invited
people-show-disabled = Disabled
people-show-admins = Administrators
people-show-admins-bare = Administrators without a second step
people-show-newest = Newest first
people-none = Nobody matches.
people-all = Show all people
people-back = All people
person-title = Person
person-name = Name
person-state = State
person-active = Active
person-invited = Invited
person-disabled = Disabled
person-role = Role
person-admin = Administrator
person-plain = Person
person-id = ID
person-added = Added
person-updated = Changed
person-last-used = Last used
person-do = Action
person-no-factors = No second step: the password alone is enough.
factor-name = Called
factor-kind = Kind
person-no-sessions = Not signed in anywhere.
session-device = Device
session-app = App
session-since = Since
session-seen = Last seen
person-apps = Apps
person-no-apps = No app can use this account.
consent-scopes = May
consent-since = Allowed

## A secret, shown once
once-invitation = Invited
once-reset-link = The link is ready
once-link-what = Send this link to { $name }. It lets them choose a password.
once-only = It is shown this once. Anyone who has it can use it.
once-until = It works until { $moment }.
once-done = Done

## Inviting and changing a person
person-new = Invite a person
person-new-what = They choose their password with a link. It works once, within 72 hours.
person-email-what = Optional. They can sign in with it, and mails go there.
person-make-admin = Administrator: can open these pages
person-invite-mail = Send the invitation by mail
person-link-once = Show the link once
person-link-mail = Send the link by mail
person-edit = Edit
person-edit-heading = Edit { $name }
person-email-moves = Another address ends links that were sent to the old one, and both addresses get a mail.
person-bad-name = A name has 1 to 80 characters, and no invisible ones.
person-name-is-address = A name cannot look like an e-mail address.
person-name-taken = Someone else has that name.
person-email-taken = Someone else has that e-mail address.
person-no-email = To send the invitation by mail, enter an e-mail address.
person-other-name = That is not the name of this person.
person-wrong-state = In this state, that cannot be done.
person-invite-again = Invite again
person-reset-link = Password reset link
person-disable = Disable
person-enable = Enable
person-end-sessions = End all sessions
person-reset-step = Reset second step
person-remove = Remove
person-removed = The person is removed.
person-invited-now = The person is invited. A mail is on its way.
person-saved = The changes are saved.
person-mailed = A mail with a link is on its way.
person-disabled-now = The person is disabled.
person-enabled-now = The person is enabled.
person-sessions-ended = All sessions have ended.
person-session-ended = The session has ended.
person-withdrawn = The app no longer has access.
person-step-reset = The second step is reset, and all sessions have ended.
person-remove-name = To remove this person, enter the name: { $name }

## Before something is done to a person
ask-disable = Disable { $name }?
ask-disable-what = They cannot sign in until they are enabled again. What ends:
ask-enable = Enable { $name }?
ask-enable-what = They can sign in again. What had ended stays ended.
ask-sessions = End all sessions of { $name }?
ask-sessions-what = They have to sign in again. What ends:
ask-session = End this session of { $name }?
ask-withdraw = Remove access to the account of { $name }?
ask-withdraw-what = The app loses access at once, on every device. It is notified, if it asked to be:
ask-step = Reset the second step of { $name }?
ask-step-what = The password alone is enough afterwards. First make sure that it is really them who ask. What goes:
ask-step-factors = Authenticator apps and passkeys: { $count }
ask-invite = Invite { $name } again?
ask-reset-link = Password reset link for { $name }
ask-link-what = The link lets them choose a new password. An earlier link no longer works.
ask-link-address = It can be mailed to { $address }.
ask-remove = Remove { $name }?
