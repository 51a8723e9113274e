### Oma konto lehtede sõnad eesti keeles.

## Päevad
month-1 = jaanuar
month-2 = veebruar
month-3 = märts
month-4 = aprill
month-5 = mai
month-6 = juuni
month-7 = juuli
month-8 = august
month-9 = september
month-10 = oktoober
month-11 = november
month-12 = detsember
day = { $day }. { $month } { $year }
moment = { $day }, kell { $time } UTC

## Loendid
list-parts = Loendi osad
list-part = Leht { $page }/{ $pages }
list-before = Tagasi
list-after = Edasi

## Avaleht
home-title = Sinu konto
home-link = Sinu konto
home-empty = Veel seadistamata
home-empty-why = { $platform } töötab, kuid kellelgi pole siin veel kontot.
home-what = Vaata, millised rakendused tohivad sinu kontot kasutada ja kus sa sisse logitud oled, ning muuda oma parooli.
home-apps = Lubatud rakendused
home-apps-what = Mida igaüks tohib ja kuidas luba tagasi võtta.
home-sessions = Seansid
home-sessions-what = Brauserid ja programmid, kus sa oled sisse logitud.
home-password = Parool
home-password-what = Muuda parooli ja logi mujal välja.
home-security = Turvalisus
home-security-what = Sinu teine samm, taastekoodid ja meelde jäetud brauserid.
home-few-codes = Taastekoode alles: { $count }.
home-profile-what = Nimi, mida teised näevad, sinu e-posti aadress ja keel.
home-developer-what = Registreeri rakendusi ja proovi neid.
home-data-what = Kõik, mis sinu kohta hoiul on, ühe failina.
home-delete-what = Koos kõigega, mis sinu kohta hoiul on.

## Lubatud rakendused
apps-none = Ükski rakendus ei kasuta sinu kontot.
apps-none-what = Kui sa mõne rakenduse lubad, ilmub see siia, ja võid loa igal ajal tagasi võtta.
apps-what = Need rakendused tohivad sinu kontot kasutada, kuni loa tagasi võtad.
apps-may = Tohib:
apps-elsewhere = Saab kasutada ka: { $hosts }.
apps-allowed-on = Lubatud: { $day }.
apps-by-password = Teab sinu nime ja parooli.
apps-last-used = Viimati kasutatud: { $day }.
apps-disabled = Keskkond on selle välja lülitanud: praegu ei saa see ühtegi kontot kasutada.
apps-withdraw = Võta luba tagasi
apps-withdraw-app = Võta luba tagasi: { $app }
apps-find = Leia rakendus
apps-find-button = Otsi
apps-not-found = Sellise nimega rakendust sa ei ole lubanud.
apps-all = Näita kõiki rakendusi
apps-untold = { $app }: luba on tagasi võetud. Tegijale antakse veel teada.
not-allowed-heading = See rakendus ei saa sinu kontot kasutada.
not-allowed-why = Sa võtsid loa juba tagasi või pole seda kunagi andnud.

## Loa tagasivõtmine
withdraw-heading = Kas võtad loa tagasi: { $app }?
withdraw-effect = Juurdepääs lõpeb kohe, kõigis seadmetes. Et seda jälle kasutada, pead selle uuesti lubama.
withdraw-may = Siis ei saa see enam:
withdraw-password = Rakendus teab sinu nime ja parooli ning võib nendega tagasi tulla. Muuda ka parooli.
withdraw-kept = Mis rakendusel juba on, jääb selle tegijale. Kui rakendus seda soovib, antakse talle teada, et võtsid loa tagasi.
withdraw-keep = Jäta alles

## Seansid
sessions-what = Need brauserid ja programmid on sinu kontole sisse logitud. Kui mõni on sulle võõras, lõpeta see ja muuda oma parool.
sessions-unknown = Brauser või programm
sessions-device = { $browser }, { $system }
sessions-this = See brauser
sessions-for = Sisse logitud: { $app }
sessions-since = Alates: { $day }.
sessions-seen = Viimati nähtud: { $moment }.
sessions-end = Lõpeta
sessions-end-one = Lõpeta: { $device }
sessions-end-others = Lõpeta kõik teised

## Kinnitamine
confirm-title = Kinnita, et see oled sina
confirm-why = Nii on su konto kaitstud ka siis, kui keegi teine seda brauserit kasutab.
confirm-wrong = Vale parool.
confirm-trouble = Kinnitada ei õnnestu? Abi annab { $contact }.

## Turvalisus
security-none = Sisse saab ainult parooliga. Teise sammuga ei pääse sisse ka see, kes su parooli teada saab.
security-must = Sul peab olema teine samm: lisa see kohe.
security-what = Pärast parooli küsitakse sinult ühte neist.
security-added = Autentimisrakendus on lisatud.
security-renamed = Nimi on muudetud.
security-removed = Eemaldatud.
security-forgotten = Iga brauser küsib jälle teist sammu.
security-since = Lisatud: { $day }.
security-codes = Taastekoodid
security-codes-left = Koode alles: { $count }/{ $all }.
security-remembered = Meelde jäetud brauserid
security-browsers-none = Iga brauser küsib teist sammu.
security-browsers-one = Üks brauser küsib ainult parooli.
security-browsers = { $count } brauserit küsivad ainult parooli.
security-forget = Unusta kõik
factor-authenticator = Autentimisrakendus
factor-rename = Muuda nime
factor-rename-one = Muuda nime: { $name }
factor-rename-title = Nime muutmine
factor-remove = Eemalda
factor-remove-one = Eemalda: { $name }
factor-remove-heading = Kas eemaldad: { $name }?
factor-remove-effect = See ei kehti enam kohe ja meelde jäetud brauserid küsivad uuesti.
factor-remove-last = See on viimane. Pärast seda saab sisse ainult parooliga ja taastekoodid ei kehti enam.
factor-keep = Jäta alles
last-factor = Viimast teist sammu ei saa eemaldada.
last-factor-why = Sinu kontol peab see olema. Lisa enne mõni teine ja eemalda siis see.
factor-passkey = Pääsuvõti
factor-passkey-elsewhere = Teise aadressi pääsuvõti: siin see ei tööta
security-passkey-added = Pääsuvõti on lisatud.
passkey-add = Lisa pääsuvõti
passkey-what = Pääsuvõtmega logid sisse nii, nagu selle seadme avad, või turvavõtmega. Parool jääb alles.
passkey-full = Sul on kümme pääsuvõtit.
passkey-in-use = See pääsuvõti on siin juba kasutusel.
passkey-there = Selles seadmes on sinu konto pääsuvõti juba olemas. Teisi saad lisada teistes seadmetes.
authenticator-title = Lisa autentimis­rakendus
authenticator-full = Sul on viis autentimis­rakendust.
authenticator-full-what = Rohkem ei saa neid olla. Et lisada veel üks, eemalda enne mõni.
new-codes-button = Tee uued koodid
new-codes-effect = Uued koodid asendavad kõik senised ja meelde jäetud brauserid küsivad uuesti.
sign-in-code-title = Sisselogimiskood
sign-in-code-what = Akna jaoks, kus su tavaline teine samm ei tööta.
sign-in-code-how = Sisesta see pärast parooli sinna, kus küsitakse koodi. See kehtib ühe korra, viie minuti jooksul.
sign-in-code-beware = Ära anna seda kellelegi. Varem tehtud kood enam ei kehti.
sign-in-code-button = Tee kood

## Parool
password-title = Parooli muutmine
password-effect = Kõik teised brauserid logitakse seejärel välja ja lubatud rakendustes tuleb uuesti sisse logida.
password-old = Vana parool
password-button = Muuda parool
password-wrong = Vana parool on vale.
password-done = Sinu parool on muudetud.
password-done-effect = Siin oled endiselt sisse logitud. Kõik teised brauserid on välja logitud ja rakendustes tuleb uuesti sisse logida.

## Profiil
language-name = Eesti
profile-title = Profiil
profile-display-name = Kuvatav nimi
profile-display-name-what = Kui see on tühi, näevad teised: { $name }.
profile-bad-name = Kuvatavas nimes on kuni 80 märki, nähtamatuid märke selles olla ei tohi.
profile-language = Keel
profile-language-any = Nagu brauser küsib
profile-language-what = Kirjade keel, ja lehtede keel, kui rakendus või see brauser teist ei küsi.
profile-notices = Saada mulle kiri, kui logitakse sisse uuest brauserist
profile-button = Salvesta
profile-saved = Sinu profiil on salvestatud.
profile-sent = Kiri on teel. Ava selles olev link, et uut aadressi kasutada.
profile-sent-confirm = Kiri on teel. Ava selles olev link, et oma aadress kinnitada.
profile-kept = Sinu e-posti aadress jääb samaks.
profile-email = E-posti aadress
profile-email-none = Sinu kontol ei ole e-posti aadressi.
profile-email-confirmed = Kinnitatud.
profile-email-unconfirmed = Kirjaga veel kinnitamata.
profile-email-waits = { $address } võetakse kasutusele, kui avad sinna saadetud lingi. Link töötab 24 tundi.
profile-email-link-sent = Aadressile { $address } saadeti link selle kinnitamiseks. Link töötab 24 tundi.
profile-email-operator = Muutmisel annab abi { $contact }.

## Uus e-posti aadress
email-title = Muuda e-posti aadressi
email-now = Praegune aadress: { $address }
email-unconfirmed = See on kinnitamata. Kinnitamiseks lase sinna saata link.
email-new = Uus e-posti aadress
email-wrong = See ei ole e-posti aadress.
email-effect = Uuele aadressile saadetakse link. Kuni sa selle avad ja kinnitad, jääb kasutusele vana aadress. Siis saavad kirja mõlemad.
confirm-email-title = Kas see on sinu e-posti aadress?
confirm-email-what = { $platform } kasutab seda edaspidi konto { $account } jaoks: sisselogimiseks ja kirjadeks.
confirm-email-button = Kinnita see aadress
confirm-email-ignore = Kui sa seda ei küsinud, sulge see leht: kõik jääb samaks.
email-done-heading = Sinu e-posti aadress on kinnitatud.
email-done-effect = Edaspidi saad sellega sisse logida, ja kirjad tulevad sinna.

## Andmed
data-title = Laadi oma andmed alla
data-what = Fail kõigega, mida { $platform } sinu kohta hoiab, JSON-vormingus, mida loevad programmid.
data-without = Paroole, lubasid ja koode selles ei ole. Hoia faili seal, kus ainult sina seda lugeda saad.
data-button = Laadi alla

## Konto kustutamine
delete-title = Kustuta minu konto
delete-heading = Kas kustutada sinu konto?
delete-what = Tagasi võtta seda ei saa. Kustutatakse:
delete-account = Konto koos parooli ja teiste sammudega: { $name }
delete-email = E-posti aadress: { $address }
delete-sessions = Sisse logitud brausereid ja programme: { $number }
delete-apps = Rakendusi, mis loa kaotavad: { $number }
delete-owned = Selle konto enda rakendusi, mis lakkavad töötamast: { $number }
delete-kept = Mis rakendustel juba on, jääb nende tegijatele. Kui nad seda soovivad, antakse neile teada.
delete-name = Kustutamiseks sisesta oma nimi: { $name }
delete-wrong = See ei ole sinu konto nimi.
delete-button = Kustuta minu konto
delete-keep = Jäta alles
deleted-heading = Sinu konto on kustutatud.
deleted-effect = Sa oled kõikjal välja logitud ja ükski rakendus ei saa sinu kontot enam kasutada.
last-admin-heading = Seda kontot ei saa kustutada.
last-admin-why = Sa oled selle keskkonna ainus haldaja: keegi teine ei saaks seda enam hallata.
last-admin-how = Tee enne haldajaks mõni teine kasutaja.
