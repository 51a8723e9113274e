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

## Lubatud rakendused
apps-none = Ükski rakendus ei kasuta sinu kontot.
apps-none-what = Kui sa mõne rakenduse lubad, ilmub see siia, ja võid loa igal ajal tagasi võtta.
apps-what = Need rakendused tohivad sinu kontot kasutada, kuni loa tagasi võtad.
apps-may = Tohib:
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
confirm-trouble = Kinnitada ei õnnestu? Küsi: { $contact }.

## Turvalisus
security-none = Sisse saab ainult parooliga. Teise sammuga ei pääse sisse ka see, kes su parooli teada saab.
security-what = Pärast parooli küsitakse sinult ühte neist.
security-added = Autentimisrakendus on lisatud.
security-renamed = Nimi on muudetud.
security-removed = Eemaldatud.
security-forgotten = Iga brauser küsib jälle teist sammu.
security-since = Lisatud: { $day }.
security-codes = Taastekoodid
security-codes-left = Alles { $count } koodi { $all }-st.
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
passkey-add = Pääsuvõtme lisamine
passkey-what = Pääsuvõtmega logid sisse nii, nagu selle seadme avad, või turvavõtmega. Parool jääb alles.
passkey-full = Sul on kümme pääsuvõtit.
passkey-in-use = See pääsuvõti on siin juba kasutusel.
authenticator-title = Autentimisrakenduse lisamine
authenticator-full = Sul on viis autentimisrakendust.
authenticator-full-what = Rohkem ei saa neid olla. Et lisada veel üks, eemalda enne mõni.
new-codes-button = Tee uued koodid
new-codes-effect = Uued koodid asendavad kõik senised ja meelde jäetud brauserid küsivad uuesti.
sign-in-code-title = Sisselogimiskood
sign-in-code-what = Akna jaoks, kus su tavaline teine samm ei tööta.
sign-in-code-how = Sisesta see pärast parooli sinna, kus küsitakse rakenduse koodi. See kehtib ühe korra, viie minuti jooksul.
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
