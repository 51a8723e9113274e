### Words of the developer console, in Estonian.

developer-title = Sinu rakendused
developer-none = Sul ei ole veel rakendusi. Registreeri mõni, et inimesed saaksid sellesse oma siinse kontoga sisse logida.
developer-second-step = Rakenduste haldamiseks logi sisse teise sammuga. Seadista see kõigepealt ja logi siis uuesti sisse.
developer-waits = See rakendus ootab administraatori otsust. Enne heakskiitu saad sellega sisse logida ainult sina.
developer-why = Administraator lükkas selle tagasi: { $why }
developer-proposed = Ootab administraatori otsust, seni kehtivad vanad väärtused: { $fields }
developer-try = Proovi
developer-code = Näidiskood
developer-code-heading = Näidiskood: { $name }
developer-code-what = Aadress, kliendi tunnus ja tagasisuunamise aadress on sisse kirjutatud. Üheski näidises ei ole saladust: hoia oma saladust keskkonnamuutujas või failis.
developer-code-server = Veebiserver (Python)
developer-code-page = Veebileht (JavaScript)

## Enne salvestamist
developer-terms-approve = Uue rakenduse üle otsustab administraator. Seni saad sellega sisse logida ainult sina.
developer-terms-change = Nime, aadresside ja õiguste muudatused ootavad administraatori otsust, seni kehtivad vanad väärtused. Kõik muu kehtib kohe.
developer-terms-open = Kuni administraator ei ole seda heaks kiitnud, ütleb selle nõusolekuleht: Teinud { $maker }, { $platform } ei ole kontrollinud

## Mida omanikud ei saa
developer-never = Seda saab määrata ainult administraator.
developer-never-kind = Seda liiki rakendusi registreerivad administraatorid. Vali muu.
developer-never-grant = Ühte neist viisidest žetoone saada lubavad administraatorid.
developer-never-token = Saladusega rakendus saab koodi, mitte žetooni brauseri kaudu. Jäta vastus token välja.
developer-never-switch = Ühte neist valikutest määravad administraatorid. Midagi ei salvestatud.
developer-never-scope = Ühte neist õigustest lubavad administraatorid.
developer-never-ttl = Juurdepääsužetoonid kehtivad siin kõige rohkem { $number } sekundit: sisesta vähem või jäta tühjaks.
developer-never-owner = Omanikku nimetava teksti kirjutavad administraatorid.
developer-never-identity = Number, kliendi tunnus ja saladus tehakse siin. Midagi ei salvestatud.
developer-name-taken = Teise rakenduse nimi näeb samasugune välja. Vali muu.
developer-name-platform = Platvormi nimi on selle nime sees. Vali muu.
developer-too-many = Sul on { $number } rakendust, rohkem ei saa. Eemalda kõigepealt mõni.
developer-too-many-short = Sul on liiga palju rakendusi.
developer-too-many-today = Registreerisid ööpäeva jooksul { $number } rakendust, rohkem ei saa. Tule homme tagasi.
developer-too-many-today-short = Registreerisid täna liiga palju rakendusi.
