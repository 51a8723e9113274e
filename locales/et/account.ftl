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

## Parool
password-title = Parooli muutmine
password-effect = Kõik teised brauserid logitakse seejärel välja ja lubatud rakendustes tuleb uuesti sisse logida.
password-old = Vana parool
password-button = Muuda parool
password-wrong = Vana parool on vale.
password-done = Sinu parool on muudetud.
password-done-effect = Siin oled endiselt sisse logitud. Kõik teised brauserid on välja logitud ja rakendustes tuleb uuesti sisse logida.
