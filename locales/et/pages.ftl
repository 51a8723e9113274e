### All words that people read on pages, in Estonian.
### Names from outside cannot be inflected: the noun before them is.

## Every page
title = { $action } · { $platform }
title-error = Viga: { $title }
demo-note = Demo: siin ei jää midagi alles.
language-switch = Eesti keeles
footer-contact = Küsimused? Abi annab { $contact }.
footer-privacy = Privaatsus
footer-terms = Tingimused
contact-nobody = keskkonna { $platform } haldaja
start-again = Alusta uuesti
try-again = Proovi uuesti
go-home = Mine avalehele

## Sign in
sign-in-title = Sisselogimine
sign-in-heading = Sisene: { $platform }
sign-in-for = et jätkata rakenduses { $app }
sign-in-for-device = et ühendada seade
sign-in-wrong = Vale nimi või parool.
sign-in-stale = See leht oli liiga kaua lahti. Logi uuesti sisse.
sign-in-name = Nimi või e-post
sign-in-password = Parool
sign-in-keep = Jäta mind sisselogituks
sign-in-keep-desktop = Jäta mind selles arvutis sisselogituks
sign-in-button = Logi sisse
sign-in-trouble = Ei saa sisse? Abi annab { $contact }.

## Second step
second-step-title = Teine samm
second-step-heading = Veel üks samm
second-step-account = Konto
second-step-code = Kood autentimisrakendusest
second-step-recovery = Taastekood
second-step-remember-day = Ära küsi selles brauseris ühe päeva jooksul
second-step-remember-days = Ära küsi selles brauseris { $days } päeva jooksul
second-step-button = Jätka
second-step-use-code = Kasuta rakenduse koodi
second-step-use-sign-in-code = Kasuta sisselogimiskoodi
second-step-use-recovery = Kasuta taastekoodi
second-step-wrong = See kood ei ole õige.
second-step-used = Seda koodi on juba kasutatud. Oota järgmist.
second-step-recovery-wrong = See taastekood ei ole õige.
second-step-recovery-used = Seda koodi on juba kasutatud. Võta mõni teine.
second-step-closed = Valesid koode sisestati liiga palju. Koodid toimivad jälle, kui kasutad taastekoodi või pääsuvõtit. Kui muud võimalust pole, annab abi { $contact }.
second-step-unreadable = Seda koodi ei saa kontrollida. Jätka muul viisil.
second-step-trouble = Koodi pole? Abi annab { $contact }.
second-step-trouble-sign-in-code = Koodi pole? Tee sisselogimiskood seal, kus oled sisse logitud, lehel Turvalisus. Muul juhul annab abi { $contact }.

passkey = Pääsuvõti
passkey-sign-in = Logi sisse pääsuvõtmega
passkey-use = Kasuta pääsuvõtit
passkey-set-up = Kasuta selle asemel pääsuvõtit
passkey-failed = Pääsuvõtit ei kasutatud. Proovi uuesti või jätka muul viisil.
passkey-unknown = See aken ei oska pääsuvõtmeid kasutada. Jätka muul viisil.
passkey-wrong = See pääsuvõti siin ei tööta.
passkey-not-added = Seda pääsuvõtit ei lisatud. Proovi uuesti või jätka muul viisil.

set-up-title = Teise sammu seadistamine
set-up-why = { $who } nõuab enamat kui parooli. Ilma teise sammuta edasi ei saa.
set-up-what = Autentimisrakendus näitab telefonis või arvutis iga 30 sekundi järel uut kuuekohalist koodi. Rakendusepoodides on ka tasuta valikuid.
set-up-how = Skaneeri QR-kood autentimisrakendusega või sisesta selle võti.
set-up-picture = QR-kood
set-up-show = QR-kood ja võti
set-up-link = Ava rakendus selles seadmes
set-up-name = Kuidas seda nimetada
set-up-name-usual = Autentimisrakendus
set-up-name-wrong = Anna nimi, 1 kuni 80 märki.
recovery-title = Sinu taastekoodid
recovery-keep = Hoia neid koode kindlas kohas. Neid näidatakse ainult praegu.
recovery-file = Salvesta tekstifailina
recovery-once = Parooli järel asendab igaüks neist ühe korra koodi. Kui need kaovad, tee oma kontol lehel Turvalisus uued.

## Where the answer goes
destination-program = Seejärel lähed tagasi programmi juurde.
destination-host = Seejärel lähed aadressile { $host }.
destination-this-computer = Seejärel lähed tagasi selles arvutis oleva programmi juurde.
destination-device = Seejärel lähed tagasi oma seadme juurde.
destination-scheme = Seejärel lähed tagasi programmi juurde, mis avab aadresse algusega { $scheme }.

## Consent
consent-title = Ligipääsu lubamine
consent-heading = Kas { $app } võib kasutada sinu { $platform } kontot?
consent-owner = Tegija: { $owner }
consent-maker = Teinud { $maker }, { $platform } ei ole kontrollinud
consent-owner-unknown = Selle rakenduse tegijat ei ole nimetatud.
consent-signed-in-as = Sisse logitud kui
consent-not-you = Pole sina?
consent-may = Rakendus võib:
consent-may-more = Rakendus küsib nüüd rohkem. See võib:
consent-full = Täielik ligipääs: kõik, mida see rakendus üldse küsida saab.
consent-full-includes = Sellega võib rakendus:
consent-new = Uus:
scope-openid = teada, kes sa siin oled
scope-profile = näha sinu nime ja keelt
scope-email = näha sinu e-posti aadressi
scope-offline-access = kasutada kontot ka sinu äraolekul
consent-elsewhere = Selle loaga saab see kasutada ka: { $hosts }.
consent-withdraw = Saad selle igal ajal tagasi võtta lehel „Lubatud rakendused“.
consent-details = Üksikasjad
consent-detail-app = Rakendus
consent-detail-owner = Tegija, tema enda sõnul
consent-detail-site = Veebileht
consent-detail-privacy = Privaatsusteade
consent-detail-terms = Kasutustingimused
consent-detail-account = Sinu konto
consent-detail-destination = Vastuse saab
consent-detail-program = programm, mis selle lehe avas
consent-detail-this-computer = programm selles arvutis
consent-detail-device = seade, mis koodi näitab
consent-allow = Luba
consent-deny = Ära luba

## A device without a browser
device-title = Seadme ühendamine
device-enter = Sisesta kood, mida sinu seade näitab.
device-code = Kood
device-button = Jätka
device-wrong = See kood on vale, aegunud või juba kasutatud. Kontrolli seda või võta seadmest uus kood.
device-beware = Luba ainult siis, kui alustasid seda ise ja sinu seade näitab seda koodi.
device-allowed = Ligipääs on lubatud.
device-denied = Sa ei lubanud seda.
device-may = { $app } võib nüüd:
device-nothing = { $app } ei saa sellega sinu kontot kasutada.
device-go-back = Võid minna tagasi oma seadme juurde.

## On the way back to the app
form-post-title = Tagasi rakendusse
form-post-heading = Üks hetk
form-post-press = Oled teel tagasi. Kui midagi ei juhtu, vajuta „Jätka“.
form-post-button = Jätka
opener-message-title = Tagasi rakendusse
opener-message-heading = Siin on valmis
opener-message-go-back = Võid selle akna sulgeda. Kui leht, mis selle avas, ei jätka, alusta seal uuesti.

## In a frame of an app's own site
open-window-title = Sisselogimine
open-window-heading = { $app } soovib kasutada sinu { $platform } kontot
open-window-button = Jätka uues aknas

## Landing pages of the desktop flow
success-heading = Oled sisse logitud.
success-go-back = Mine tagasi programmi juurde. Kui see küsib selle lehe aadressi, kopeeri aadress aadressiribalt tervikuna.
success-keep-secret = Ära anna seda aadressi kellelegi: see avab mõneks ajaks sinu konto.
failed-heading = Midagi ei jagatud.
failed-why = Sa ei lubanud seda või läks midagi valesti.
failed-go-back = Mine tagasi programmi juurde.

## Signing out
sign-out-title = Väljalogimine
sign-out-heading = Logid { $platform } kontolt välja?
sign-out-who = Oled selles brauseris sisse logitud kui { $account }.
sign-out-effect = Rakendused, mida oled lubanud, töötavad edasi.
sign-out-button = Logi välja
signed-out-heading = Oled välja logitud.
signed-out-again = Et uuesti sisse logida, alusta programmist või lehelt, mida kasutad.

## A request that cannot be trusted
refused-heading = See sisselogimislink ei tööta.
refused-not-you = Sina ei teinud midagi valesti. Parandada tuleb rakendust, mis su siia saatis.
refused-tell = Ütle rakenduse tegijale: { $code }, viide { $reference }.
refused-for-the-maker = Rakenduse tegijale
advice-client-unknown = client_id puudub või ei ole siin sellise tunnusega rakendust.
advice-app-not-open = See rakendus ei ole kõigile avatud: see ootab administraatori otsust või on administraator selle tagasi lükanud. Kuni see ootab, saab sellega sisse logida ainult omanik.
advice-redirect-uri-missing = Päringus puudub redirect_uri ja rakendusel ei ole registreeritud täpselt ühte aadressi. Hüpikaken vajab ilma selleta parameetrit origin.
advice-redirect-uri-mismatch = redirect_uri ei ole ükski selle rakenduse registreeritud aadressidest või ei ole origin ühegi päritolu. Neid võrreldakse märk-märgilt.
advice-parameter-repeated = client_id või redirect_uri saadeti rohkem kui üks kord; hüpikaknal kehtib sama parameetrite origin ja callback kohta.
advice-parameter-malformed = client_id või redirect_uri ei ole UTF-8 või sisaldab juhtmärke; või ei koosne hüpikakna callback kuni 100 tähest, numbrist ja sidekriipsust.

## Other errors
expired-heading = See leht oli liiga kaua lahti.
untaken-nothing = Seekord ei jagatud ega muudetud midagi.
decided-heading = Sa juba vastasid sellele.
decided-app = Kui sa lubasid, võib rakendusel ligipääs juba olla. Mine rakendusse tagasi ja vaata.
decided-again = Kui see ikka veel ootab, alusta uuesti.
done-heading = Seda vormi on juba kasutatud.
done-once = Iga vorm toimib ühe korra. Seekord ei muudetud midagi.
chosen-before = Sinu parool salvestati esimesel korral. Logi sellega sisse.
no-cookies-heading = Sinu brauser ei saatnud meie küpsiseid tagasi.
no-cookies-allow = Ilma nendeta ei saa siin teada, et see oled ikka sina. Luba sellel lehel küpsised ja alusta uuesti.
no-cookies-elsewhere = Kui see leht on teise rakenduse sees, ava see oma tavalises brauseris.
session-ended-heading = Sa ei ole enam sisse logitud.
session-ended-why = Logisid välja või su seanss lõppes, kui see leht lahti oli.
outdated-heading = See leht on vananenud.
outdated-why = See enam ei sobi. Nii juhtub, kui logid vahepeal uuesti sisse või sulged brauseri või kui siin midagi muutub.
strange-heading = Seda ei saadetud selle saidi lehelt.
braked-heading = Liiga palju katseid.
braked-wait = Oota minut. Abi annab { $contact }.
braked-wait-minutes = Oota { $minutes } minutit. Abi annab { $contact }.
too-often-heading = Rakendus küsis liiga tihti.
too-often-wait = Oled endiselt sisse logitud ja seekord ei jagatud midagi. Oota minut ja proovi uuesti.
too-often-wait-minutes = Oled endiselt sisse logitud ja seekord ei jagatud midagi. Oota { $minutes } minutit ja proovi uuesti.
unavailable-heading = Praegu see ei tööta.
unavailable-again = Midagi ei läinud kaotsi. Proovi hetke pärast uuesti.
not-found-heading = Siin ei ole lehte.
not-found-go-back = Kontrolli aadressi või mine tagasi sinna, kust tulid.
method-heading = Seda aadressi kasutatakse teisiti.
method-go-back = Mine tagasi sinna, kust tulid, ja proovi uuesti.
too-large-heading = Seda oli korraga liiga palju.
too-large-tell = Mine tagasi sinna, kust tulid. Kui see kordub, annab abi { $contact }.

## Demo
demo-title = Demo
demo-heading = Hangi pääsutõend
demo-lead = Alusta voogu nagu rakendus, logi sisse ja vajuta „Luba“. Siis näitab see leht pääsutõendit ja küsib API-lt, kes sa oled.
demo-sign-in-as = Logi sisse kui { $user }. Parool on terminalis.
demo-desktop-heading = Töölauaprogramm
demo-desktop-what = Väike aken, nagu programm selle enda sisse paneb. Programm ootab, kuni aadress muutub, ja loeb tõendi sealt.
demo-desktop-button = Ava aken
demo-web-heading = Veebileht
demo-web-what = Brauser läheb sisselogimislehele ja tuleb siia tagasi; tõend on aadressis märgi # järel.
demo-web-button = Mine ja tule tagasi
demo-code-heading = Kood ja PKCE
demo-code-what = Sama, aga tõendi asemel tuleb kood. Leht vahetab selle tõendi vastu saladusega, mis ei ole kunagi üheski aadressis olnud.
demo-code-button = Mine ja vaheta kood
demo-openid-heading = Sisselogimine OpenID Connectiga
demo-openid-what = Sama, aga leht saab ka teada, kes sisse logis: ta saab ID-tõendi, kontrollib seda ning küsib nime ja e-posti aadressi.
demo-openid-button = Mine ja logi sisse
demo-refusal-heading = Keeldumine
demo-refusal-what = Sama mis veebileht, aga vajuta seekord „Ära luba“.
demo-refusal-button = Mine ja keeldu
demo-request = Päring
demo-client-id = Rakenduse tunnus
demo-no-script = Skriptid on välja lülitatud. Lingid töötavad; vastus on siis aadressiribal märgi # järel.
demo-waiting = Ootan akent. Logi seal sisse ja vajuta „Luba“.
demo-closed = Aken suleti enne vastust.
demo-strange-state = Tuli vastus, mis ei kuulu ühegi selle lehe päringu juurde. Seda ei kasutatud.
demo-answer = Vastus
demo-success = Lubatud. Rakendus sai pääsutõendi.
demo-refused = Ei lubatud. Rakendus ei saanud pääsutõendit.
demo-refused-next = Programm ütleb seda ja pakub uut katset. Midagi ei jagatud.
demo-exchange = Vahetus
demo-tokens = Mis tagasi tuleb
demo-id-token = ID-tõend, lahti kirjutatud
demo-id-token-good = Allkirjastanud see server, selle rakenduse ja selle sisselogimise jaoks.
demo-id-token-bad = See ei ole sellelt serverilt või ei ole selle sisselogimise jaoks. Rakendus lükkab selle tagasi.
demo-api = Mida API vastab
demo-hello = See tõend kuulub kasutajale
demo-api-failed = API ei võtnud tõendit vastu.
demo-next = Järgmine koodirida
demo-again = Alusta uuesti
