"""Common given and family names of many peoples, in the spellings that English papers use; words of firms; places."""

from __future__ import annotations

from typing import NamedTuple


class People(NamedTuple):
    """How a people's names are made, and of what."""

    form: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    middle: tuple[str, ...] = ()
    script: str = ""


def _said(text: str) -> tuple[str, ...]:
    return tuple(x.strip() for x in text.replace("\n", " ").split(",") if x.strip())


_ARABIC_GIVEN = _said("""
Muhammad, Ahmad, Ali, Hassan, Hussein, Ibrahim, Khalid, Omar, Mahmud, Abdullah, Yusuf, Mustafa, Saleh, Salim,
Nasir, Tariq, Walid, Jamal, Karim, Rashid, Said, Faisal, Hamza, Bilal, Adel, Samir, Fadi, Imad, Ayman, Nabil,
Ziad, Majid, Hakim, Anwar, Munir, Bashir, Kamal, Jafar, Qasim, Abd al-Rahman, Abd al-Karim, Abdul Aziz, Abdul
Rahim, Abdelkader, Mansur, Isa, Musa, Yahya, Idris, Sulayman, Zakariya, Marwan, Usama, Haytham, Fatima, Aisha,
Maryam, Khadija, Zaynab, Layla, Salma
""")
_ARABIC_FAMILY = _said("""
al-Masri, al-Hassan, al-Jabouri, al-Rawi, al-Tikriti, al-Shami, Haddad, Khoury, Mansour, Nasser, al-Zahrani,
al-Ghamdi, al-Harbi, al-Otaibi, al-Qahtani, al-Dosari, Saleh, Hamdan, al-Ani, al-Ubaidi, Barakat, Darwish,
Farah, Ghanem, Habib, Jaber, Kanaan, Lahoud, Makki, Najjar, Qaddour, Rahal, Sabbagh, Taha, Younes, Zidan,
Benali, Bouteflika, Belkacem, Chaouch, Djebbar, Hamidi, Kaci, Mebarki, Ouali, Rezgui, Slimani, Trabelsi,
Zerrouki
""")
_AFGHAN_GIVEN = _said("""
Mohammad, Ahmad, Abdul, Gul, Noor, Jan, Agha, Amir, Sher, Nazar, Mir, Haji, Wali, Rahim, Qadir, Ghani, Habib,
Zahir, Sadiq, Yar, Aziz, Baz, Din, Fazl, Hamid, Ismatullah, Hidayatullah, Najibullah, Rahmatullah, Hafizullah,
Zabihullah, Matiullah, Azizullah, Esmatullah, Samiullah, Asadullah, Naimullah, Obaidullah
""")
_AFGHAN_FAMILY = _said("""
Haqqani, Ahmadzai, Barakzai, Noorzai, Popalzai, Achakzai, Zadran, Hotak, Khan, Akhund, Mangal, Stanekzai,
Wardak, Safi, Shinwari, Alizai, Ishaqzai, Kakar, Momand, Sherzai, Hanafi, Qureshi, Afridi, Yousafzai, Durrani,
Tareen
""")
_RUSSIAN_GIVEN = _said("""
Aleksandr, Sergei, Vladimir, Dmitry, Andrei, Alexei, Mikhail, Nikolai, Ivan, Yuri, Viktor, Oleg, Igor, Pavel,
Konstantin, Yevgeny, Anatoly, Boris, Vasily, Grigory, Denis, Maksim, Roman, Ruslan, Vadim, Vitaly, Arkady,
Leonid, Gennady, Olga, Natalia, Elena, Tatiana, Svetlana, Irina, Marina
""")
_RUSSIAN_MIDDLE = _said("""
Aleksandrovich, Sergeevich, Vladimirovich, Dmitrievich, Andreevich, Alekseevich, Mikhailovich, Nikolaevich,
Ivanovich, Yurievich, Viktorovich, Olegovich, Igorevich, Pavlovich, Konstantinovich, Borisovich, Vasilievich,
Leonidovich
""")
_RUSSIAN_FAMILY = _said("""
Ivanov, Petrov, Sidorov, Smirnov, Kuznetsov, Popov, Volkov, Sokolov, Lebedev, Kozlov, Novikov, Morozov,
Pavlov, Semenov, Golubev, Vinogradov, Bogdanov, Vorobyov, Fedorov, Mikhailov, Belyaev, Tarasov, Belov,
Komarov, Orlov, Kiselev, Makarov, Andreev, Kovalev, Ilyin, Gusev, Titov, Kuzmin, Shevchenko, Bondarenko,
Kravchenko, Tkachenko, Lysenko, Zhukov, Chernov, Yakovlev, Shcherbakov, Zaitsev, Khodakov, Tsvetkov, Yurchenko
""")
_SPANISH_GIVEN = _said("""
Jose, Juan, Carlos, Luis, Jorge, Miguel, Pedro, Francisco, Manuel, Antonio, Jesus, Rafael, Fernando, Ricardo,
Alberto, Hector, Raul, Sergio, Oscar, Mario, Victor, Julio, Cesar, Diego, Andres, Alejandro, Ramon, Enrique,
Hernan, Gustavo, Maria, Ana, Luz, Carmen, Rosa, Gloria, Claudia, Patricia, Martha, Diana
""")
_SPANISH_FAMILY = _said("""
Garcia, Rodriguez, Martinez, Hernandez, Lopez, Gonzalez, Perez, Sanchez, Ramirez, Torres, Flores, Rivera,
Gomez, Diaz, Reyes, Morales, Cruz, Ortiz, Gutierrez, Chavez, Ramos, Ruiz, Alvarez, Mendoza, Vasquez, Castillo,
Jimenez, Moreno, Romero, Herrera, Medina, Aguilar, Vargas, Castro, Guzman, Salazar, Rojas, Contreras, Ortega,
Guerrero, Estrada, Orozco, Valencia, Zuluaga, Piedrahita, Quintero, Londono, Arboleda, Buitrago, Montoya
""")
_KOREAN_FAMILY = _said("""
Kim, Ri, Pak, Choe, Jong, Kang, Jo, Yun, Jang, Rim, Han, O, So, Sin, Kwon, Hwang, An, Song, Ryu, Hong, Jon, Ko
""")
_KOREAN_GIVEN = _said("""
Yong, Chol, Song, Il, Un, Jong, Ho, Nam, Su, Hyok, Kwang, Myong, Chun, Jin, Sok, Hak, Thae, Tong, Sung, Min,
Kyong, Guk, Ryong, Gil, Won, Ung, Hui, Pong
""")
_CHINESE_FAMILY = _said("""
Wang, Li, Zhang, Liu, Chen, Yang, Huang, Zhao, Wu, Zhou, Xu, Sun, Ma, Zhu, Hu, Guo, He, Gao, Lin, Luo, Zheng,
Liang, Xie, Song, Tang, Deng, Han, Feng, Cao, Peng, Zeng, Xiao, Tian, Dong, Pan
""")
_CHINESE_GIVEN = _said("""
Wei, Jun, Ming, Hong, Jian, Ping, Hua, Guo, Xiao, Yong, Qiang, Lei, Bin, Tao, Hai, Feng, Zhi, Wen, Xin, Yan,
Jie, Peng, Bo, Chun, Dong, Fang, Gang, Hui, Kai, Long, Rong, Shan, Ting, Ying, Zhen
""")
_PERSIAN_GIVEN = _said("""
Mohammad, Ali, Reza, Hossein, Mehdi, Hassan, Ahmad, Amir, Majid, Saeed, Mahmoud, Javad, Mohsen, Hamid, Masoud,
Behrouz, Bahman, Kamran, Farhad, Hadi, Morteza, Mostafa, Naser, Parviz, Qasem, Rahim, Sadegh, Vahid, Yadollah,
Zohreh
""")
_PERSIAN_FAMILY = _said("""
Ahmadi, Mohammadi, Hosseini, Karimi, Rahimi, Rezaei, Moradi, Jafari, Heidari, Ghasemi, Mousavi, Sadeghi,
Ebrahimi, Alavi, Soleimani, Tehrani, Shirazi, Esfahani, Tabrizi, Farahani, Zadeh, Bagheri, Fakhrizadeh,
Ghorbani, Hashemi, Kazemi, Larijani, Najafi, Rostami, Salehi, Taghavi, Vahidi, Yazdi, Zarei
""")
_ENGLISH_GIVEN = _said("""
James, John, Robert, Michael, William, David, Richard, Joseph, Thomas, Charles, Christopher, Daniel, Matthew,
Anthony, Mark, Steven, Paul, Andrew, Kenneth, George, Edward, Brian, Kevin, Peter, Henry, Patrick, Samuel,
Benjamin, Mary, Linda, Barbara, Susan, Margaret, Elizabeth, Jennifer, Sarah, Karen, Nancy, Emma, Helen
""")
_ENGLISH_FAMILY = _said("""
Smith, Johnson, Williams, Brown, Jones, Miller, Davis, Wilson, Anderson, Taylor, Moore, Jackson, Martin, Lee,
Thompson, White, Harris, Clark, Lewis, Robinson, Walker, Young, Allen, King, Wright, Scott, Hill, Green,
Adams, Baker, Nelson, Carter, Mitchell, Roberts, Turner, Phillips, Campbell, Parker, Evans, Edwards, Collins,
Stewart, Morris, Murphy, Cook, Rogers, Morgan, Cooper, Peterson, Reed, Bailey, Kelly, Howard, Ward, Watson,
Brooks, Bennett, Gray, Hughes, Price, Sanders, Danvers
""")
_GERMAN_GIVEN = _said("""
Hans, Peter, Klaus, Wolfgang, Jürgen, Thomas, Andreas, Stefan, Michael, Uwe, Bernd, Günther, Dieter, Heinrich,
Karl, Werner, Friedrich, Ursula, Monika, Petra, Sabine, Birgit, Jörg, Matthias, Rüdiger
""")
_GERMAN_FAMILY = _said("""
Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch, Bauer,
Richter, Klein, Wolf, Schröder, Neumann, Schwarz, Zimmermann, Braun, Krüger, Hofmann, Hartmann, Lange, Werner,
Krause, Lehmann, Köhler, Weiß, Jäger, Böhm, Großmann, Kühn
""")
_FRENCH_GIVEN = _said("""
Jean, Pierre, Michel, André, Philippe, René, Louis, Alain, Jacques, Bernard, Marcel, Daniel, Roger, Robert,
Paul, Claude, Christian, Henri, Georges, Nicolas, François, Laurent, Frédéric, Thierry, Hervé, Marie, Monique,
Catherine, Françoise
""")
_FRENCH_FAMILY = _said("""
Martin, Bernard, Dubois, Thomas, Robert, Richard, Petit, Durand, Leroy, Moreau, Simon, Laurent, Lefebvre,
Michel, Garnier, Roux, Fournier, Girard, Bonnet, Dupont, Lambert, Fontaine, Rousseau, Vincent, Lefèvre,
Mercier, Boyer, Chevalier, Gauthier, Mukendi, Kabila, Ngoy, Ilunga, Kasongo, Mutombo, Tshibangu, Nkunda,
Bemba, Lubanga
""")
_SERB_GIVEN = _said("""
Dragan, Zoran, Milan, Goran, Slobodan, Nikola, Marko, Petar, Jovan, Đorđe, Aleksandar, Dušan, Nenad, Željko,
Vojislav, Radovan, Ratko, Milorad, Branislav, Miloš, Jelena, Snežana, Biljana
""")
_SERB_FAMILY = _said("""
Jovanović, Petrović, Nikolić, Marković, Đorđević, Stojanović, Ilić, Stanković, Pavlović, Milošević, Popović,
Kovačević, Šešelj, Obradović, Živković, Lukić, Knežević, Simić, Babić, Horvat, Kovač, Đukić, Mladić, Perišić
""")
_AFRICAN_GIVEN = _said("""
Emmanuel, Joseph, Samuel, Moses, Ousmane, Mamadou, Ibrahima, Abdoulaye, Kwame, Kofi, Chukwuemeka, Oluwaseun,
Tendai, Tesfaye, Abebe, Girma, Yohannes, Mulugeta, Abiy, Jean-Bosco, Innocent, Sylvestre, Faustin, Dieudonné,
Grace
""")
_AFRICAN_FAMILY = _said("""
Diallo, Traore, Keita, Coulibaly, Mensah, Okafor, Adeyemi, Mugabe, Mnangagwa, Tekle, Haile, Bekele, Ntaganda,
Mudacumura, Bizimana, Habimana, Kagame, Museveni, Otieno, Odhiambo, Kamau, Banda, Phiri, Moyo, Ndlovu,
Dlamini, Nkosi, Mbeki, Toure
""")

PEOPLES = (
    People("chain", _ARABIC_GIVEN, _ARABIC_FAMILY, script="arabic"),
    People("chain", _ARABIC_GIVEN, _ARABIC_FAMILY, script="arabic"),
    People("chain", _AFGHAN_GIVEN, _AFGHAN_FAMILY, script="arabic"),
    People("patronymic", _RUSSIAN_GIVEN, _RUSSIAN_FAMILY, _RUSSIAN_MIDDLE, "cyrillic"),
    People("two families", _SPANISH_GIVEN, _SPANISH_FAMILY),
    People("syllables", _KOREAN_GIVEN, _KOREAN_FAMILY),
    People("syllables", _CHINESE_GIVEN, _CHINESE_FAMILY),
    People("family", _PERSIAN_GIVEN, _PERSIAN_FAMILY, script="arabic"),
    People("family", _ENGLISH_GIVEN, _ENGLISH_FAMILY),
    People("family", _GERMAN_GIVEN, _GERMAN_FAMILY),
    People("family", _FRENCH_GIVEN, _FRENCH_FAMILY),
    People("family", _SERB_GIVEN, _SERB_FAMILY),
    People("family", _AFRICAN_GIVEN, _AFRICAN_FAMILY),
)
FIRMS = _said("""
Al Noor, Barakat, Caspian, Delta, Ekran, Falcon, Golden Star, Horizon, Iskra, Jupiter, Korund, Lotus,
Meridian, Namchon, Orion, Pars, Qasr, Ryonha, Sahara, Tosong, Uralmash, Vektor, Wagner, Yakimov, Zenit,
Arsenal, Bastion, Cobalt, Drexler, Elbrus, Fajr, Granit, Hesco, Ilyushin, Kalashnik, Massandra, Norstrand,
Pelmos, Quantum, Rubin, Shahid, Tamin, Ugreya, Vida, Zagros, Amaltea, Bluestone, Calypso, Drava, Eurasia,
Gulfmar, Helios, Kremsont, Labico, Mirage, Nordvik, Oasis, Primax, Redwood, Sterling, Transoil
""")
TRADES = _said("""
Trading, General Trading, Shipping, Industries, Mining, Bank, Construction, Engineering, Electronics,
Transport, Import Export, Exchange, Aviation, Marine, Chemical, Petroleum, Insurance, Machinery, Technology,
Security, Logistics, Foundation, Holding, Investments, Agricultural, Textile, Pharmaceutical, Optics, Metal,
Telecommunications
""")
FORMS = _said("""
Ltd, LLC, Company, Co. Ltd., S.A., GmbH, Limited, JSC, Inc., OOO, SARL, FZE, PJSC, Corporation, S.r.l., BV,
AG, Est.
""")
PLACES = _said("""
Tehran, Damascus, Kabul, Minsk, Moscow, Pyongyang, Baghdad, Tripoli, Khartoum, Yangon, Harare, Kinshasa,
Panama, Dubai, Beirut, Sevastopol, Donetsk, Kurgan, Izhevsk, Tula, Isfahan, Shiraz, Homs, Aleppo, Mosul, Basra
""")
