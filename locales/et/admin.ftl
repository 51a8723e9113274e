### Halduslehtede sõnad, eesti keeles.

## Kõik lehed
admin-nav = Haldus
admin-home = Ülevaade
admin-people = Inimesed
admin-apps = Rakendused
admin-title = Haldus
admin-bare = Sinu kontol pole teist sammu: need lehed avab ainult parool.
admin-bare-link = Lisa teine samm
admin-cancel = Loobu
admin-moved = Seda muudeti, kui vorm oli avatud. Midagi ei tehtud. Leht näitab praegust seisu.
admin-last = Seda ei saa teha.
admin-last-why = See on platvormi ainus haldur: keegi teine ei saaks seda hallata.
admin-last-back = Tagasi

## Loendid
list-previous = Eelmised
list-counted = Kokku: { $number }
more-than = üle { $number }

## Ülevaade
admin-waits = Vajab tähelepanu
admin-waits-nothing = Miski ei vaja tähelepanu.
admin-waits-admins = Haldurid ilma teise sammuta: { $number }
admin-waits-mails = Kirjad, mida ei õnnestunud saata: { $number }
admin-waits-callbacks = Tagasikutsed, mida ei õnnestunud edastada: { $number }
admin-waits-secrets = Rakenduste saladused, mis aeguvad 14 päeva jooksul: { $number }
admin-look = Näita
admin-numbers = Arvudes

## Inimesed
people-find = Nimi, e-posti aadress või tunnus
people-show = Näita
people-show-all = Kõik
people-show-active = Aktiivsed
people-show-invited = Kutsutud
people-show-disabled = Keelatud
people-show-admins = Haldurid
people-show-admins-bare = Haldurid ilma teise sammuta
people-show-newest = Uuemad ees
people-none = Kedagi ei leitud.
people-all = Näita kõiki inimesi
people-back = Kõik inimesed
person-title = Inimene
person-name = Nimi
person-state = Olek
person-active = Aktiivne
person-invited = Kutsutud
person-disabled = Keelatud
person-role = Roll
person-admin = Haldur
person-plain = Inimene
person-id = Tunnus
person-added = Lisatud
person-updated = Muudetud
person-last-used = Viimati kasutatud
person-do = Tegevus
person-no-factors = Teist sammu pole: piisab paroolist.
factor-name = Nimi
factor-kind = Liik
person-no-sessions = Pole kuskil sisse logitud.
session-device = Seade
session-app = Rakendus
session-since = Alates
session-seen = Viimati nähtud
person-apps = Rakendused
person-no-apps = Seda kontot ei kasuta ükski rakendus.
consent-scopes = Tohib
consent-since = Lubatud

## Saladus, mida näidatakse üks kord
once-invitation = Kutsutud
once-reset-link = Link on valmis
once-link-what = Saada see link: { $name }. Sellega saab valida parooli.
once-only = Seda näidatakse ainult praegu. Kellel see on, saab seda kasutada.
once-until = See töötab kuni { $moment }.
once-done = Valmis

## Inimese kutsumine ja muutmine
person-new = Kutsu inimene
person-new-what = Parooli valib ta ise lingiga. See töötab ühe korra, 72 tunni jooksul.
person-email-what = Pole kohustuslik. Sellega saab sisse logida ja sinna lähevad kirjad.
person-make-admin = Haldur: saab neid lehti avada
person-invite-mail = Saada kutse kirjaga
person-link-once = Näita linki üks kord
person-link-mail = Saada link kirjaga
person-edit = Muuda
person-edit-heading = Muuda: { $name }
person-email-moves = Uue aadressi korral ei tööta enam vanale saadetud lingid ja mõlemad aadressid saavad kirja.
person-bad-name = Nimes on 1 kuni 80 tähemärki ja mitte ühtegi nähtamatut.
person-name-is-address = Nimi ei saa olla e-posti aadressi moodi.
person-name-taken = See nimi on kellelgi teisel.
person-email-taken = See e-posti aadress on kellelgi teisel.
person-no-email = Et saata kutse kirjaga, sisesta e-posti aadress.
person-other-name = See pole selle inimese nimi.
person-wrong-state = Selles olekus ei saa seda teha.
person-invite-again = Kutsu uuesti
person-reset-link = Link uue parooli jaoks
person-disable = Keela
person-enable = Luba
person-end-sessions = Lõpeta kõik seansid
person-reset-step = Lähtesta teine samm
person-remove = Eemalda
person-removed = Inimene on eemaldatud.
person-invited-now = Inimene on kutsutud. Kiri on teel.
person-saved = Muudatused on salvestatud.
person-mailed = Kiri lingiga on teel.
person-disabled-now = Inimene on keelatud.
person-enabled-now = Inimene on lubatud.
person-sessions-ended = Kõik seansid on lõppenud.
person-session-ended = Seanss on lõppenud.
person-withdrawn = Rakendusel pole enam ligipääsu.
person-step-reset = Teine samm on lähtestatud ja kõik seansid on lõppenud.
person-remove-name = Inimese eemaldamiseks sisesta tema nimi: { $name }

## Enne kui inimesega midagi tehakse
ask-disable = Kas keelata { $name }?
ask-disable-what = Sisse logida ei saa, kuni inimene on jälle lubatud. Mis lõpeb:
ask-enable = Kas lubada { $name }?
ask-enable-what = Inimene saab jälle sisse logida. Mis oli lõppenud, jääb lõppenuks.
ask-sessions = Kas lõpetada kõik seansid: { $name }?
ask-sessions-what = Inimene peab uuesti sisse logima. Mis lõpeb:
ask-session = Kas lõpetada see seanss: { $name }?
ask-withdraw = Kas eemaldada ligipääs kontole: { $name }?
ask-withdraw-what = Rakendus kaotab ligipääsu kohe, kõigis seadmetes. Teda teavitatakse, kui ta seda soovis:
ask-step = Kas lähtestada teine samm: { $name }?
ask-step-what = Pärast seda piisab paroolist. Veendu enne, et küsija on tõesti see inimene. Mis kaob:
ask-step-factors = Autentimisrakendused ja pääsuvõtmed: { $count }
ask-invite = Kas kutsuda { $name } uuesti?
ask-reset-link = Link uue parooli jaoks: { $name }
ask-link-what = Lingiga saab valida uue parooli. Varasem link enam ei tööta.
ask-link-address = Selle saab saata aadressile { $address }.
ask-remove = Kas eemaldada { $name }?
