### Kirjade sõnad, eesti keeles. Teemas on kuni 40 märki: selle ees on keskkonna nimi.

mail-subject = { $platform }: { $what }
mail-link-once = Link töötab ühe korra. Tähtaeg: { $until }.
mail-link-typed = Kui nupp ei tööta, ava see aadress:
mail-not-you = Kui see ei olnud sina:
mail-foot = Saatis { $platform }, { $address }. Küsimused? Abi annab { $contact }.

mail-invite = sinu kutse
mail-invite-heading = Kutse keskkonda { $platform }
mail-invite-what = Sinu nimi siin on { $account }. Sisselogimiseks vali parool.
mail-invite-button = Vali parool

mail-reset = vali uus parool
mail-reset-heading = Uus parool kontole { $account }
mail-reset-what = Sinu konto { $account } jaoks küsiti linki, millega valida uus parool.
mail-reset-button = Vali uus parool
mail-reset-ignore = Kui sa seda ei küsinud, ära tee midagi: parool jääb samaks.

mail-verify = kinnita oma aadress
mail-verify-heading = Kas see on sinu e-posti aadress?
mail-verify-what = { $platform }: ühe konto jaoks küsiti linki, millega see aadress kinnitada. Kinnita, et see on sinu oma.
mail-verify-button = Kinnita see aadress
mail-verify-ignore = Kui sa seda ei küsinud, ära tee midagi: kõik jääb samaks.

mail-address-known = sinu aadress on kasutusel
mail-address-known-heading = See aadress on siin juba kasutusel
mail-address-known-what = { $when } püüti üks konto siduda selle aadressiga, mis kuulub sinu kontole { $account }. Midagi ei muutunud.
mail-address-known-how = Kui see ei olnud sina, ei ole vaja midagi teha: aadress jääb sinu kontole.

mail-password-changed = sinu parool vahetati
mail-password-changed-heading = Sinu parool vahetati
mail-password-changed-what = Sinu konto { $account } parool vahetati { $when }. Teised brauserid logiti välja ja rakendused peavad sinult uuesti luba küsima.
mail-password-changed-button = Küsi uut parooli

mail-factor-added = lisati teine samm
mail-factor-added-heading = Lisati teine samm
mail-factor-added-what = { $when } lisati sinu kontole { $account } sisselogimise teine samm.
mail-factor-added-how = Kui see ei olnud sina, vaheta parool ja eemalda see samm. Kui sa enam sisse ei pääse, annab abi { $contact }.
mail-factor-added-button = Vaata oma teisi samme

mail-factor-added-codes = tehti uued taastekoodid
mail-factor-added-codes-heading = Tehti uued taastekoodid
mail-factor-added-codes-what = { $when } tehti sinu kontole { $account } uued taastekoodid. Varasemad enam ei kehti.
mail-factor-added-codes-how = Kui see ei olnud sina, vaheta parool ja tee uued koodid. Kui sa enam sisse ei pääse, annab abi { $contact }.
mail-factor-added-codes-button = Vaata oma teisi samme

mail-factor-removed = eemaldati teine samm
mail-factor-removed-heading = Eemaldati teine samm
mail-factor-removed-what = { $when } eemaldati sinu kontolt { $account } sisselogimise teine samm.
mail-factor-removed-how = Kui see ei olnud sina, vaheta parool ja lisa uus teine samm. Kui sa enam sisse ei pääse, annab abi { $contact }.
mail-factor-removed-button = Vaata oma teisi samme

mail-factors-reset = sinu teised sammud eemaldati
mail-factors-reset-heading = Sinu teised sammud eemaldati
mail-factors-reset-what = { $when } eemaldas haldaja sinu kontolt { $account } kõik teised sammud ja lõpetas kõik selle seansid. Parool jääb samaks.
mail-factors-reset-how = Kui sa seda ei palunud, vaheta parool ja anna teada: { $contact }.
mail-factors-reset-button = Vaata oma teisi samme

mail-codes-closed = koodid enam ei tööta
mail-codes-closed-heading = Koodid enam ei tööta
mail-codes-closed-what = { $when } lülitati sinu konto { $account } koodid välja, sest järjest sisestati palju valesid. Iga kord oli enne sisestatud õige parool.
mail-codes-closed-how = Logi sisse pääsuvõtme või taastekoodiga. Kui see ei õnnestu, annab abi { $contact }. Kui need katsed ei olnud sinu omad, vaheta parool.
mail-codes-closed-button = Vaheta parool

mail-recovery-code-used = kasutati taastekoodi
mail-recovery-code-used-heading = Kasutati taastekoodi
mail-recovery-code-used-what = { $when } logiti sinu kontole { $account } sisse taastekoodiga.
mail-recovery-code-used-left = Taastekoode alles: { $left }
mail-recovery-code-used-how = Kui see ei olnud sina, vaheta parool ja tee uued taastekoodid. Kui sa enam sisse ei pääse, annab abi { $contact }.
mail-recovery-code-used-button = Vaata oma teisi samme

mail-account-removed = sinu konto eemaldati
mail-account-removed-heading = Sinu konto eemaldati
mail-account-removed-what = { $when } eemaldati sinu konto { $account } koos kõigega, mis selle juures hoiul oli.
mail-account-removed-how = Kui see ei olnud sina, annab abi { $contact }.

mail-email-changed = sinu e-posti aadress muudeti
mail-email-changed-heading = Sinu e-posti aadress muudeti
mail-email-changed-what = { $when } muudeti sinu konto { $account } e-posti aadress. See kiri läheb nii vanale kui ka uuele aadressile.
mail-email-changed-how = Kui sa seda ei oodanud, annab abi { $contact }.

mail-new-sign-in = uus sisselogimine
mail-new-sign-in-heading = Sisselogimine uuest brauserist
mail-new-sign-in-what = { $when } kasutati sinu kontot { $account } brauseris, kus seda varem ei kasutatud.
mail-new-sign-in-device = Brauser: { $device }
mail-new-sign-in-how = Kui see ei olnud sina, lõpeta see seanss ja vaheta parool. Kui sa enam sisse ei pääse, annab abi { $contact }.
mail-new-sign-in-button = Vaata, kus sa oled sisse logitud

mail-app-waiting = rakendus ootab otsust
mail-app-waiting-heading = Rakendus ootab otsust
mail-app-waiting-what = { $when } registreeris kasutaja rakenduse või soovis mõnda muuta. See ootab, kuni administraator selle heaks kiidab või tagasi lükkab.
mail-app-waiting-button = Vaata rakendusi

mail-app-decided = otsus sinu rakenduse kohta
mail-app-decided-heading = Otsus sinu rakenduse kohta
mail-app-decided-what = { $when } tegi administraator otsuse sinu konto { $account } rakenduse või selle muudatuse kohta.
mail-app-decided-button = Vaata oma rakendusi

mail-test = proovikiri
mail-test-heading = Kiri jõudis kohale
mail-test-what = { $platform } saatis selle kirja oma seadete proovimiseks. Midagi ei ole vaja teha.
