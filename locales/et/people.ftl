### Lehed, mille kaudu inimesed kasutajaks saavad, eesti keeles.

## Parooli valimine
choose-title = Parooli valimine
choose-heading = Vali keskkonna { $platform } parool
choose-account = Sinu konto
choose-password = Uus parool
choose-rules = 8 kuni 128 märki, mitte sinu nimi, mitte levinud.
choose-show = Näita parooli
choose-effect = Sind logitakse kõikjal välja ja rakendused peavad sinult uuesti luba küsima.
choose-button = Salvesta parool
choose-short = Kasuta vähemalt 8 märki.
choose-long = Kasuta kuni 128 märki.
choose-unusable = See ei sobi parooliks. Kasuta tähti, numbreid, tühikuid ja kirjavahemärke.
choose-is-name = See on sinu nimi või e-posti aadress. Vali midagi muud.
choose-common = Seda kasutavad paljud. Vali mõni muu.
chosen-heading = Parool on salvestatud.
chosen-sign-in = Sellega sisselogimiseks alusta programmist või lehelt, mida kasutad.
link-over-heading = See link enam ei tööta.
link-over-why = Link töötab ainult korra ja piiratud aja jooksul.
link-over-used = Kui oled seda juba kasutanud, logi sisse. Kui see oli e-posti aadressi kinnitamiseks, ütleb sinu profiil, kas aadress on kinnitatud, ja saadab uue lingi.
link-over-new = Uue lingi annab { $contact }.

## Unustatud parool
sign-in-forgot = Unustasid parooli?
forgot-title = Unustatud parool
forgot-heading = Unustasid parooli?
forgot-what = Sisesta oma konto nimi või e-posti aadress. { $platform } saadab lingi konto e-posti aadressile.
forgot-button = Saada link
forgot-sent-heading = Vaata oma postkasti.
forgot-sent-look = Kui selline konto on olemas ja sellel on e-posti aadress, on link sinna teel. See töötab ühe tunni; kutse töötab kauem.
forgot-sent-none = Midagi ei tule? Vaata rämpsposti kausta. Kui sealgi pole, annab abi { $contact }.
